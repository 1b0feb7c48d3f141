"""Families of a file without numbers, known again by their children and guardians, whatever else was corrected."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from booking.database import connection_of
from booking.importing.folding import folded
from booking.importing.people import FamilyRead
from booking.importing.stored import FAMILIES, GUARDIANS, children_on_file


async def recognise(db: AsyncSession, families: Sequence[FamilyRead]) -> None:
    """Give families the number of the one file that has all their known children, and a guardian of the same name."""
    children, guardians = await children_on_file(db), await _guardians_on_file(db)
    for family in families:
        known = [
            numbers
            for child in family.children
            if child.born is not None and (numbers := children.get((child.key, child.born)))
        ]
        numbers = set.intersection(*known) if known else set()
        same = [number for number in numbers if guardians[number] & {guardian.key for guardian in family.guardians}]
        if len(same) == 1:
            family.number = same[0]
            family.findings[:] = [replace(finding, family=same[0]) for finding in family.findings]


async def _guardians_on_file(db: AsyncSession) -> Mapping[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    joined = select(FAMILIES.c.number, GUARDIANS.c.name).join(FAMILIES, FAMILIES.c.id == GUARDIANS.c.family_id)
    for number, name in await connection_of(db).execute(joined):
        found[number].add(folded(name))
    return found
