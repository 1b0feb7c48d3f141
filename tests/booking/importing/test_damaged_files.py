"""A file of 2,000 families with 15 % of its rows damaged, against the truth that its generator knows."""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from booking.database import Database
from booking.importing.findings import Finding, Reason
from booking.importing.judging import Judge
from booking.importing.mapping import recognised
from booking.importing.reading import read
from booking.tables import Child, Family
from booking.town import Town
from bot.importing.run import Importing, Outcome
from tests.booking.importing.damage import DAMAGES, Comes, damage_named, spoiled
from tests.booking.importing.town_hall import TownHall, TrueChild, TrueFamily, Written, as_csv
from tests.conftest import At

FAMILIES, SHARE, SEED = 2_000, 0.15, 20_261_124


@dataclass(frozen=True, slots=True)
class Brought:
    """What was written down, and what came of it."""

    rows: list[Written]
    families: list[TrueFamily]
    outcome: Outcome
    on_file: Mapping[str, Family]

    def child(self, row: Written) -> Child | None:
        """The child of a row, as it is on file."""
        family = self.on_file.get(row.family.number)
        found = [each for each in (family.children if family else []) if each.first_name == row.child.first]
        return found[0] if found else None

    def findings(self, row: Written) -> list[Finding]:
        """What was found in a row."""
        return [finding for finding in self.outcome.findings if finding.line == row.line]


async def bring_in(database: Database, town: Town, path: Path, now: datetime) -> Outcome:
    """Import a file, as the command does."""
    sheet = read(path, town)
    mapped = recognised(sheet, town, Judge.of(town, now.date()).looks)
    importing = Importing(database, town, now=now, by="import", progress=lambda *_: None)
    return await importing.bring_in(sheet, mapped)


async def on_file(database: Database) -> Mapping[str, Family]:
    """All families, by number."""
    everything = select(Family).options(
        selectinload(Family.guardians), selectinload(Family.children).selectinload(Child.enrolments)
    )
    async with database.reading() as db:
        return {family.number: family for family in await db.scalars(everything)}


@pytest.fixture
async def brought(sqlite_url: str, town: Town, at: At, tmp_path: Path) -> Brought:
    """The file, brought in."""
    hall = TownHall(town, random.Random(SEED))
    families = hall.families(FAMILIES)
    rows = spoiled(hall.rows(families), hall.draw, SHARE)
    path = tmp_path / "eleves.csv"
    path.write_text(as_csv(rows), "utf-8")
    database = Database(sqlite_url)
    try:
        outcome = await bring_in(database, town, path, at("2026-08-31 09:00"))
        return Brought(rows, families, outcome, await on_file(database))
    finally:
        await database.close()


async def test_each_damaged_row_is_mended_or_set_aside_and_nothing_false_gets_in(brought: Brought) -> None:
    assert len({row.damage for row in brought.rows if row.damage}) == len(DAMAGES) >= 25
    assert sum(bool(row.damage) for row in brought.rows) > 0.13 * len(brought.rows)
    wrong = [
        *false_values(brought),
        *sound_rows_that_are_not_in(brought),
        *damaged_rows_ill_judged(brought),
        *sound_rows_complained_of(brought),
    ]
    assert wrong == []


def false_values(brought: Brought) -> list[str]:
    """Everything on file that is not the truth."""
    truth = {family.number: family for family in brought.families}
    wrong = [f"{number}: no such family" for number in brought.on_file if number not in truth]
    for number, family in brought.on_file.items():
        if number not in truth:
            continue
        guardians = {guardian.name: guardian.phone for guardian in truth[number].guardians}
        wrong += [
            f"{number}: guardian {each.name} {each.phone}"
            for each in family.guardians
            if each.name not in guardians or each.phone not in (None, guardians[each.name])
        ]
        wrong += [f"{number}: {each.first_name} {each.born} {each.class_name}" for each in family.children
                  if not any(is_true(each, child) for child in truth[number].children)]  # fmt: skip
    return wrong


def is_true(child: Child, truth: TrueChild) -> bool:
    """Whether nothing on file says anything else of a child; a value may be lacking."""
    places = {(enrolment.service, enrolment.site) for enrolment in child.enrolments}
    return (
        (child.first_name, child.last_name) == (truth.first, truth.last)
        and child.born in (None, truth.born)
        and child.school in (None, truth.school)
        and child.class_name in (None, truth.class_name)
        and places <= ({("cantine", truth.school)} if truth.canteen else set())
    )


def is_whole(child: Child, truth: TrueChild) -> bool:
    """Whether all of the truth is on file."""
    known = (child.born, child.school, child.class_name, bool(child.enrolments))
    return is_true(child, truth) and known == (truth.born, truth.school, truth.class_name, truth.canteen)


def sound_rows_that_are_not_in(brought: Brought) -> list[str]:
    """Rows without damage whose child is not on file, whole, with its guardians and their phones."""
    wrong = []
    for row in brought.rows:
        if row.damage:
            continue
        child, family = brought.child(row), brought.on_file.get(row.family.number)
        if child is None or not is_whole(child, row.child):
            wrong.append(f"line {row.line}: {row.child.first} is not in, or not whole")
        known = {(each.name, each.phone) for each in family.guardians} if family else set()
        if not {(each.name, each.phone) for each in row.family.guardians} <= known:
            wrong.append(f"line {row.line}: a guardian is lacking, {known}")
    return wrong


def sound_rows_complained_of(brought: Brought) -> list[str]:
    """Rows without damage in which something was found all the same."""
    return [
        f"line {row.line}: {finding.reason} {finding.value}"
        for row in brought.rows
        for finding in brought.findings(row)
        if not row.damage
    ]


def damaged_rows_ill_judged(brought: Brought) -> list[str]:
    """Damaged rows of which something else came than should."""
    return [
        f"line {row.line}, {row.damage}: {complaint}"
        for row in brought.rows
        if row.damage and (complaint := complaint_of(brought, row)) is not None
    ]


def complaint_of(brought: Brought, row: Written) -> str | None:
    """What is wrong with how a damaged row was judged."""
    damage = damage_named(row.damage)
    child = brought.child(row)
    reasons = {finding.reason for finding in brought.findings(row)}
    is_in = child is not None and is_whole(child, row.child)
    comes = damage.comes
    if comes is Comes.NUMBER_OUT:
        comes = Comes.MENDED if Reason.NUMBER_FOUND in reasons else Comes.CHILD_OUT
    if comes is Comes.FAMILY_OUT:
        comes = Comes.MENDED if row.family.number in brought.on_file else Comes.CHILD_OUT
        if comes is Comes.MENDED:
            return None if is_in else "the child is not in although the family has a guardian"
    if damage.reasons and not damage.reasons & reasons:
        return f"the reasons are {reasons}"
    match comes:
        case Comes.MENDED:
            return None if is_in else "not mended"
        case Comes.VALUE_OUT:
            return None if child is not None else "the child is not in"
        case _:
            return None if child is None else "the child is in"
