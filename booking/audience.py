"""Whom a message from staff to many concerns: guardians, chosen by what their children are enrolled in or have booked.

Every guardian of a family who has a say is one of them, once, however many of the children are concerned: of two homes
both.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, Select, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from booking.domain import LIVE, State
from booking.errors import DayMissing, UnknownClass
from booking.school_year import require_in_year
from booking.tables import Child, Enrolment, Guardian, Reservation, Session
from booking.town import Town


class Who(StrEnum):
    """By what people are chosen."""

    FAMILIES = "families"  # by what is on the family's file
    BOOKED = "booked"  # a child comes on that day
    WAITING = "waiting"  # a child waits for a place on that day


@dataclass(frozen=True, slots=True)
class Audience:
    """Those chosen, all conditions together; nothing named means all. `day` is that of the booking."""

    who: Who = Who.FAMILIES
    site: str | None = None
    service: str | None = None
    class_name: str | None = None
    day: date | None = None


def require_possible(town: Town, audience: Audience) -> None:
    """Raise UnknownSite, UnknownService, UnknownClass, DateOutsideYear or DayMissing for what cannot be chosen."""
    sites = town.sites if audience.site is None else (town.site(audience.site),)
    if audience.service is not None:
        town.service(audience.service)
    classes = {name for site in sites for name in site.classes}
    if audience.class_name is not None and audience.class_name not in classes:
        raise UnknownClass(audience.class_name, sorted(classes))
    if audience.who is Who.FAMILIES:
        return
    if audience.day is None:
        raise DayMissing
    require_in_year(town.school_year, audience.day)


@dataclass(frozen=True, slots=True)
class Concerned:
    """A guardian whom a message concerns: as much of them as is needed to write, as there may be thousands."""

    id: int
    phone: str | None
    telegram_id: int | None
    language: str
    withdrawn_at: datetime | None


CONCERNED = select(Guardian.id, Guardian.phone, Guardian.telegram_id, Guardian.language, Guardian.withdrawn_at)


async def guardians_of(db: AsyncSession, guardian_ids: Collection[int]) -> Sequence[Concerned]:
    """The guardians with these numbers, in their order; one who has no say any more too."""
    wanted = CONCERNED.where(Guardian.id.in_(guardian_ids)).order_by(Guardian.id)
    return [Concerned(*row) for row in await db.execute(wanted)]


async def guardians_in(db: AsyncSession, audience: Audience, *, today: date) -> Sequence[Concerned]:
    """The guardians of an audience in the order of their numbers. `today` is the town's date: who may still come."""
    wanted = CONCERNED.where(Guardian.withdrawn_at.is_(None)).order_by(Guardian.id)
    if audience != Audience():
        wanted = wanted.where(Guardian.family_id.in_(await _families(db, audience, today)))
    return [Concerned(*row) for row in await db.execute(wanted)]


async def _families(db: AsyncSession, audience: Audience, today: date) -> Select[int]:
    of_children = select(Child.family_id)
    if audience.class_name is not None:
        of_children = of_children.where(Child.class_name == audience.class_name)
    if audience.who is Who.FAMILIES:
        return of_children.where(*_on_file(audience, today))
    return of_children.join(Reservation, Reservation.child_id == Child.id).where(*await _in_sessions(db, audience))


def _on_file(audience: Audience, today: date) -> Sequence[ColumnElement[bool]]:
    """Who is enrolled there or, as not every service asks for that, has booked; of a school also who goes to it."""
    if audience.site is None and audience.service is None:
        return ()
    enrolled = select(Enrolment.id).where(Enrolment.child_id == Child.id, Enrolment.last >= today)
    booked = (
        select(Reservation.id)
        .join(Session, Session.id == Reservation.session_id)
        .where(Reservation.child_id == Child.id, Reservation.state.in_(LIVE), Session.date >= today)
    )
    if audience.service is not None:
        enrolled = enrolled.where(Enrolment.service == audience.service)
        booked = booked.where(Session.service == audience.service)
    if audience.site is not None:
        enrolled = enrolled.where(Enrolment.site == audience.site)
        booked = booked.where(Session.site == audience.site)
    goes_there = [Child.school == audience.site] if audience.service is None else []
    return [or_(*goes_there, exists(enrolled), exists(booked))]


async def _in_sessions(db: AsyncSession, audience: Audience) -> Sequence[ColumnElement[bool]]:
    """By the numbers of the sessions: joined to their day instead, PostgreSQL reads every reservation."""
    held = select(Session.id).where(Session.date == audience.day)
    if audience.service is not None:
        held = held.where(Session.service == audience.service)
    if audience.site is not None:
        held = held.where(Session.site == audience.site)
    sessions = (await db.scalars(held)).all()
    if audience.who is Who.WAITING:
        return [Reservation.session_id.in_(sessions), Reservation.state == State.WAITING]
    comes = Reservation.absence.is_(None)
    return [Reservation.session_id.in_(sessions), Reservation.state == State.CONFIRMED, comes]
