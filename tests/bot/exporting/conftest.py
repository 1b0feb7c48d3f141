"""The world of the export's tests: families that text, and a second database."""

from collections.abc import AsyncIterator
from uuid import uuid4

import pytest

from tests.conftest import address, run_on_server


@pytest.fixture
async def postgres_url_of_another(postgres_server: str, migrated_postgres: str) -> AsyncIterator[str]:
    """A second fresh database on PostgreSQL."""
    name = f"other_{uuid4().hex}"
    await run_on_server(postgres_server, f"CREATE DATABASE {name} TEMPLATE {migrated_postgres}")
    yield address(postgres_server, name)
    await run_on_server(postgres_server, f"DROP DATABASE {name} WITH (FORCE)")
