"""Alive, and able to serve: two different questions."""

from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from booking.database import Database
from bot.health import health_router
from channels.spool import Spool
from channels.transport import Channel, Incoming

NINE = datetime(2026, 11, 23, 8, tzinfo=UTC)


@pytest.fixture
def spool(tmp_path: Path) -> Spool:
    return Spool(tmp_path / "spool", lambda: NINE)


async def asked(database: Database, spool: Spool, path: str) -> httpx.Response:
    application = FastAPI()
    application.include_router(health_router(database, spool))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(application), base_url="http://town") as http:
        return await http.get(path)


async def test_with_its_database_it_is_alive_and_ready(database: Database, spool: Spool) -> None:
    assert (await asked(database, spool, "/healthz")).status_code == 200
    ready = await asked(database, spool, "/readyz")
    assert (ready.status_code, ready.json()) == (200, {"status": "ok", "spool": 0})


async def test_without_its_database_it_is_alive_but_not_ready(tmp_path: Path, spool: Spool) -> None:
    gone = Database(f"sqlite:///{tmp_path / 'no' / 'such' / 'folder.db'}")
    assert (await asked(gone, spool, "/healthz")).status_code == 200
    assert (await asked(gone, spool, "/readyz")).status_code == 503
    await gone.close()


async def test_it_says_how_many_messages_wait_for_the_database(database: Database, spool: Spool) -> None:
    await spool.put(Incoming(Channel.SMS, "SM1", "+33639980001", "cantine lundi", NINE))
    assert (await asked(database, spool, "/readyz")).json() == {"status": "ok", "spool": 1}
