"""`allo-cantine backup` and `allo-cantine restore`: the whole database out into one file, and back."""

import asyncio
import os
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import text

from booking.database import DATABASE_FAILURES, Database, address
from booking.schema import check_schema, version_of, versions
from bot.backing_up import checksums, postgresql, sqlite
from bot.backing_up.errors import BackupError
from bot.clock import Clock
from bot.settings import Settings
from bot.workers import workers

PREFIX = "allo-cantine-"
CLOCK = Clock(ZoneInfo("UTC"))  # no town is needed to back a database up
PRIVATE, PRIVATE_FOLDER = 0o600, 0o700  # all that families ever wrote: for whoever runs the command alone


async def back_up(settings: Settings, folder: Path, *, keep: int | None) -> None:
    """Write one state of the database into a new file of the folder; of those there, keep the newest `keep`."""
    await _require_usable(settings)
    _make_folder(folder)
    target = folder / f"{PREFIX}{CLOCK.now():%Y%m%dT%H%M%S%fZ}{_ending(settings)}"
    unfinished = target.with_name(f".{target.name}.part")
    os.close(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE))
    try:
        await _write(settings, unfinished)
        unfinished.rename(target)
    finally:
        unfinished.unlink(missing_ok=True)
    checksums.write_sum(target)
    for old in [] if keep is None else backups_in(folder)[keep:]:
        checksums.beside(old).unlink(missing_ok=True)
        old.unlink()
    sys.stdout.write(f"{target} : {target.stat().st_size // 1024} Ko, vérifié.\n")


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(PRIVATE_FOLDER, parents=True, exist_ok=True)
    except OSError as error:
        raise BackupError(f"Impossible de faire le dossier {folder} ({error.strerror}). Donnez-en un autre.") from error


def backups_in(folder: Path) -> Sequence[Path]:
    """The backups of a folder, the newest first: their names tell when they were made."""
    endings = (sqlite.ENDING, postgresql.ENDING)
    return sorted((file for file in folder.glob(f"{PREFIX}*") if file.suffix in endings), reverse=True)


def made_at(backup: Path) -> datetime:
    """When a backup was made (aware), by its name; raises ValueError for another file's."""
    return datetime.strptime(backup.name.removeprefix(PREFIX).split(".")[0], "%Y%m%dT%H%M%S%f%z")


async def restore(settings: Settings, backup: Path, *, force: bool) -> None:
    """Put a backup into the database of the settings; with `force`, in the place of what is there."""
    await asyncio.to_thread(checksums.require_whole, backup)
    if backup.suffix != _ending(settings):
        raise BackupError(
            f"{backup} n'est pas une sauvegarde pour {address(settings.database_url).get_backend_name()}."
        )
    await _require_free(settings, force=force)
    if backup.suffix == sqlite.ENDING:
        await asyncio.to_thread(sqlite.put_back, backup, _file(settings))
    else:
        await _empty(settings)
        await postgresql.put_back(settings.database_url, backup)
    version = await _found_version(settings)
    advice = "" if version == versions()[-1] else " Lancez maintenant : allo-cantine migrate"
    sys.stdout.write(f"{backup} est en place (version {version}).{advice}\n")


async def _write(settings: Settings, target: Path) -> None:
    if _ending(settings) == sqlite.ENDING:
        await asyncio.to_thread(sqlite.copy_out, _file(settings), target)
    else:
        await postgresql.dump(settings.database_url, target)


async def _require_usable(settings: Settings) -> None:
    database = Database(settings.database_url)
    try:
        await check_schema(database)
    finally:
        await database.close()


async def _require_free(settings: Settings, *, force: bool) -> None:
    """Raise BackupError where something is there that nobody said may go, or where somebody is at work on it."""
    if await _found_version(settings) is None:
        return
    if not force:
        raise BackupError("La base n'est pas vide : rien n'est écrasé. Donnez une base vide, ou ajoutez --force.")
    database = Database(settings.database_url)
    try:
        async with database.reading() as db:
            at_work = [each.name for each in await workers(db, now=CLOCK.now()) if each.is_alive]
    except DATABASE_FAILURES:  # what is there cannot be read: all the more reason to replace it
        at_work = []
    finally:
        await database.close()
    if at_work:
        raise BackupError(
            f"Un travail de fond tourne encore ({', '.join(at_work)}). Arrêtez le service, puis recommencez."
        )


async def _found_version(settings: Settings) -> str | None:
    if _ending(settings) == sqlite.ENDING and not _file(settings).exists():
        return None
    database = Database(settings.database_url)
    try:
        async with database.reading() as db:
            return await version_of(db)
    except DATABASE_FAILURES as error:
        raise BackupError(
            f"ALLO_DATABASE_URL : pas de réponse ({type(error).__name__}). Vérifiez l'adresse."
        ) from error
    finally:
        await database.close()


async def _empty(settings: Settings) -> None:
    database = Database(settings.database_url)
    try:
        async with database.writing() as db:
            await db.execute(text("DROP SCHEMA public CASCADE"))
            await db.execute(text("CREATE SCHEMA public"))
    finally:
        await database.close()


def _ending(settings: Settings) -> str:
    is_file = address(settings.database_url).get_backend_name() == "sqlite"
    return sqlite.ENDING if is_file else postgresql.ENDING


def _file(settings: Settings) -> Path:
    return Path(address(settings.database_url).database or ":memory:")
