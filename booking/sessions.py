"""Opening the sessions of a period, from the town's file and the calendar."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import TypeAlias, TypedDict

from sqlalchemy import func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from booking.closures import live_closures, lock_covered, mark_closed
from booking.database import connection_of
from booking.standing import pick_up
from booking.tables import Session
from booking.town import Part, Town

ROWS_AT_ONCE = 2000


class NewSession(TypedDict):
    """A row of the table, before it is one."""

    service: str
    site: str
    date: date
    part: Part
    capacity: int


Progress: TypeAlias = Callable[[int, int], None]  # told how many of how many are open


def silent(_done: int, _of: int) -> None:
    """Tell nobody."""


async def open_sessions(
    db: AsyncSession, town: Town, first: date, last: date, *, now: datetime, progress: Progress = silent
) -> int:
    """Open what the town's file foresees from `first` to `last` (both included) and is not open yet.

    What is closed in these days is so from the start; standing bookings pick up the rest, judged at `now` (aware).
    Returns how many were opened; a second run opens none. Raises CalendarMissing for a year without holidays.
    """
    there = select(Session.service, Session.site, Session.date, Session.part).where(Session.date.between(first, last))
    known = {tuple(row) for row in await db.execute(there)}
    rows = [row for row in foreseen(town, first, last) if tuple(row.values())[:4] not in known]
    await _insert(db, rows, progress)
    if rows:
        await _close_what_is_closed(db, first, last)
        await pick_up(db, town, _by_service(rows), now=now)
    return len(rows)


async def next_day_with_sessions(db: AsyncSession, *, after: date) -> date | None:
    """The first day after that one on which a session is open; none where nothing is open any more."""
    return await db.scalar(select(func.min(Session.date)).where(Session.date > after, Session.closed.is_(None)))


async def _insert(db: AsyncSession, rows: Sequence[NewSession], progress: Progress) -> None:
    dialect = postgresql.insert if db.get_bind().dialect.name == "postgresql" else sqlite.insert
    opening = dialect(Session).on_conflict_do_nothing()  # another process may be opening them too
    connection = connection_of(db)
    for start in range(0, len(rows), ROWS_AT_ONCE):
        await connection.execute(opening, rows[start : start + ROWS_AT_ONCE])
        progress(min(start + ROWS_AT_ONCE, len(rows)), len(rows))


async def _close_what_is_closed(db: AsyncSession, first: date, last: date) -> None:
    for closure in await live_closures(db, first, last):
        await mark_closed(db, (await lock_covered(db, closure)).values(), [closure])


def _by_service(rows: Iterable[NewSession]) -> Mapping[str, set[date]]:
    days: dict[str, set[date]] = {}
    for row in rows:
        days.setdefault(row["service"], set()).add(row["date"])
    return days


def foreseen(town: Town, first: date, last: date) -> Iterator[NewSession]:
    """The sessions that the town's file foresees, service by service, day by day, site by site."""
    for service in town.services:
        for day in service.days(town.calendar, first, last):
            for site in service.sites:
                for part in service.parts:
                    yield NewSession(
                        service=service.key,
                        site=site,
                        date=day,
                        part=part,
                        capacity=service.capacity_at(site, part, day),
                    )
