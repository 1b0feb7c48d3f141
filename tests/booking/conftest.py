"""The world of the core's tests."""

import pytest

from booking.database import Database
from booking.town import Town
from tests.booking.places import World


@pytest.fixture
def world(database: Database, town: Town) -> World:
    """The demonstration town on a fresh database of each kind."""
    return World(database, town)
