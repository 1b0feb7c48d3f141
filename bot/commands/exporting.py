"""`allo-cantine export`: everything out, as one JSON archive or as a folder of CSV files."""

import os
import sys
from enum import StrEnum
from pathlib import Path

from bot.commands.opening import Opened, opened
from bot.errors import SettingsError
from bot.exporting.archive import take_in, write_archive
from bot.exporting.folder import write_folder
from bot.settings import Settings

PRIVATE, PRIVATE_FOLDER = 0o600, 0o700  # names, phones, bookings: for whoever runs the command alone


class Format(StrEnum):
    """What an export is written as."""

    JSON = "json"
    CSV = "csv"


async def export(settings: Settings, target: Path, form: Format) -> None:
    """Write everything; raises SettingsError where the target is there already or cannot be written."""
    _require_new(target)
    async with opened(settings) as house:
        counts = await (_archive(house, target) if form is Format.JSON else _folder(house, target))
    sys.stdout.write(f"{target} : {sum(counts.values())} lignes, de {len(counts)} tables.\n")


async def take_in_archive(settings: Settings, path: Path) -> None:
    """Fill the empty database with an archive; raises ArchiveError with nothing changed."""
    async with opened(settings) as house:
        counts = await take_in(house.database, path)
    sys.stdout.write(f"{path} : {sum(counts.values())} lignes reprises, de {len(counts)} tables.\n")


async def _archive(house: Opened, target: Path) -> dict[str, int]:
    """Written beside, and named when it is whole: half an archive never bears the name of one."""
    beside = target.with_name(f"{target.name}.part")
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, PRIVATE), "w", encoding="utf-8") as file:
        counts = await write_archive(house.database, file, now=house.clock.now())
    beside.rename(target)
    return counts


async def _folder(house: Opened, target: Path) -> dict[str, int]:
    _make_folder(target)
    return await write_folder(house.database, house.town, target)


def _make_folder(target: Path) -> None:
    target.mkdir(PRIVATE_FOLDER)


def _require_new(target: Path) -> None:
    if target.exists():
        raise SettingsError(f"{target} existe déjà : donnez un autre nom, ou déplacez-le.")
    if not target.absolute().parent.is_dir():
        raise SettingsError(f"Le dossier {target.absolute().parent} n'existe pas.")
