"""Bringing the tables to the current version, by Alembic. Apart from `booking.schema`: who serves need not load it."""

from functools import partial

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from booking.database import Database, is_conflict
from booking.errors import SchemaError
from booking.schema import MIGRATIONS, versions

LOCK_NOT_AVAILABLE = "55P03"  # PostgreSQL manual, appendix A


async def migrate(database: Database) -> str:
    """Bring the tables to the current version, and give it. Runs while an older program still serves.

    Raises SchemaError where somebody held a table for too long: then nothing was changed, and it is simply run again.
    """
    await upgrade(database, alembic_config())
    return versions()[-1]


async def upgrade(database: Database, config: Config) -> None:
    """Run the migrations that a configuration of Alembic names, all or none; raises as `migrate`."""
    try:
        async with database.connection() as connection:
            await connection.run_sync(partial(_upgrade, config))
    except DBAPIError as error:
        if is_conflict(error) or getattr(error.orig, "sqlstate", None) == LOCK_NOT_AVAILABLE:
            raise SchemaError(
                "La base est trop occupée, rien n'a été changé. Relancez : allo-cantine migrate"
            ) from error
        raise


def alembic_config() -> Config:
    """How Alembic finds the migrations; the connection is still to be handed to it."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return config


def _upgrade(config: Config, connection: Connection) -> None:
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
