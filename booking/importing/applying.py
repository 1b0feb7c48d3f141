"""Plans written: a batch of families in one transaction of the caller's, so that each is there whole or not at all."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Table, bindparam, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from booking.custody import Custody
from booking.database import connection_of
from booking.domain import Act, Entry
from booking.importing.people import ChildRead, FamilyRead, GuardianRead
from booking.importing.plans import Plan, planned, said_of_child, said_of_guardian
from booking.importing.stored import CHILDREN, ENROLMENTS, FAMILIES, GUARDIANS, MEMORIES, Facts, families_on_file
from booking.journal import Line, record_all
from booking.town import Town

GUARDIAN_KEY, CHILD_KEY = ("family_id", "name"), ("family_id", "first_name", "last_name")


@dataclass(slots=True)
class Tally:
    """What an import did, or would do."""

    families_new: int = 0
    families_changed: int = 0
    families_same: int = 0
    families_out: int = 0
    guardians_new: int = 0
    children_new: int = 0
    children_changed: int = 0
    places_new: int = 0

    def add(self, plan: Plan) -> None:
        """Count one family."""
        if plan.is_kept_out:
            self.families_out += 1
            return
        if plan.is_new:
            self.families_new += 1
        elif plan.changes:
            self.families_changed += 1
        else:
            self.families_same += 1
        self.guardians_new += len(plan.new_guardians)
        self.children_new += len(plan.new_children)
        self.children_changed += len(plan.children)
        of_new = sum(place.wanted for child in plan.new_children for place in child.places)
        self.places_new += len(plan.new_places) + of_new


async def plan_batch(db: AsyncSession, families: Sequence[FamilyRead], today: date) -> list[Plan]:
    """What each family of a batch changes, compared with what is on file."""
    on_file = await families_on_file(db, [family.number for family in families])
    return [planned(family, on_file.get(family.number), today) for family in families]


async def write_batch(
    db: AsyncSession, plans: Sequence[Plan], act: Act, town: Town, *, import_id: int, file: str, today: date
) -> None:
    """Write what the plans say, with a line in the journal for each family that is changed. Commits nothing."""
    taken = [plan for plan in plans if not plan.is_kept_out]
    numbers = await _families(db, [plan for plan in taken if plan.is_new])
    ids = [numbers[plan.read.number] if plan.on_file is None else plan.on_file.id for plan in taken]
    await _guardians(db, taken, ids)
    await _children(db, taken, ids, town)
    await _changes(db, taken, today)
    await _remember(db, taken, ids, import_id)
    changed = [plan for plan in taken if plan.changes]
    await record_all(db, act, [Line(Entry.IMPORTED, details=_details(plan, file)) for plan in changed])


async def _families(db: AsyncSession, plans: Sequence[Plan]) -> dict[str, int]:
    if not plans:
        return {}
    rows = [
        {
            "number": plan.read.number,
            "missing": plan.facts.get("missing", []),
            "resident": plan.facts.get("resident", True),
            "both_parents_work": plan.facts.get("both_parents_work", False),
        }
        for plan in plans
    ]
    written = await connection_of(db).execute(insert(FAMILIES).returning(FAMILIES.c.number, FAMILIES.c.id), rows)
    for plan in plans:
        plan.memory.family.update(plan.facts)
    return dict(written.all())


async def _guardians(db: AsyncSession, plans: Sequence[Plan], ids: Sequence[int]) -> None:
    new = [(plan, ids[at], guardian) for at, plan in enumerate(plans) for guardian in plan.new_guardians]
    if not new:
        return
    rows = [_guardian_row(family_id, guardian) for _, family_id, guardian in new]
    for (plan, _, guardian), number in zip(
        new, await _inserted(db, GUARDIANS, rows, ("family_id", "name")), strict=True
    ):
        plan.memory.guardians[number] = {name: _storable(value) for name, value in said_of_guardian(guardian).items()}


def _guardian_row(family_id: int, guardian: GuardianRead) -> Facts:
    custody = guardian.custody or Custody()
    return {
        "family_id": family_id,
        "name": guardian.name,
        "phone": guardian.phone,
        "language": guardian.language or "fr",
        "weeks": custody.weeks,
        "anchor": custody.anchor,
    }


async def _children(db: AsyncSession, plans: Sequence[Plan], ids: Sequence[int], town: Town) -> None:
    new = [(plan, ids[at], child) for at, plan in enumerate(plans) for child in plan.new_children]
    places: list[Facts] = [
        _place_row(place.child_id, place.service, place.site, town) for plan in plans for place in plan.new_places
    ]
    if new:
        rows = [_child_row(family_id, child) for _, family_id, child in new]
        for (plan, _, child), number in zip(
            new, await _inserted(db, CHILDREN, rows, ("family_id", "first_name", "last_name")), strict=True
        ):
            plan.memory.children[number] = {
                **{name: _storable(value) for name, value in said_of_child(child).items()},
                "places": {place.service: (place.site or "") if place.wanted else "" for place in child.places},
            }
            places.extend(
                _place_row(number, place.service, place.site, town)
                for place in child.places
                if place.wanted and place.site is not None
            )
    await _enrol(db, places)


def _child_row(family_id: int, child: ChildRead) -> Facts:
    return {
        "family_id": family_id,
        "first_name": child.first_name,
        "last_name": child.last_name,
        "born": child.born,
        "school": child.school,
        "class_name": child.class_name,
        "diet": child.diet,
    }


def _place_row(child_id: int, service: str, site: str, town: Town) -> Facts:
    year = town.service(service).year
    return {
        "child_id": child_id,
        "service": service,
        "site": site,
        "first": year.first_possible_day,
        "last": year.last_possible_day,
    }


async def _enrol(db: AsyncSession, places: Sequence[Facts]) -> None:
    """Enrol; one that had ended within the year goes on."""
    if not places:
        return
    is_postgresql = db.get_bind().dialect.name == "postgresql"
    inserting = (postgresql if is_postgresql else sqlite).insert(ENROLMENTS)
    statement = inserting.on_conflict_do_update(
        index_elements=["child_id", "service", "first"],
        set_={"site": inserting.excluded.site, "last": inserting.excluded.last},
    )
    await connection_of(db).execute(statement, list(places))


async def _changes(db: AsyncSession, plans: Sequence[Plan], today: date) -> None:
    connection = connection_of(db)
    for plan in plans:
        if plan.on_file is not None and plan.facts:
            await connection.execute(update(FAMILIES).where(FAMILIES.c.id == plan.on_file.id).values(**plan.facts))
        for number, facts in plan.guardians.items():
            await connection.execute(update(GUARDIANS).where(GUARDIANS.c.id == number).values(**facts))
        for number, facts in plan.children.items():
            await connection.execute(update(CHILDREN).where(CHILDREN.c.id == number).values(**facts))
        for number, site in plan.moved_places.items():
            await connection.execute(update(ENROLMENTS).where(ENROLMENTS.c.id == number).values(site=site))
        for number in plan.ended_places:
            over = {"last": today - timedelta(days=1)}
            await connection.execute(update(ENROLMENTS).where(ENROLMENTS.c.id == number).values(**over))


async def _remember(db: AsyncSession, plans: Sequence[Plan], ids: Sequence[int], import_id: int) -> None:
    """What files now say of each family. A family whose memory is the same is not written again."""
    connection = connection_of(db)
    rows = {
        family_id: {"of_family": family_id, "import_id": import_id, "memory": plan.memory.kept()}
        for plan, family_id in zip(plans, ids, strict=True)
    }
    asked = select(MEMORIES.c.family_id, MEMORIES.c.memory).where(MEMORIES.c.family_id.in_(rows))
    known = dict((await connection.execute(asked)).all())
    new = [_memory_row(row) for number, row in rows.items() if number not in known]
    changed = [row for number, row in rows.items() if number in known and known[number] != row["memory"]]
    if new:
        await connection.execute(insert(MEMORIES), new)
    if changed:
        rewriting = update(MEMORIES).where(MEMORIES.c.family_id == bindparam("of_family"))
        await connection.execute(
            rewriting.values(import_id=bindparam("import_id"), memory=bindparam("memory")), changed
        )


def _memory_row(row: Facts) -> Facts:
    return {"family_id": row["of_family"], "import_id": row["import_id"], "memory": row["memory"]}


async def _inserted(db: AsyncSession, table: Table, rows: Sequence[Facts], key: Sequence[str]) -> list[int]:
    """Write rows, and give their numbers in the same order; `key` tells them apart.

    Read back rather than returned: SQLite returns the numbers of many rows in no certain order, and a statement for
    each row takes four times as long.
    """
    connection = connection_of(db)
    await connection.execute(insert(table), list(rows))
    families = {row["family_id"] for row in rows}
    columns = [table.c[name] for name in key]
    asked = select(table.c.id, *columns).where(table.c.family_id.in_(families)).order_by(table.c.id)
    numbers = {tuple(found[1:]): found[0] for found in await connection.execute(asked)}
    return [numbers[tuple(row[name] for name in key)] for row in rows]


def _details(plan: Plan, file: str) -> dict[str, str]:
    changed: Iterable[str] = {
        name
        for facts in (plan.facts, *plan.guardians.values(), *plan.children.values())
        for name in facts
        if not plan.is_new
    }
    return {
        "file": file,
        "family": plan.read.number,
        "lines": ", ".join(map(str, plan.read.lines)),
        "new": "yes" if plan.is_new else "no",
        "changed": ", ".join(sorted(changed)),
    }


def _storable(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value
