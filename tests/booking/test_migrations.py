"""Migrations: forward on both databases, with what is in the tables kept."""

from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, text

import booking.importing.tables
import booking.invitations.tables
import booking.reminders.tables
import bot.tables
import channels.desk.tables
import channels.notices.tables
import channels.portal.tables
import channels.tables
from booking.database import Database
from booking.migrating import alembic_config, migrate
from booking.tables import Base
from tests.conftest import address, run_on_server

EVERY_TABLE = (
    bot.tables.ConversationRow,
    channels.desk.tables.StaffRow,
    channels.notices.tables.Notice,
    booking.importing.tables.SetAside,
    booking.invitations.tables.Invitation,
    channels.tables.InboxMessage,
    channels.portal.tables.ApiKey,
    booking.reminders.tables.Reminder,
)  # imported, so that the metadata knows them
AT = "2026-11-23 09:00:00"
WITH_DATA = (
    "INSERT INTO families (id, number, missing) VALUES (1, 'F0001', '[]')",
    "INSERT INTO guardians (id, family_id, name, language) VALUES (7, 1, 'Claire Martin', 'fr')",
    "INSERT INTO children (id, family_id, first_name, last_name) VALUES (1, 1, 'Léo', 'Martin')",
    (
        "INSERT INTO sessions (id, service, site, date, part, capacity, booked)"
        " VALUES (1, 'cantine', 'jean-moulin', '2026-11-30', 'day', 30, 1)"
    ),
    (
        "INSERT INTO acts (id, family_id, guardian_id, author, author_name, channel, words, arrived, at)"
        f" VALUES (1, 1, 7, 'guardian', 'Claire Martin', 'sms', 'cantine lundi', '{AT}', '{AT}')"
    ),
    (
        "INSERT INTO reservations (id, child_id, session_id, state, act_id, made_at)"
        f" VALUES (1, 1, 1, 'confirmed', 1, '{AT}')"
    ),
    "INSERT INTO journal (id, act_id, entry, child_id, reservation_id, details) VALUES (1, 1, 'booked', 1, 1, '{}')",
)


@pytest.fixture(params=["sqlite", "postgresql"])
async def empty(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Database]:
    """A database without any table."""
    if request.param == "sqlite":
        database = Database(f"sqlite:///{tmp_path / 'empty.db'}")
        yield database
        await database.close()
        return
    server: str = request.getfixturevalue("postgres_server")
    name = f"empty_{uuid4().hex}"
    await run_on_server(server, f"CREATE DATABASE {name}")
    database = Database(address(server, name))
    yield database
    await database.close()
    await run_on_server(server, f"DROP DATABASE {name} WITH (FORCE)")


async def up_to(database: Database, revision: str) -> None:
    """Migrate no further than that."""

    def upgrade(connection: Connection) -> None:
        config = alembic_config()
        config.attributes["connection"] = connection
        command.upgrade(config, revision)

    async with database.connection() as connection:
        await connection.run_sync(upgrade)


async def test_migrated_tables_are_those_of_the_models(empty: Database) -> None:
    await migrate(empty)
    assert {table.__tablename__ for table in EVERY_TABLE} <= set(Base.metadata.tables)
    async with empty.connection() as connection:
        differences = await connection.run_sync(
            lambda bare: compare_metadata(MigrationContext.configure(bare), Base.metadata)
        )
    assert differences == []


async def test_what_was_there_under_the_first_schema_is_there_afterwards(empty: Database) -> None:
    await up_to(empty, "0001")
    async with empty.connection() as connection:
        for statement in WITH_DATA:
            await connection.execute(text(statement))
    await migrate(empty)
    async with empty.connection() as connection:
        row = (await connection.execute(text("SELECT state, guardian_id, terms, standing_id FROM reservations"))).one()
        family = (await connection.execute(text("SELECT resident, both_parents_work, marked FROM families"))).one()
        lines = await connection.scalar(text("SELECT count(*) FROM journal WHERE reservation_id = 1"))
    assert tuple(row) == ("confirmed", 7, None, None)
    assert [bool(value) for value in family] == [True, False, False]
    assert lines == 1


async def test_a_second_run_changes_nothing(empty: Database) -> None:
    assert await migrate(empty) == await migrate(empty)


@pytest.mark.parametrize(
    "statement",
    ["UPDATE journal SET entry = 'cancelled'", "DELETE FROM journal", "UPDATE acts SET words = ''", "DELETE FROM acts"],
)
async def test_the_database_itself_refuses_to_change_the_journal(empty: Database, statement: str) -> None:
    await migrate(empty)
    async with empty.connection() as connection:
        for row in WITH_DATA:
            await connection.execute(text(row))
    with pytest.raises(Exception, match="append-only"):
        async with empty.connection() as connection:
            await connection.execute(text(statement))
