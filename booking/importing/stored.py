"""Families as they are on file, as an import needs them: with what files said of them before."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TypeAlias

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from booking.database import connection_of, table_of
from booking.importing.people import child_key
from booking.importing.tables import ImportedFamily
from booking.tables import Child, Enrolment, Family, Guardian

Facts: TypeAlias = dict[str, object]
FAMILIES, GUARDIANS, CHILDREN, ENROLMENTS, MEMORIES = (
    table_of(entity) for entity in (Family, Guardian, Child, Enrolment, ImportedFamily)
)


@dataclass(slots=True)
class Memory:
    """What files said of a family, its guardians and its children, by the number of their row."""

    family: Facts = field(default_factory=dict)
    guardians: dict[int, Facts] = field(default_factory=dict)
    children: dict[int, Facts] = field(default_factory=dict)

    def kept(self) -> dict[str, object]:
        """As it is stored."""
        return {
            "family": self.family,
            "guardians": {str(number): facts for number, facts in self.guardians.items()},
            "children": {str(number): facts for number, facts in self.children.items()},
        }


@dataclass(frozen=True, slots=True)
class EnrolmentOnFile:
    """A child's place in a service."""

    id: int
    service: str
    site: str
    first: date
    last: date


@dataclass(slots=True)
class PersonOnFile:
    """A guardian or a child with the facts that files tell."""

    id: int
    facts: Facts
    enrolments: list[EnrolmentOnFile] = field(default_factory=list)


@dataclass(slots=True)
class FamilyOnFile:
    """A family on file."""

    id: int
    number: str
    facts: Facts
    guardians: list[PersonOnFile]
    children: list[PersonOnFile]
    memory: Memory


async def families_on_file(db: AsyncSession, numbers: Collection[str]) -> Mapping[str, FamilyOnFile]:
    """The families with these numbers."""
    connection = connection_of(db)
    found = {}
    for row in await connection.execute(select(FAMILIES).where(FAMILIES.c.number.in_(numbers))):
        facts: Facts = {"missing": row.missing, "resident": row.resident, "both_parents_work": row.both_parents_work}
        found[row.id] = FamilyOnFile(row.id, row.number, facts, [], [], Memory())
    if found:
        await _add_people(db, found)
    return {family.number: family for family in found.values()}


async def _add_people(db: AsyncSession, families: Mapping[int, FamilyOnFile]) -> None:
    connection = connection_of(db)
    of_families = select(GUARDIANS).where(GUARDIANS.c.family_id.in_(families)).order_by(GUARDIANS.c.id)
    for row in await connection.execute(of_families):
        facts: Facts = {"name": row.name, "phone": row.phone, "weeks": row.weeks, "anchor": row.anchor}
        families[row.family_id].guardians.append(PersonOnFile(row.id, facts))
    children = {}
    for row in await connection.execute(
        select(CHILDREN).where(CHILDREN.c.family_id.in_(families)).order_by(CHILDREN.c.id)
    ):
        child = PersonOnFile(row.id, {name: getattr(row, name) for name in CHILD_FACTS})
        children[row.id] = child
        families[row.family_id].children.append(child)
    if children:
        for row in await connection.execute(select(ENROLMENTS).where(ENROLMENTS.c.child_id.in_(children))):
            children[row.child_id].enrolments.append(
                EnrolmentOnFile(row.id, row.service, row.site, row.first, row.last)
            )
    for row in await connection.execute(select(MEMORIES).where(MEMORIES.c.family_id.in_(families))):
        families[row.family_id].memory = _memory(row.memory)


CHILD_FACTS = ("first_name", "last_name", "born", "school", "class_name", "diet")


def _memory(kept: Mapping[str, Mapping[str, Facts]]) -> Memory:
    return Memory(
        dict(kept["family"]),
        {int(number): dict(facts) for number, facts in kept["guardians"].items()},
        {int(number): dict(facts) for number, facts in kept["children"].items()},
    )


async def children_on_file(db: AsyncSession) -> Mapping[tuple[str, date], set[str]]:
    """The numbers of the files on which each child stands, by its key and its date of birth."""
    found: dict[tuple[str, date], set[str]] = defaultdict(set)
    joined = select(CHILDREN.c.first_name, CHILDREN.c.last_name, CHILDREN.c.born, FAMILIES.c.number)
    joined = joined.join(FAMILIES, FAMILIES.c.id == CHILDREN.c.family_id).where(CHILDREN.c.born.is_not(None))
    for first_name, last_name, born, number in await connection_of(db).execute(joined):
        found[child_key(first_name, last_name), born].add(number)
    return found


async def phones_on_file(db: AsyncSession) -> Mapping[str, set[str]]:
    """The numbers of the files on which each phone stands."""
    found: dict[str, set[str]] = defaultdict(set)
    joined = select(GUARDIANS.c.phone, FAMILIES.c.number).join(FAMILIES, FAMILIES.c.id == GUARDIANS.c.family_id)
    for phone, number in await connection_of(db).execute(joined.where(GUARDIANS.c.phone.is_not(None))):
        found[phone].add(number)
    return found
