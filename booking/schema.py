"""The version of the tables: brought up to date by `migrate`, checked before anything is served."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from booking.database import Database
from booking.errors import DatabaseError, SchemaError

MIGRATIONS = Path(__file__).parent / "migrations"


async def migrate(database: Database) -> str:
    """Bring the tables to the current version, and give it. Runs while an older program still serves."""
    async with database.connection() as connection:
        await connection.run_sync(_upgrade)
    return _head()


async def check_schema(database: Database) -> None:
    """Raise SchemaError where the tables are not those of this program, DatabaseError where there is no database."""
    try:
        async with database.connection() as connection:  # a writing one: what cannot be written cannot be served
            found = await connection.run_sync(lambda bare: MigrationContext.configure(bare).get_current_revision())
    except (DBAPIError, OSError) as error:
        raise DatabaseError(
            f"ALLO_DATABASE_URL : pas de réponse ({_cause(error)}). Vérifiez l'adresse, le serveur et les droits."
        ) from error
    if found is None:
        raise SchemaError("La base est vide. Lancez d'abord : allo-cantine migrate")
    if found not in _known():
        raise SchemaError(
            f"La base est d'une version plus récente ({found}) que ce programme. Mettez le programme à jour."
        )
    if found != _head():
        raise SchemaError(f"La base est d'une version plus ancienne ({found}). Lancez : allo-cantine migrate")


def _upgrade(connection: Connection) -> None:
    config = alembic_config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def alembic_config() -> Config:
    """How Alembic finds the migrations; the connection is still to be handed to it."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return config


def _head() -> str:
    head = ScriptDirectory.from_config(alembic_config()).get_current_head()
    if head is None:
        raise SchemaError("Le programme est installé sans ses migrations : réinstallez-le.")
    return head


def _known() -> set[str]:
    return {script.revision for script in ScriptDirectory.from_config(alembic_config()).walk_revisions()}


def _cause(error: Exception) -> str:
    return type(getattr(error, "orig", None) or error).__name__
