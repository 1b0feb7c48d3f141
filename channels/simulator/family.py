"""The family behind the phone: its children, and what they have booked."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from booking.agenda import Line, agenda
from booking.domain import State
from booking.tables import Child, Family, Guardian
from booking.town import Part, Town

DAYS_SHOWN = 5  # with reservations: a week of school


@dataclass(frozen=True, slots=True)
class Pupil:
    """A child as the page shows it; `services` are those that may be booked."""

    name: str
    school: str | None
    class_name: str | None
    services: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Booked:
    """What some children have together in one service, by one act; `part` is none where it is the whole of the day."""

    id: str
    children: tuple[str, ...]
    service: str
    part: Part | None
    state: State
    reference: str


@dataclass(frozen=True, slots=True)
class BookedDay:
    """All that the family has on one day."""

    day: date
    booked: tuple[Booked, ...]


@dataclass(frozen=True, slots=True)
class Agenda:
    """The next days with reservations, and how many such days there are beyond."""

    days: tuple[BookedDay, ...]
    beyond: int


async def guardian_with_family(db: AsyncSession, phone: str) -> Guardian | None:
    """The first guardian with this number (E.164), with family, children and enrolments, in one query."""
    everything = joinedload(Guardian.family).joinedload(Family.children).joinedload(Child.enrolments)
    with_phone = select(Guardian).where(Guardian.phone == phone).order_by(Guardian.id).options(everything)
    return (await db.scalars(with_phone)).unique().first()


def pupils_of(family: Family, town: Town) -> tuple[Pupil, ...]:
    """The children of a family, by the names that parents know."""
    return tuple(
        Pupil(
            name=child.first_name,
            school=town.site(child.school).name if child.school else None,
            class_name=child.class_name,
            services=tuple(town.service(enrolment.service).name for enrolment in child.enrolments),
        )
        for child in family.children
    )


def bookable(family: Family, *, on: date) -> set[tuple[str, str]]:
    """Services and sites, by their keys, that a child of the family may book that day or later."""
    return {
        (enrolment.service, enrolment.site)
        for child in family.children
        for enrolment in child.enrolments
        if enrolment.last >= on
    }


async def agenda_of(db: AsyncSession, family: Family, town: Town, *, first: date) -> Agenda:
    """What the children of a family have booked from `first` on."""
    lines = await agenda(db, family.id, first=first)
    days = [
        BookedDay(day, tuple(_booked(list(those), town))) for day, those in groupby(lines, key=lambda line: line.day)
    ]
    return Agenda(tuple(days[:DAYS_SHOWN]), len(days[DAYS_SHOWN:]))


def _booked(of_a_day: Sequence[Line], town: Town) -> Iterator[Booked]:
    together: dict[tuple[str, State, str, Part | None], list[Line]] = {}
    for line in of_a_day:
        key = (line.service, line.state, line.reference, _part(line, of_a_day, town))
        together.setdefault(key, []).append(line)
    for (service, state, reference, part), lines in together.items():
        yield Booked(
            id="-".join((reference, service, str(lines[0].day), part or Part.DAY)),
            children=tuple(dict.fromkeys(line.child for line in lines)),
            service=town.service(service).name,
            part=part,
            state=state,
            reference=reference,
        )


def _part(line: Line, of_a_day: Sequence[Line], town: Town) -> Part | None:
    """None where the child comes for every part that the service has, which is a whole day to its parents."""
    taken = {
        other.part
        for other in of_a_day
        if (other.child_id, other.service, other.state, other.reference)
        == (line.child_id, line.service, line.state, line.reference)
    }
    return None if taken == {*town.service(line.service).parts} else line.part
