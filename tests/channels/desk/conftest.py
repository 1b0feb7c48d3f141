"""What tests of the desk stand on."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from booking.database import Database
from booking.town import Town
from tests.channels.desk.office import Office
from tests.conftest import At


@pytest.fixture
async def office(demonstration_file: Path, town: Town, at: At, tmp_path: Path) -> AsyncIterator[Office]:
    """The desk of the demonstration town on Monday 23 November 2026 at nine."""
    path = tmp_path / "town.db"
    shutil.copy(demonstration_file, path)
    database = Database(f"sqlite:///{path}")
    yield Office(database, town, at("2026-11-23 09:00"))
    await database.close()
