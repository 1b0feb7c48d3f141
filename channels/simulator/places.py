"""The places left in the coming days, where the children of a family could go."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from booking.tables import Session
from booking.town import Part, Town

DAYS_SHOWN = 5  # a week of school


@dataclass(frozen=True, slots=True)
class Places:
    """The places of one session."""

    capacity: int
    taken: int
    closed: bool

    @property
    def left(self) -> int:
        """How many are free."""
        return max(self.capacity - self.taken, 0)


@dataclass(frozen=True, slots=True)
class Row:
    """One service (and part of the day), day by day; none on a day on which it does not take place."""

    service: str
    part: Part
    cells: tuple[Places | None, ...]


@dataclass(frozen=True, slots=True)
class SiteRows:
    """All that there is at one site."""

    site: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Week:
    """The coming days on which there is anything, and the places of each, site by site."""

    days: tuple[date, ...]
    sites: tuple[SiteRows, ...]


async def week_from(db: AsyncSession, town: Town, wanted: Collection[tuple[str, str]], *, first: date) -> Week:
    """The next `DAYS_SHOWN` days with a session from `first` on, for these pairs of service and site, by their keys."""
    sessions = await _sessions(db, wanted, first)
    days = tuple(sorted({session.date for session in sessions}))
    by_site = (SiteRows(site.name, tuple(_rows(town, site.key, sessions, days))) for site in town.sites)
    return Week(days, tuple(shown for shown in by_site if shown.rows))


async def _sessions(db: AsyncSession, wanted: Collection[tuple[str, str]], first: date) -> Sequence[Session]:
    coming = tuple_(Session.service, Session.site).in_(wanted) & (Session.date >= first)
    days = select(Session.date).where(coming).distinct().order_by(Session.date).limit(DAYS_SHOWN)
    return (await db.scalars(select(Session).where(coming, Session.date.in_(days)))).all()


def _rows(town: Town, site: str, sessions: Sequence[Session], days: Sequence[date]) -> Iterator[Row]:
    held = {(session.service, session.part, session.date): session for session in sessions if session.site == site}
    for service in town.services:
        for part in service.parts:
            cells = tuple(_places(held.get((service.key, part, day))) for day in days)
            if any(cells):
                yield Row(service.name, part, cells)


def _places(session: Session | None) -> Places | None:
    if session is None:
        return None
    return Places(session.capacity, session.booked, session.closed is not None)
