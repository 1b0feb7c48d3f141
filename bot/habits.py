"""What the families of the demonstration have already texted when it begins, so that its desk has something to show."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload

from booking.domain import Author, AuthorKind, Place
from booking.journal import open_act
from booking.reservations import book
from booking.tables import Child, Family
from booking.town import Town

WEEKS = 2
ASKED_BEFORE = timedelta(days=11)  # before the first Monday: in time under every rule of the demonstration town
HABITS = (("cantine", "cantine toute la semaine"), ("garderie-soir", "garderie du soir toute la semaine"))


async def take_up_habits(db: AsyncSession, town: Town, *, now: datetime) -> None:
    """Book this week and the next for every family but those with two children, which are left to try things with."""
    monday = now.astimezone(town.zone).date()
    monday -= timedelta(days=monday.weekday())
    with_children = select(Family).options(
        selectinload(Family.guardians), selectinload(Family.children).selectinload(Child.enrolments)
    )
    for family in await db.scalars(with_children.order_by(Family.id)):
        if len(family.children) != 2:
            for service, words in HABITS[: 1 + family.id % 2]:
                await _text(db, town, family, service, words, monday)


async def _text(db: AsyncSession, town: Town, family: Family, service: str, words: str, monday: date) -> None:
    places = list(_places(town, family.children, service, monday))
    if not places or family.missing:
        return
    guardian = family.guardians[0]
    arrived = datetime.combine(monday - ASKED_BEFORE, time(18, 5), tzinfo=town.zone)
    author = Author(AuthorKind.GUARDIAN, guardian.name, "sms", words, arrived, family.id, guardian.id)
    act = await open_act(db, author, now=arrived)
    for place in places:
        await book(db, town, place, act=act, along_with=places)


def _places(town: Town, children: Sequence[Child], service: str, monday: date) -> Iterator[Place]:
    last = monday + timedelta(days=7 * WEEKS - 1)
    for child in children:
        if any(enrolment.service == service for enrolment in child.enrolments):
            for day in town.service(service).days(town.calendar, monday, last):
                yield Place(child.id, service, day)
