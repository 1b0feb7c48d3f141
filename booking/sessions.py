"""Opening the sessions of a period, from the town's file and the calendar."""

from collections.abc import Iterator
from datetime import date
from typing import TypedDict

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncSession

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


async def open_sessions(db: AsyncSession, town: Town, first: date, last: date) -> int:
    """Open what the town's file foresees from `first` to `last` (both included) and is not open yet.

    Returns how many were opened; a second run opens none. Raises CalendarMissing for a year without holidays.
    """
    there = select(Session.service, Session.site, Session.date, Session.part).where(Session.date.between(first, last))
    known = {tuple(row) for row in await db.execute(there)}
    rows = [row for row in foreseen(town, first, last) if tuple(row.values())[:4] not in known]
    for start in range(0, len(rows), ROWS_AT_ONCE):
        await db.execute(insert(Session), rows[start : start + ROWS_AT_ONCE])
    return len(rows)


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
