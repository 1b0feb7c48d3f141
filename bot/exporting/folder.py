"""The folder of CSV files: every table for other programs, and the families as a sheet that can be imported again."""

import csv
import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession
from sqlalchemy.orm import selectinload

from booking.custody import custody_of
from booking.database import Database
from booking.importing.custody_cells import written_custody
from booking.tables import Child, Family, Guardian
from booking.town import Town
from bot.exporting.archive import rows_of, snapshot
from bot.exporting.tables import exported
from bot.exporting.values import cell, plain

FAMILIES = "dossiers.csv"
CELLS_OF_GUARDIAN = 4


async def write_folder(database: Database, town: Town, folder: Path) -> dict[str, int]:
    """Write a file for each table and one for the families; how many rows of each."""
    counts = {}
    async with snapshot(database) as connection:
        for table in exported():
            counts[f"{table.name}.csv"] = await _write_table(connection, folder / f"{table.name}.csv", table.name)
        counts[FAMILIES] = await _write_families(connection, town, folder / FAMILIES)
    return counts


async def _write_table(connection: AsyncConnection, path: Path, name: str) -> int:
    table = next(table for table in exported() if table.name == name)
    number = 0
    with path.open("w", encoding="utf-8-sig", newline="") as file:  # the mark tells spreadsheets that it is UTF-8
        writer = csv.writer(file, delimiter=";")
        writer.writerow(column.name for column in table.columns)
        async for row in rows_of(connection, table):
            writer.writerow(cell(value, json.dumps(plain(value), ensure_ascii=False)) for value in row)
            number += 1
    return number


async def _write_families(connection: AsyncConnection, town: Town, path: Path) -> int:
    everything = (
        select(Family)
        .order_by(Family.id)
        .options(selectinload(Family.guardians), selectinload(Family.children).selectinload(Child.enrolments))
    )
    async with AsyncSession(connection) as db:
        families = (await db.scalars(everything)).all()
    most = max((len(_with_a_say(family)) for family in families), default=0)
    number = 0
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(_header(town, most))
        for family in families:
            for row in _rows(town, family, most):
                writer.writerow(cell(value, "") for value in row)
                number += 1
    return number


def _with_a_say(family: Family) -> Sequence[Guardian]:
    return [guardian for guardian in family.guardians if guardian.withdrawn_at is None]


def _header(town: Town, guardians: int) -> Sequence[str]:
    of_guardians = [
        name
        for index in range(1, guardians + 1)
        for name in (
            f"Responsable {index}",
            f"Tél. responsable {index}",
            f"Langue responsable {index}",
            f"Semaines responsable {index}",
        )
    ]
    return [
        "N° dossier", "Pièces manquantes", "Habite la commune", "Les deux parents travaillent",
        "Nom enfant", "Prénom enfant", "Date de naissance", "École", "Classe", "Régime", *of_guardians,
        *(service.name for service in town.services),
    ]  # fmt: skip


def _rows(town: Town, family: Family, guardians: int) -> Iterator[Sequence[str]]:
    of_family = [
        family.number, ", ".join(family.missing), _yes(family.resident), _yes(family.both_parents_work),
    ]  # fmt: skip
    of_guardians = [value for each in _with_a_say(family) for value in _guardian(each)]
    of_guardians += [""] * (CELLS_OF_GUARDIAN * guardians - len(of_guardians))
    if not family.children:
        yield [*of_family, *[""] * 6, *of_guardians, *("" for _ in town.services)]
    for child in family.children:
        yield [*of_family, *_child(town, child), *of_guardians, *_places(town, child)]


def _guardian(guardian: Guardian) -> Sequence[str]:
    return [guardian.name, guardian.phone or "", guardian.language, written_custody(custody_of(guardian))]


def _child(town: Town, child: Child) -> Sequence[str]:
    born = child.born.strftime("%d/%m/%Y") if child.born else ""
    school = _site_name(town, child.school) if child.school else ""
    return [child.last_name, child.first_name, born, school, child.class_name or "", child.diet or ""]


def _places(town: Town, child: Child) -> Sequence[str]:
    """Where the child takes each service: its school is "oui", another place is named."""
    sites = {enrolment.service: enrolment.site for enrolment in child.enrolments}
    return [
        "" if service.key not in sites else "oui" if sites[service.key] == child.school
        else _site_name(town, sites[service.key])
        for service in town.services
    ]  # fmt: skip


def _site_name(town: Town, key: str) -> str:
    """The name of a place; its key where the town's file no longer has it."""
    return next((site.name for site in town.sites if site.key == key), key)


def _yes(value: bool) -> str:
    return "oui" if value else "non"
