"""What every command opens: the database, the town, the clock."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

from booking.database import Database
from booking.schema import check_schema
from booking.town import Town
from bot.app import town_for
from bot.clock import Clock
from bot.demonstration import local_start
from bot.settings import Settings, SettingsError


@dataclass(frozen=True, slots=True)
class Opened:
    """What a command works on."""

    settings: Settings
    database: Database
    town: Town
    clock: Clock


@asynccontextmanager
async def opened(settings: Settings, *, starts_at: datetime | None = None) -> AsyncIterator[Opened]:
    """Open an installation whose tables are up to date; close it afterwards.

    Raises DatabaseError, SettingsError or TownFileError, each with words for the operator.
    """
    database = Database(settings.database_url)
    try:
        await check_schema(database)
        town = await town_for(settings, database)
        yield Opened(settings, database, town, Clock(town.zone, starts_at=starts_at or settings.clock))
    finally:
        await database.close()


def written(now: str, clock: Clock) -> datetime:
    """The instant of `--now`; raises SettingsError naming the option."""
    try:
        return local_start(now, clock.zone)
    except ValueError:
        raise SettingsError(
            f"--now : « {now} » n'est pas une date. Écrivez par exemple 2026-11-23T09:00 (heure de la ville)."
        ) from None
