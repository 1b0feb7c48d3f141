"""The roll-call of a site: who is expected, class by class, on a phone in the playground."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from booking.domain import State
from booking.tables import Child, Guardian, Reservation, RollCall, Session
from booking.town import Part, Town
from channels.desk.house import PARTS, Desk
from channels.desk.roles import Right
from channels.desk.today.asked import asked_in
from channels.desk.today.sheet import NO_CLASS, days_around
from channels.desk.visit import Visit


@dataclass(frozen=True, slots=True)
class Expected:
    """A child with a place (the reservation `place`); `phones` of the guardians, with their names.

    `absent`: the family said so beforehand. `called` is what was answered at the roll-call, none before it.
    """

    id: int
    place: int
    name: str
    diet: str | None
    eats: bool
    absent: bool
    part: str | None
    called: RollCall | None
    phones: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ClassExpected:
    """A class, by the names of its children."""

    name: str
    children: tuple[Expected, ...]


async def show_roll_call(desk: Desk, visit: Visit) -> Response:
    """Who is expected at a site for a service; without them, the sites and services to choose from."""
    asked = asked_in(desk, visit)
    classes: Sequence[ClassExpected] = ()
    if asked.service is not None and asked.site is not None:
        with_phones = visit.may(Right.FAMILIES)
        classes = await expected(visit.db, desk.town, asked.day, asked.service, asked.site, with_phones=with_phones)
    return desk.page(
        visit,
        "today/roll_call.html",
        asked=asked,
        classes=classes,
        there=sum(child.called is not None and child.called.is_there for each in classes for child in each.children),
        number=len({child.id for each in classes for child in each.children if not child.absent}),
        around=await days_around(visit.db, asked.day),
        held=await _held(visit.db, desk.town, asked.day),
    )


async def expected(
    db: AsyncSession, town: Town, day: date, service: str, site: str, *, with_phones: bool
) -> Sequence[ClassExpected]:
    """The confirmed children, class by class as at school, by name. Raises UnknownService, UnknownSite."""
    confirmed = (
        select(Child, Reservation.meal, Session.part, Reservation.absence.is_not(None), RollCall, Reservation.id)
        .select_from(Reservation)
        .join(Session, Session.id == Reservation.session_id)
        .join(Child, Child.id == Reservation.child_id)
        .outerjoin(RollCall, RollCall.reservation_id == Reservation.id)
        .where(
            Session.date == day,
            Session.service == service,
            Session.site == site,
            Reservation.state == State.CONFIRMED,
        )
    )
    rows = [
        (child, meal, part, absent, called, place)
        for child, meal, part, absent, called, place in await db.execute(confirmed)
    ]
    phones = await _phones(db, {child.family_id for child, *_ in rows}) if with_phones else {}
    in_parts = len(town.service(service).parts) > 1
    order = {name: place for place, name in enumerate(town.site(site).classes)}
    rows.sort(key=lambda row: (order.get(row[0].class_name or "", len(order)), row[0].class_name or "", *_name(row[0])))
    return [
        ClassExpected(name or NO_CLASS, tuple(_child(*row, phones, in_parts=in_parts) for row in of_class))
        for name, of_class in groupby(rows, key=lambda row: row[0].class_name)
    ]


def _child(
    child: Child,
    meal: bool | None,
    part: Part,
    absent: bool,
    called: RollCall | None,
    place: int,
    phones: dict[int, list[tuple[str, str]]],
    *,
    in_parts: bool,
) -> Expected:
    return Expected(
        id=child.id,
        place=place,
        name=f"{child.last_name.upper()} {child.first_name}",
        diet=child.diet,
        eats=meal is not False,
        absent=absent,
        part=PARTS[part] if in_parts else None,
        called=called,
        phones=tuple(phones.get(child.family_id, ())),
    )


def _name(child: Child) -> tuple[str, str, int]:
    return child.last_name.casefold(), child.first_name.casefold(), child.id


async def _phones(db: AsyncSession, families: set[int]) -> dict[int, list[tuple[str, str]]]:
    on_file = select(Guardian).where(Guardian.family_id.in_(families), Guardian.phone.is_not(None))
    phones: dict[int, list[tuple[str, str]]] = {}
    for guardian in await db.scalars(on_file.order_by(Guardian.id)):
        if guardian.phone is not None and guardian.withdrawn_at is None:
            phones.setdefault(guardian.family_id, []).append((guardian.name, guardian.phone))
    return phones


async def _held(db: AsyncSession, town: Town, day: date) -> Sequence[tuple[str, str, str, str]]:
    """Site and service with their names, of all that takes place on that day, site by site."""
    pairs = (await db.execute(select(Session.site, Session.service).where(Session.date == day).distinct())).all()
    found = {(site, service) for site, service in pairs}
    return [
        (site.key, site.name, service.key, service.name)
        for site in town.sites
        for service in town.services
        if (site.key, service.key) in found
    ]
