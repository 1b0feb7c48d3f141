"""Alive, and able to serve: two different questions."""

from pathlib import Path

import httpx
from fastapi import FastAPI

from booking.database import Database
from bot.health import health_router


async def status(database: Database, path: str) -> int:
    application = FastAPI()
    application.include_router(health_router(database))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(application), base_url="http://town") as http:
        return (await http.get(path)).status_code


async def test_with_its_database_it_is_alive_and_ready(database: Database) -> None:
    assert await status(database, "/healthz") == 200
    assert await status(database, "/readyz") == 200


async def test_without_its_database_it_is_alive_but_not_ready(tmp_path: Path) -> None:
    gone = Database(f"sqlite:///{tmp_path / 'no' / 'such' / 'folder.db'}")
    assert await status(gone, "/healthz") == 200
    assert await status(gone, "/readyz") == 503
    await gone.close()
