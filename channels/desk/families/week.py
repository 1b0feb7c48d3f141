"""A family's week as a grid: for each child and service a row, for each day what is booked, or can be."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeAlias

from sqlalchemy import select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from booking.domain import LIVE, State
from booking.families import enrolments_on
from booking.frozen_counts import deadline_of
from booking.references import reference_of
from booking.tables import Child, Family, Reservation, Session
from booking.town import Part, Service, Town
from channels.desk.house import PARTS

SCHOOL_WEEK, WHOLE_WEEK = 5, 7
Held: TypeAlias = Mapping[tuple[str, str, date, Part], Session]


@dataclass(frozen=True, slots=True)
class Cell:
    """One child, one service, one day: `state` is what the child has there, none where it has nothing.

    `reference` is that of the act which made it; `closed` why nobody can have it; `left` how many places there are;
    `late`: the ordinary deadline is over. `absent`: the child keeps the place, and does not come.
    """

    day: date
    state: State | None = None
    reference: str | None = None
    closed: str | None = None
    left: int = 0
    late: bool = False
    held: bool = True
    absent: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One service (or one part of the day of it) for one child."""

    child: Child
    service: Service
    part: Part
    label: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Week:
    """The days shown, and the rows child by child."""

    days: tuple[date, ...]
    rows: tuple[Row, ...]

    @property
    def before(self) -> date:
        """The Monday before."""
        return self.days[0] - timedelta(days=7)

    @property
    def after(self) -> date:
        """The Monday after."""
        return self.days[0] + timedelta(days=7)

    def of(self, child: Child) -> Sequence[Row]:
        """The rows of one child."""
        return [row for row in self.rows if row.child.id == child.id]


def monday_of(day: date) -> date:
    """The Monday of the week in which a day lies."""
    return day - timedelta(days=day.weekday())


async def week_of(db: AsyncSession, town: Town, family: Family, monday: date, *, now: datetime) -> Week:
    """The week that begins on that Monday; of Saturday and Sunday, only what takes place."""
    days = tuple(monday + timedelta(days=number) for number in range(WHOLE_WEEK))
    places = {(child.id, service.key): _sites(child, service, days) for child, service in _pairs(town, family)}
    wanted = {(key, site) for (_, key), sites in places.items() for site in sites.values()}
    held = await _held(db, wanted, days)
    booked = await _booked(db, family, days)
    used = {day for _, _, day, _ in held}
    shown = tuple(day for place, day in enumerate(days) if place < SCHOOL_WEEK or day in used)
    rows = []
    for child, service in _pairs(town, family):
        sites = places[child.id, service.key]
        for part in service.parts:
            cells = tuple(_cell(town, child, service, part, day, sites.get(day), held, booked, now) for day in shown)
            if sites or any(cell.state for cell in cells):
                rows.append(Row(child, service, part, _label(service, part), cells))
    return Week(shown, tuple(rows))


def _pairs(town: Town, family: Family) -> Sequence[tuple[Child, Service]]:
    return [(child, service) for child in family.children for service in town.services]


def _sites(child: Child, service: Service, days: Sequence[date]) -> Mapping[date, str]:
    """Where the child takes a service on each of these days: as `booking.on_file` decides it for a booking."""
    return {day: site for day in days if (site := _site(child, service, day)) is not None}


def _site(child: Child, service: Service, day: date) -> str | None:
    enrolled = next((each.site for each in enrolments_on(child, day) if each.service == service.key), None)
    if service.enrolment or enrolled is not None:
        return enrolled
    if child.school in service.sites:
        return child.school
    return service.sites[0] if len(service.sites) == 1 else None


async def _held(db: AsyncSession, wanted: set[tuple[str, str]], days: Sequence[date]) -> Held:
    there = tuple_(Session.service, Session.site).in_(wanted) & Session.date.between(days[0], days[-1])
    return {
        (each.service, each.site, each.date, each.part): each for each in await db.scalars(select(Session).where(there))
    }


async def _booked(
    db: AsyncSession, family: Family, days: Sequence[date]
) -> Mapping[tuple[int, str, date, Part], Reservation]:
    live = (
        select(Reservation, Session.service, Session.date, Session.part)
        .join(Session, Session.id == Reservation.session_id)
        .where(
            Reservation.child_id.in_([child.id for child in family.children]),
            Reservation.state.in_(LIVE),
            Session.date.between(days[0], days[-1]),
        )
    )
    return {(row.child_id, service, day, part): row for row, service, day, part in await db.execute(live)}


def _cell(
    town: Town,
    child: Child,
    service: Service,
    part: Part,
    day: date,
    site: str | None,
    held: Held,
    booked: Mapping[tuple[int, str, date, Part], Reservation],
    now: datetime,
) -> Cell:
    reservation = booked.get((child.id, service.key, day, part))
    session = held.get((service.key, site or "", day, part))
    if session is None and reservation is None:
        return Cell(day, held=False)
    closes = deadline_of(town, service, day)
    return Cell(
        day=day,
        state=None if reservation is None else reservation.state,
        reference=None if reservation is None else reference_of(reservation.act_id),
        closed=None if session is None else session.closed or session.closed_classes.get(child.class_name or ""),
        left=0 if session is None else max(session.capacity - session.booked, 0),
        late=closes is None or closes <= now,
        absent=reservation is not None and reservation.absence is not None,
    )


def _label(service: Service, part: Part) -> str:
    return service.name if len(service.parts) == 1 else f"{service.name}, {PARTS[part]}"
