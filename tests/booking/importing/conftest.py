"""The world of the tests of imports."""

from pathlib import Path

import pytest

from booking.database import Database
from booking.town import Town
from tests.booking.importing.old_files import OldFiles
from tests.conftest import At


@pytest.fixture
def files(database: Database, town: Town, tmp_path: Path, at: At) -> OldFiles:
    """The files of the demonstration town, on a fresh database of each kind."""
    return OldFiles(database, town, tmp_path, at("2026-08-31 09:00"))
