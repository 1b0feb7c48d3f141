"""The key of an installation: from the environment, else made once and kept."""

import asyncio

from pydantic import SecretStr

from booking.database import Database
from bot.secret import secret_key
from bot.settings import Settings

GIVEN = "0123456789abcdef0123456789abcdef"


async def test_a_key_in_the_environment_is_the_key(database: Database) -> None:
    settings = Settings.model_construct(secret_key=SecretStr(GIVEN))
    assert await secret_key(settings, database) == GIVEN


async def test_without_one_all_processes_find_the_same(database: Database) -> None:
    settings = Settings.model_construct()
    keys = await asyncio.gather(*(secret_key(settings, database) for _ in range(5)))
    assert len(set(keys)) == 1
    assert len(keys[0]) >= 32
