"""A new version's migrations run while the old one serves: nothing fails, nothing is lost.

The old version is this program; the new one is the same with one more migration, which adds in all the ways in which
migrations add. That they only add is held for each of them.
"""

import ast
import asyncio
import os
import sys
from collections.abc import AsyncIterator, Iterator, Mapping
from pathlib import Path

import httpx
import pytest
from alembic.config import Config
from sqlalchemy import text

from booking.audit import audit
from booking.database import Database
from booking.errors import SchemaError
from booking.migrating import alembic_config, upgrade
from booking.schema import MIGRATIONS, check_schema, versions
from tests.fakes.twilio import FakeTwilio
from tests.processes import free_port, served
from tests.test_providers import count, eventually, now, sms_settings

FILES = sorted((MIGRATIONS / "versions").glob("[0-9]*.py"))
ADDING = {"add_column", "create_table", "create_index", "f", "get_bind"}
REASONS: Mapping[tuple[str, str], str] = {
    ("0001", "execute"): "the triggers of tables that are made here",
    ("0002", "execute"): "fills a column that is made here",
    ("0002", "drop_index"): "makes room for a narrower one, before the first town",
    ("0006", "execute"): "fills tables that are made here",
    ("0017", "execute"): "lets the journal's triggers pass what they refused; the old version never tries it",
    ("0022", "execute"): "lets the acts' trigger pass what it refused; the old version never tries it",
}
TEXTS_AFTERWARDS = 24
PARENTS = [f"+33639980{number:03}" for number in range(1, 13)]
WORDS = ("cantine lundi", "annule lundi")
HANDLED = "inbox WHERE state = 'handled'"
NEXT = '''
"""What the next version adds to what is busiest: a column that may be empty, one with a value, a table, an index."""

import sqlalchemy as sa
from alembic import op

revision = "9000"
down_revision = "{head}"
branch_labels = depends_on = None


def upgrade() -> None:
    for table in ("inbox", "outbox", "acts", "journal", "reservations", "sessions", "conversations", "workers"):
        op.add_column(table, sa.Column("next_note", sa.String(), nullable=True))
        op.add_column(table, sa.Column("next_number", sa.Integer(), nullable=False, server_default="0"))
    op.create_table("next_things", sa.Column("id", sa.Integer(), primary_key=True))
    op.create_index("ix_outbox_next", "outbox", ["next_number", "id"])
'''


def calls(file: Path) -> Iterator[ast.Call]:
    """Every operation of Alembic in a migration."""
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            owner = node.func.value
            if isinstance(owner, ast.Name) and owner.id == "op":
                yield node


def name_of(call: ast.Call) -> str:
    assert isinstance(call.func, ast.Attribute)
    return call.func.attr


def refuses_old_rows(call: ast.Call) -> bool:
    """Whether a column is added that the old version's rows would not have: one that must, and no default."""
    options = {word.arg: word.value for each in ast.walk(call) if isinstance(each, ast.Call) for word in each.keywords}
    nullable = options.get("nullable")
    is_required = not (isinstance(nullable, ast.Constant) and nullable.value is True)
    return is_required and "server_default" not in options


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_migration_only_adds(file: Path) -> None:
    """The old version reads and writes the new tables as it did; what else a migration does has its reason here."""
    number = file.name[:4]
    others = {name_of(call) for call in calls(file)} - ADDING
    assert {name for name in others if (number, name) not in REASONS} == set()
    assert [ast.unparse(call) for call in calls(file) if name_of(call) == "add_column" and refuses_old_rows(call)] == []


def test_no_reason_is_left_of_a_migration_that_has_gone() -> None:
    there = {(file.name[:4], name_of(call)) for file in FILES for call in calls(file)}
    assert set(REASONS) <= there


@pytest.fixture
def next_version(tmp_path: Path) -> Config:
    """The migrations of the next version."""
    folder = tmp_path / "next"
    folder.mkdir()
    (folder / "9000_next.py").write_text(NEXT.format(head=versions()[-1]))
    config = alembic_config()
    config.set_main_option("path_separator", "os")
    config.set_main_option("version_locations", os.pathsep.join([str(MIGRATIONS / "versions"), str(folder)]))
    return config


@pytest.fixture
async def opened(town_url: str) -> AsyncIterator[Database]:
    """The demonstration town on each database."""
    opened = Database(town_url)
    yield opened
    await opened.close()


async def test_texts_are_answered_while_the_next_version_migrates(
    town_url: str, opened: Database, next_version: Config, tmp_path: Path
) -> None:
    port, taken, until = free_port(), list[int](), sys.maxsize
    app = f"http://127.0.0.1:{port}"
    async with FakeTwilio(now=now, app=app, receipts=["delivered"]) as twilio:

        async def go_on() -> None:
            while len(taken) < until:
                words = WORDS[len(taken) // len(PARENTS) % 2]
                taken.append((await twilio.text(PARENTS[len(taken) % len(PARENTS)], words)).status_code)
                await asyncio.sleep(0.02)

        async with served(port, tmp_path, **sms_settings(twilio, town_url, app)):
            parent = asyncio.create_task(go_on())
            await eventually(lambda: len(twilio.sent) > 10)
            await upgrade(opened, next_version)
            until = len(taken) + TEXTS_AFTERWARDS
            await parent
            async with asyncio.timeout(15):
                while await count(town_url, HANDLED) < len(taken):  # noqa: ASYNC110 - by another process
                    await asyncio.sleep(0.05)
            async with httpx.AsyncClient(trust_env=False) as http:
                ready = await http.get(f"{app}/readyz")
    assert set(taken) == {200}
    assert (ready.status_code, ready.json()["checks"]["schema"]) == (200, "ok")
    assert await count(town_url, "inbox") == await count(town_url, f"{HANDLED} AND attempts = 0 AND next_number = 0")
    assert [each.body for each in twilio.sent if "erreur" in each.body or "faute" in each.body] == []
    async with opened.reading() as db:
        assert (await audit(db)).contradictions == []


async def test_the_old_version_does_not_start_again_on_the_new_tables(opened: Database, next_version: Config) -> None:
    await upgrade(opened, next_version)
    with pytest.raises(SchemaError, match="9000"):
        await check_schema(opened)


async def test_a_table_that_somebody_holds_is_not_waited_for_while_all_others_queue_up(
    postgres_url: str, next_version: Config
) -> None:
    holder, migrating = Database(postgres_url), Database(postgres_url)
    async with holder.reading() as db:
        await db.execute(text("SELECT count(*) FROM outbox"))  # and goes on, as a long report does
        with pytest.raises(SchemaError, match="rien n'a été changé"):
            await upgrade(migrating, next_version)
    await check_schema(migrating)
    await upgrade(migrating, next_version)
    for database in (holder, migrating):
        await database.close()
