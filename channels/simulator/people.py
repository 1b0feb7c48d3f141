"""Whose phone the page can be: the guardians of the town's families, or a stranger."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload

from booking.tables import Child, Family
from channels.simulator.errors import PhoneError

STRANGER = "+33639989999"  # in the range that ARCEP keeps for fiction, and on nobody's file


@dataclass(frozen=True, slots=True)
class Caller:
    """A guardian who can text: `phone` is in E.164."""

    name: str
    phone: str


@dataclass(frozen=True, slots=True)
class Household:
    """A family with the guardians who have a phone, and its children as "Inès (MS)"."""

    number: str
    callers: tuple[Caller, ...]
    children: tuple[str, ...]
    at_school: int


async def households(db: AsyncSession) -> Sequence[Household]:
    """All families in which somebody can text, in the order of their numbers."""
    on_file = (
        select(Family).order_by(Family.number).options(selectinload(Family.guardians), selectinload(Family.children))
    )
    return [household for family in await db.scalars(on_file) if (household := _household(family)).callers]


def usual_phone(among: Sequence[Household]) -> str:
    """The phone that the page is at first: of the first family with just two children, both at school."""
    both_at_school = [home for home in among if len(home.children) == home.at_school == 2]
    first = next(iter(both_at_school or among), None)
    return first.callers[0].phone if first else STRANGER


def phone_asked_for(written: str, among: Sequence[Household]) -> str:
    """The number in E.164, where it is one that the page offers; none written is the usual one. Raises PhoneError."""
    if not written.strip():
        return usual_phone(among)
    phone = "+" + written.strip().removeprefix("+")  # an unescaped "+" in an address arrives as a space
    if phone != STRANGER and all(caller.phone != phone for home in among for caller in home.callers):
        raise PhoneError("Ce numéro n'est celui d'aucun parent de la démonstration. Choisissez-en un dans la liste.")
    return phone


def _household(family: Family) -> Household:
    return Household(
        number=family.number,
        callers=tuple(Caller(guardian.name, guardian.phone) for guardian in family.guardians if guardian.phone),
        children=tuple(_named(child) for child in family.children),
        at_school=sum(child.school is not None for child in family.children),
    )


def _named(child: Child) -> str:
    return f"{child.first_name} ({child.class_name})" if child.class_name else child.first_name
