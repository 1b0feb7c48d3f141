"""Bringing the tables to the current version, by Alembic. Apart from `booking.schema`: who serves need not load it."""

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

from booking.database import Database
from booking.schema import MIGRATIONS, versions


async def migrate(database: Database) -> str:
    """Bring the tables to the current version, and give it. Runs while an older program still serves."""
    async with database.connection() as connection:
        await connection.run_sync(_upgrade)
    return versions()[-1]


def alembic_config() -> Config:
    """How Alembic finds the migrations; the connection is still to be handed to it."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return config


def _upgrade(connection: Connection) -> None:
    config = alembic_config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
