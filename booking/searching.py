"""Finding a family's file by whatever somebody at the counter has: a name, a number, a telephone, a reference."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import phonenumbers
from sqlalchemy import Select, func, or_, select, union
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload

from booking.folding import fold, has_word
from booking.references import act_id_of
from booking.tables import ActRow, Child, Family, Guardian, JournalLine

MOST_FOUND = 40
MOST_WORDS = 6
FEWEST_DIGITS = 4  # the end of a telephone number, as it is read out


@dataclass(frozen=True, slots=True)
class Found:
    """Files that fit, by name; `more` than are shown."""

    families: Sequence[Family]
    more: bool


async def find_families(db: AsyncSession, words: str) -> Found:
    """The files that fit all of these words, each in the name of a guardian or a child, or else their number,
    telephone or reference."""
    ids = await _ids(db, words)
    wanted = (
        select(Family)
        .where(Family.id.in_(ids[:MOST_FOUND]))
        .options(selectinload(Family.guardians), selectinload(Family.children))
    )
    families = sorted((await db.scalars(wanted)).all(), key=_by_name)
    return Found(families, len(ids) > MOST_FOUND)


async def _ids(db: AsyncSession, words: str) -> Sequence[int]:
    numbered = await _found(db, select(Family.id).where(func.lower(Family.number) == words.strip().lower()))
    if numbered:
        return numbered
    if (act_id := act_id_of(words)) is not None and (of_act := await _of_act(db, act_id)):
        return of_act
    if phones := _digits(words):
        return await _found(db, select(Guardian.family_id).where(or_(*(Guardian.phone.endswith(p) for p in phones))))
    return await _by_words(db, words)


async def _by_words(db: AsyncSession, words: str) -> Sequence[int]:
    said = fold(words).split()[:MOST_WORDS]
    if not said:
        return []
    wanted = select(Family.id)
    for word in said:
        guardians = select(Guardian.family_id).where(has_word(Guardian.name, word))
        named = Child.first_name + " " + Child.last_name  # folded as one: it is what takes time
        children = select(Child.family_id).where(has_word(named, word))
        wanted = wanted.where(Family.id.in_(union(guardians, children)))
    return await _found(db, wanted)


async def _of_act(db: AsyncSession, act_id: int) -> Sequence[int]:
    by_act = await db.scalar(select(ActRow.family_id).where(ActRow.id == act_id))
    if by_act is not None:
        return [by_act]
    of_lines = select(Child.family_id).join(JournalLine, JournalLine.child_id == Child.id)
    return await _found(db, of_lines.where(JournalLine.act_id == act_id))


async def _found(db: AsyncSession, ids: Select[int]) -> Sequence[int]:
    return (await db.scalars(ids.distinct().order_by(None).limit(MOST_FOUND + 1))).all()


def _digits(words: str) -> Sequence[str]:
    """The ends that a number on file may have, where a telephone number was written; none for anything else."""
    if not re.fullmatch(r"[+\d\s().-]+", words.strip()):
        return ()
    digits = re.sub(r"\D", "", words)
    if len(digits) < FEWEST_DIGITS:
        return ()
    try:
        number = phonenumbers.parse(words, "FR")
    except phonenumbers.NumberParseException:
        return (digits,)
    return (digits.removeprefix("0") if len(digits) >= 10 else digits, str(number.national_number))


def _by_name(family: Family) -> tuple[str, int]:
    named = family.children[0].last_name if family.children else family.guardians[0].name if family.guardians else ""
    return fold(named), family.id
