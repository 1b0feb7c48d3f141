"""A household as a conversation needs it: the guardian who speaks, the children, what they may book. One statement."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import TypeAlias

from sqlalchemy import Row, bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from booking.database import run
from booking.tables import Child, Enrolment, Family, Guardian


@dataclass(frozen=True, slots=True)
class EnrolledIn:
    """What a child may book, where, from the first to the last of these days."""

    service: str
    site: str
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class ChildAtHome:
    """A child of the family."""

    id: int
    first_name: str
    enrolments: tuple[EnrolledIn, ...]

    def enrolled_on(self, day: date) -> Sequence[EnrolledIn]:
        """What the child may book on that day."""
        return [enrolment for enrolment in self.enrolments if enrolment.first <= day <= enrolment.last]


@dataclass(frozen=True, slots=True)
class Household:
    """A guardian with the children of the file, in its order; `number` is that of the file."""

    guardian_id: int
    family_id: int
    number: str
    name: str
    language: str
    children: tuple[ChildAtHome, ...]

    def child(self, first_name: str) -> ChildAtHome:
        """The child of that first name; raises KeyError."""
        for child in self.children:
            if child.first_name == first_name:
                return child
        raise KeyError(first_name)


Found: TypeAlias = Row[int, int, str, str, str, int, str, str, str, date, date]
HOUSEHOLDS = (
    select(
        Guardian.id,
        Guardian.family_id,
        Family.number,
        Guardian.name,
        Guardian.language,
        Child.id,
        Child.first_name,
        Enrolment.service,
        Enrolment.site,
        Enrolment.first,
        Enrolment.last,
    )
    .join(Family, Family.id == Guardian.family_id)
    .outerjoin(Child, Child.family_id == Guardian.family_id)
    .outerjoin(Enrolment, Enrolment.child_id == Child.id)
    .where(Guardian.withdrawn_at.is_(None))
    .order_by(Guardian.id, Child.id, Enrolment.id)
)
BY_PHONE = HOUSEHOLDS.where(Guardian.phone == bindparam("phone"))
BY_TELEGRAM = HOUSEHOLDS.where(Guardian.telegram_id == bindparam("telegram_id"))


async def households_by_phone(db: AsyncSession, phone: str) -> Sequence[Household]:
    """The households of this number (E.164); more than one where a number stands on several files."""
    return _read(await run(db, BY_PHONE, phone=phone))


async def households_by_telegram(db: AsyncSession, telegram_id: int) -> Sequence[Household]:
    """The households linked to this Telegram account."""
    return _read(await run(db, BY_TELEGRAM, telegram_id=telegram_id))


async def set_language(db: AsyncSession, guardian_id: int, language: str) -> None:
    """The language in which a guardian is answered from now on."""
    await db.execute(update(Guardian).where(Guardian.id == guardian_id).values(language=language))


def _read(rows: Iterable[Found]) -> Sequence[Household]:
    """Rows in the order of guardians, children and enrolments; without a child or an enrolment, its part is none."""
    households = []
    for (guardian_id, family_id, number, name, language), of_guardian in groupby(rows, key=lambda row: tuple(row[:5])):
        children = tuple(
            ChildAtHome(child_id, first_name, tuple(EnrolledIn(*row[7:]) for row in of_child if row[7] is not None))
            for (child_id, first_name), of_child in groupby(of_guardian, key=lambda row: (row[5], row[6]))
            if child_id is not None
        )
        households.append(Household(guardian_id, family_id, number, name, language, children))
    return households
