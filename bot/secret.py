"""The key that signs cookies, forms and links: from the environment, else made once and kept in the database."""

import secrets

from booking.database import Database
from booking.deployment import made_once
from bot.settings import Settings

NAME = "secret_key"
BYTES = 32


async def secret_key(settings: Settings, database: Database) -> str:
    """The key of this installation: the same for all of its processes, and after a restart.

    A key in the environment keeps it out of the copies of the database; changing it ends every login and every link.
    """
    if settings.secret_key is not None:
        return settings.secret_key.get_secret_value()
    async with database.writing() as db:
        return await made_once(db, NAME, secrets.token_hex(BYTES))
