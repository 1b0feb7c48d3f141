"""The sessions of a week as a calendar: for each service and site a row, for each day how full it is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from booking.domain import State
from booking.tables import Reservation, Session
from booking.town import Part, Service, Town
from channels.desk.house import Desk
from channels.desk.today.asked import Asked, asked_in
from channels.desk.visit import Visit

BUSY = 0.9  # of the places: from there on it is worth a look


@dataclass(frozen=True, slots=True)
class Cell:
    """One session, and how many wait for it."""

    session: Session
    waiting: int

    @property
    def look(self) -> str:
        """How it is shown: closed, full, nearly so, or plain."""
        if self.session.closed is not None:
            return "shut"
        if self.session.booked >= self.session.capacity:
            return "full"
        return "busy" if self.session.booked >= BUSY * self.session.capacity else ""


@dataclass(frozen=True, slots=True)
class Row:
    """One site (and part of the day) of a service, its sessions by day."""

    site: str
    part: Part
    cells: Mapping[date, Cell]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One service, with a row for each site where it takes place that week."""

    service: Service
    rows: tuple[Row, ...]


async def show_places(desk: Desk, visit: Visit) -> Response:
    """The week in which the day lies."""
    asked = asked_in(desk, visit)
    monday = asked.day - timedelta(days=asked.day.weekday())
    cells = await _cells(visit.db, asked, monday)
    used = {cell.session.date for cell in cells}
    week = [monday + timedelta(days=number) for number in range(7)]
    year = desk.town.school_year
    return desk.page(
        visit,
        "places/week.html",
        asked=asked,
        days=[day for day in week if day.weekday() < 5 or day in used],
        sheets=_sheets(desk.town, cells),
        before=max(monday - timedelta(days=7), year.first_possible_day) if monday > year.first_possible_day else None,
        after=monday + timedelta(days=7) if monday + timedelta(days=7) in year else None,
        today=desk.today(visit),
    )


async def _cells(db: AsyncSession, asked: Asked, monday: date) -> Sequence[Cell]:
    there: list[ColumnElement[bool]] = [Session.date.between(monday, monday + timedelta(days=6))]
    if asked.service is not None:
        there.append(Session.service == asked.service)
    if asked.site is not None:
        there.append(Session.site == asked.site)
    waits = (
        select(Reservation.session_id, func.count())
        .join(Session, Session.id == Reservation.session_id)
        .where(*there, Reservation.state == State.WAITING)
        .group_by(Reservation.session_id)
    )
    waiting = dict(iter(await db.execute(waits)))
    sessions = await db.scalars(select(Session).where(*there).order_by(Session.id))
    return [Cell(session, waiting.get(session.id, 0)) for session in sessions]


def _sheets(town: Town, cells: Sequence[Cell]) -> Sequence[Sheet]:
    """In the order of the town's file; what has left the file since is not shown."""
    found: dict[tuple[str, str, Part], dict[date, Cell]] = {}
    for cell in cells:
        session = cell.session
        found.setdefault((session.service, session.site, session.part), {})[session.date] = cell
    sheets = []
    for service in town.services:
        places = [(site, part) for site in service.sites for part in service.parts]
        rows = [Row(*place, cells=days) for place in places if (days := found.get((service.key, *place)))]
        if rows:
            sheets.append(Sheet(service, tuple(rows)))
    return sheets
