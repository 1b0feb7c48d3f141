"""Alive, and able to serve: two different questions."""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import insert, text

from booking.database import Database
from bot.clock import Clock
from bot.health import health_router
from bot.readiness import MAY_WAIT
from bot.workers import SILENT_AFTER, beat, sign_off
from channels.outbox import queue
from channels.outbox.allowances import lock_allowance
from channels.spool import Spool
from channels.tables import InboxMessage
from channels.transport import Channel, Incoming, Kind, Outgoing

CLOCK = Clock(ZoneInfo("Europe/Paris"))
CLAIRE = "+33639980001"
WORDS = "cantine lundi pour Victor"


@pytest.fixture
def spool(tmp_path: Path) -> Spool:
    return Spool(tmp_path / "spool", CLOCK.now)


async def asked(database: Database, spool: Spool, path: str) -> httpx.Response:
    application = FastAPI()
    application.include_router(health_router(database, spool, CLOCK))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(application), base_url="http://town") as http:
        return await http.get(path)


async def wrong_with(database: Database, spool: Spool) -> Mapping[str, str]:
    """What /readyz complains of, part by part; its status must say the same."""
    answer = await asked(database, spool, "/readyz")
    wrong = {part: words for part, words in answer.json()["checks"].items() if words != "ok"}
    assert answer.status_code == (503 if wrong else 200)
    assert answer.json()["status"] == next(iter(wrong.values()), "ok")
    assert not re.search(r"\+?33639980001|Victor|postgresql://|sqlite://|/tmp", answer.text)
    return wrong


async def has_texted(database: Database, at: datetime) -> None:
    """A text came in then, and nobody has taken it up."""
    row = {"channel": Channel.SMS, "provider_id": f"SM{at}", "sender": CLAIRE, "kind": Kind.TEXT, "text": WORDS}
    async with database.writing() as db:
        await db.execute(insert(InboxMessage), [row | {"received_at": at, "next_try_at": at}])


async def test_with_its_database_it_is_alive_and_ready(database: Database, spool: Spool) -> None:
    assert (await asked(database, spool, "/healthz")).json() == {"status": "ok"}
    ready = await asked(database, spool, "/readyz")
    checks = dict.fromkeys(("database", "schema", "clock", "worker", "outbox", "spool"), "ok")
    assert (ready.status_code, ready.json()) == (200, {"status": "ok", "spool": 0, "checks": checks})


async def test_without_its_database_it_is_alive_but_not_ready(tmp_path: Path, spool: Spool) -> None:
    gone = Database(f"sqlite:///{tmp_path / 'no' / 'such' / 'folder.db'}")
    assert (await asked(gone, spool, "/healthz")).status_code == 200
    assert await wrong_with(gone, spool) == {"database": "no database"}
    await gone.close()


async def test_it_says_how_many_messages_wait_for_the_database(database: Database, spool: Spool) -> None:
    await spool.put(Incoming(Channel.SMS, "SM1", CLAIRE, WORDS, CLOCK.now()))
    answer = await asked(database, spool, "/readyz")
    assert (answer.status_code, answer.json()["spool"]) == (200, 1)


@pytest.mark.parametrize(
    ("version", "wrong"),
    [("0001", {"schema": "tables of an older version"}), ("9999", {})],
    ids=["tables that lag behind this program", "tables that a newer program has just migrated: we go on serving"],
)
async def test_the_tables_must_be_ours(
    database: Database, spool: Spool, version: str, wrong: Mapping[str, str]
) -> None:
    async with database.writing() as db:
        await db.execute(text("UPDATE alembic_version SET version_num = :version"), {"version": version})
    assert await wrong_with(database, spool) == wrong


async def test_a_clock_that_went_back_is_said(database: Database, spool: Spool) -> None:
    await has_texted(database, CLOCK.now() + timedelta(minutes=5))
    assert await wrong_with(database, spool) == {"clock": "clock went back"}


async def test_a_worker_that_fell_silent_is_missed(database: Database, spool: Spool) -> None:
    async with database.writing() as db:
        await beat(db, "worker:1", now=CLOCK.now() - SILENT_AFTER)
    assert await wrong_with(database, spool) == {"worker": "no worker"}


async def test_a_worker_that_ended_as_it_should_is_not_missed_until_something_waits(
    database: Database, spool: Spool
) -> None:
    async with database.writing() as db:
        await beat(db, "worker:1", now=CLOCK.now())
        await sign_off(db, "worker:1")
    assert await wrong_with(database, spool) == {}
    await has_texted(database, CLOCK.now() - MAY_WAIT)
    assert await wrong_with(database, spool) == {"worker": "no worker", "outbox": "texts are not answered"}


@pytest.mark.parametrize(("failures", "wrong"), [(0, {"outbox": "replies do not leave"}), (3, {})],
                         ids=["the provider is there, and still nothing leaves", "the provider is away"])  # fmt: skip
async def test_an_outbox_that_stands_still_is_said_unless_it_is_the_providers_fault(
    database: Database, spool: Spool, failures: int, wrong: Mapping[str, str]
) -> None:
    async with database.writing() as db:
        await beat(db, "worker:1", now=CLOCK.now())
        (await lock_allowance(db, Channel.SMS, now=CLOCK.now())).failures = failures
        await queue(db, Outgoing(Channel.SMS, CLAIRE, WORDS), now=CLOCK.now() - MAY_WAIT)
    assert await wrong_with(database, spool) == wrong


async def test_a_spool_that_takes_nothing_is_said(database: Database, tmp_path: Path) -> None:
    (tmp_path / "spool").write_text("a file where the folder should be")
    assert await wrong_with(database, Spool(tmp_path / "spool", CLOCK.now)) == {"spool": "spool not writable"}
