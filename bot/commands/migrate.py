"""`allo-cantine migrate`: brings the database to the current schema."""

import sys

from booking import migrating
from booking.database import Database
from bot.settings import Settings


async def migrate(settings: Settings) -> None:
    """Migrate, and say to which version."""
    database = Database(settings.database_url)
    try:
        version = await migrating.migrate(database)
    finally:
        await database.close()
    sys.stdout.write(f"La base est à jour (version {version}).\n")
