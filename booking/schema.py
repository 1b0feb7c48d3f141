"""The version of the tables: checked before anything is served. `booking.migrating` brings it up to date."""

from pathlib import Path

from sqlalchemy import Connection, inspect, text
from sqlalchemy.ext.asyncio import AsyncSession

from booking.database import DATABASE_FAILURES, Database, connection_of, is_away
from booking.errors import DatabaseAway, DatabaseError, SchemaError

MIGRATIONS = Path(__file__).parent / "migrations"


def versions() -> list[str]:
    """The versions that this program knows, oldest first: the numbers in front of its migrations' names."""
    return sorted(path.name.partition("_")[0] for path in (MIGRATIONS / "versions").glob("[0-9]*.py"))


async def check_schema(database: Database) -> None:
    """Raise SchemaError where the tables are not those of this program, DatabaseError where there is no database
    (DatabaseAway, if it is one that may be back later)."""
    try:
        async with database.connection() as connection:
            found = await connection.run_sync(_version)
            if found is not None:  # what cannot be written cannot be served
                await connection.execute(text("UPDATE alembic_version SET version_num = version_num"))
    except DATABASE_FAILURES as error:
        kind = DatabaseAway if is_away(error) else DatabaseError
        raise kind(
            f"ALLO_DATABASE_URL : pas de réponse ({_cause(error)}). Vérifiez l'adresse, le serveur et les droits."
        ) from error
    known = versions()
    if found is None:
        raise SchemaError("La base est vide. Lancez d'abord : allo-cantine migrate")
    if found not in known:
        raise SchemaError(
            f"La base est d'une version plus récente ({found}) que ce programme. Mettez le programme à jour."
        )
    if found != known[-1]:
        raise SchemaError(f"La base est d'une version plus ancienne ({found}). Lancez : allo-cantine migrate")


async def version_of(db: AsyncSession) -> str | None:
    """The version that the tables bear; none where there are no tables at all. Raises as the database does."""
    return await connection_of(db).run_sync(_version)


def _version(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return found


def _cause(error: Exception) -> str:
    return type(getattr(error, "orig", None) or error).__name__
