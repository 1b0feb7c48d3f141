"""What tests of the simulator stand on."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from httpx import ASGITransport, AsyncClient

from booking.database import Database
from booking.town import Town
from bot.demonstration import prepare
from tests.channels.townhall import TownHall
from tests.conftest import At


@pytest.fixture(scope="session")
def demonstration_file(town: Town, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration town as a SQLite file, from which others are copied."""
    path = tmp_path_factory.mktemp("demonstration") / "template.db"
    asyncio.run(prepared(path, town))
    return path


async def prepared(path: Path, town: Town) -> None:
    """Fill a new SQLite file with the demonstration town."""
    database = Database(f"sqlite:///{path}")
    await prepare(database, town)
    await database.close()


@pytest.fixture
async def townhall(demonstration_file: Path, town: Town, at: At, tmp_path: Path) -> AsyncIterator[TownHall]:
    """The town hall on Monday 23 November 2026 at nine."""
    path = tmp_path / "town.db"
    shutil.copy(demonstration_file, path)
    database = Database(f"sqlite:///{path}")
    hall = TownHall(database, town, at("2026-11-23 09:00"))
    yield hall
    await hall.inbox.settle()
    await database.close()


@pytest.fixture
async def browser(townhall: TownHall) -> AsyncIterator[AsyncClient]:
    """Something that asks the town hall for pages, and follows no redirection by itself."""
    async with AsyncClient(transport=ASGITransport(townhall.app), base_url="http://town") as browser:
        yield browser
