"""Whose data it is: the guardians and children of one file, and where they are written to."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from booking.families import family_numbered
from booking.tables import ActRow, Child, Family, Guardian, JournalLine
from bot.errors import SettingsError
from bot.tables import ConversationRow
from channels.forgetting import written_to


@dataclass(frozen=True, slots=True)
class People:
    """Who is meant. `addresses` are theirs alone: one that stands on another file too stays with that file.

    `children` is empty where one guardian alone is meant: a child belongs to the file, and to the other parent.
    `words` are all by which they could be recognised.
    """

    family: Family
    guardians: tuple[Guardian, ...]
    children: tuple[Child, ...]
    addresses: frozenset[str]
    acts: frozenset[int]
    lines: frozenset[int]

    @property
    def guardian_ids(self) -> Sequence[int]:
        """The numbers of the guardians."""
        return [guardian.id for guardian in self.guardians]

    @property
    def child_ids(self) -> Sequence[int]:
        """The numbers of the children."""
        return [child.id for child in self.children]

    @property
    def whole_file(self) -> bool:
        """Whether all of the file is meant."""
        return len(self.guardians) == len(self.family.guardians)


async def people_of(db: AsyncSession, number: str, guardian: str | None = None) -> People:
    """The people of the file of that number, or its one guardian of that name. Raises SettingsError in words."""
    family = await family_numbered(db, number)
    if family is None:
        raise SettingsError(f"Dossier {number} : il n'existe pas. Cherchez-le au guichet, à la rubrique Familles.")
    if guardian is None:
        return await _people(db, family, family.guardians, family.children)
    named = [one for one in family.guardians if one.name == guardian]
    if not named:
        known = ", ".join(one.name for one in family.guardians)
        raise SettingsError(f"--guardian : « {guardian} » n'est pas au dossier {number}. Il y a : {known}.")
    return await _people(db, family, named, [])


async def _people(db: AsyncSession, family: Family, guardians: Sequence[Guardian], children: Sequence[Child]) -> People:
    acts = await _acts(db, family, guardians, [child.id for child in children])
    lines = await _lines(db, family, acts, guardians, [child.id for child in children])
    return People(family, tuple(guardians), tuple(children), await _addresses(db, guardians), acts, lines)


async def _addresses(db: AsyncSession, guardians: Sequence[Guardian]) -> frozenset[str]:
    ids = [guardian.id for guardian in guardians]
    held = select(ConversationRow.address).where(ConversationRow.guardian_id.in_(ids))
    found = {address for one in guardians for address in (one.phone, _chat(one)) if address is not None}
    found |= set((await db.scalars(held)).all()) | await written_to(db, ids)
    others = select(Guardian).where(
        Guardian.id.not_in(ids), or_(Guardian.phone.in_(found), Guardian.telegram_id.in_(_numbers(found)))
    )
    for other in await db.scalars(others):
        found -= {other.phone, _chat(other)}
    return frozenset(found)


def _chat(guardian: Guardian) -> str | None:
    return None if guardian.telegram_id is None else str(guardian.telegram_id)


def _numbers(addresses: Collection[str]) -> Sequence[int]:
    return [int(address) for address in addresses if address.isdecimal() and len(address) < 19]


async def _acts(
    db: AsyncSession, family: Family, guardians: Sequence[Guardian], children: Collection[int]
) -> frozenset[int]:
    """What they did, what staff wrote of them, and what staff did for them alone. An act for many is nobody's."""
    of_file = ActRow.family_id == family.id
    names = [one.name for one in guardians if one.name]
    # which of them name a guardian is not asked of the database: words may be sealed
    said = await db.execute(select(ActRow.id, ActRow.words).where(of_file, ActRow.words != ""))
    named = [number for number, words in said if any(name in words for name in names)]
    theirs = or_(ActRow.guardian_id.in_([one.id for one in guardians]), ActRow.id.in_(named))
    if children:
        concerned = select(JournalLine.act_id).where(JournalLine.child_id.in_(children))
        others = select(JournalLine.act_id).where(JournalLine.child_id.not_in(children))
        alone = ActRow.family_id.is_(None) & ActRow.id.in_(concerned) & ActRow.id.not_in(others)
        theirs = or_(theirs, of_file, alone)
    return frozenset((await db.scalars(select(ActRow.id).where(theirs))).all())


async def _lines(
    db: AsyncSession, family: Family, acts: Collection[int], guardians: Sequence[Guardian], children: Collection[int]
) -> frozenset[int]:
    """The lines that tell of them, in whosoever's acts."""
    named = [JournalLine.details["guardian"].as_string().in_([guardian.name for guardian in guardians])]
    if children:
        named.append(JournalLine.details["family"].as_string() == family.number)
    of_file = select(ActRow.id).where(or_(ActRow.family_id == family.id, ActRow.family_id.is_(None)))
    told = or_(
        JournalLine.act_id.in_(acts), JournalLine.child_id.in_(children), or_(*named) & JournalLine.act_id.in_(of_file)
    )
    return frozenset((await db.scalars(select(JournalLine.id).where(told))).all())
