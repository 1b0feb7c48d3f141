"""What every command opens: the database, the town, the clock."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

import structlog

from booking.data_keys import check_keys
from booking.database import Database
from booking.errors import DatabaseAway, DatabaseError
from booking.schema import check_schema
from booking.town import Town
from bot.app import town_for
from bot.clock import Clock, local_start
from bot.errors import SettingsError
from bot.settings import Settings

LOOK_AGAIN = 5.0  # seconds between two looks at a database that is away

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Opened:
    """What a command works on. `is_there` is false where the database was away and the command may wait for it."""

    settings: Settings
    database: Database
    town: Town
    clock: Clock
    is_there: bool = True

    async def usable(self) -> None:
        """Return once the database is there, with tables of this version; the log says what prevents it."""
        while not self.is_there:
            try:
                await check_schema(self.database)
                await check_keys(self.database)
            except DatabaseError as error:
                log.error("database.not_usable", reason=str(error), alarm=True)  # noqa: TRY400 - the words say all
                await asyncio.sleep(LOOK_AGAIN)
            else:
                return


@asynccontextmanager
async def opened(
    settings: Settings, *, starts_at: datetime | None = None, may_wait: bool = False
) -> AsyncIterator[Opened]:
    """Open an installation whose tables are up to date; close it afterwards.

    With `may_wait` a database that is away does not prevent it, if the town is known from its file: see `usable`.
    Raises DatabaseError, SettingsError or TownFileError, each with words for the operator.
    """
    database = Database(settings.database_url, keys=settings.keyring)
    try:
        is_there = await _is_there(database, may_wait=may_wait and settings.town.exists())
        town = await town_for(settings, database)
        clock = Clock(town.zone, starts_at=starts_at or settings.clock)
        yield Opened(settings, database, town, clock, is_there)
    finally:
        await database.close()


async def _is_there(database: Database, *, may_wait: bool) -> bool:
    try:
        await check_schema(database)
        await check_keys(database)
    except DatabaseAway:
        if not may_wait:
            raise
        return False
    return True


def written(now: str, clock: Clock) -> datetime:
    """The instant of `--now`; raises SettingsError naming the option."""
    try:
        return local_start(now, clock.zone)
    except ValueError:
        raise SettingsError(
            f"--now : « {now} » n'est pas une date. Écrivez par exemple 2026-11-23T09:00 (heure de la ville)."
        ) from None
