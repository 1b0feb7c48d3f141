"""The machine: its disk, its time zones, the spool's folder, the backups."""

import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from booking.database import address
from bot.commands.backing_up import backups_in, made_at
from bot.doctor.finding import Finding, fault, fine, warning
from bot.settings import Settings
from channels.spool import Spool

GIGABYTE = 1_000_000_000
LEAST_FREE, LITTLE_FREE = GIGABYTE // 2, 2 * GIGABYTE  # a year of a town of 10,000 families takes about one
OLD_BACKUP = timedelta(hours=26)  # once a day, with some room


def look_at_machine(settings: Settings, backups: Path | None, *, now: datetime) -> Iterator[Finding]:
    """What can be seen without the network; `now` by the machine's own clock (aware)."""
    yield _zone_data()
    yield _disk(_where_data_are(settings))
    yield _spool(Spool(settings.spool, lambda: now))
    yield _backups(backups, now)


def _zone_data() -> Finding:
    try:
        ZoneInfo("Europe/Paris")
    except ZoneInfoNotFoundError:
        return fault("fuseaux horaires", "cette machine n'en a pas. Installez le paquet tzdata.")
    return fine("fuseaux horaires", "présents")


def _where_data_are(settings: Settings) -> Path:
    target = address(settings.database_url)
    is_file = target.get_backend_name() == "sqlite" and target.database
    return Path(str(target.database)).absolute().parent if is_file else settings.spool.absolute().parent


def _disk(folder: Path) -> Finding:
    there = next(each for each in (folder, *folder.parents) if each.exists())
    free = shutil.disk_usage(there).free
    said = f"{free / GIGABYTE:.1f} Go libres pour {folder}"
    if free < LEAST_FREE:
        return fault("disque", f"{said} : bientôt plus rien ne s'écrit. Faites de la place tout de suite.")
    if free < LITTLE_FREE:
        return warning("disque", f"{said}. Faites de la place cette semaine.")
    return fine("disque", said)


def _spool(spool: Spool) -> Finding:
    if not spool.is_writable():
        return fault(
            "ALLO_SPOOL",
            f"impossible d'écrire dans {spool.folder}. Donnez au service le droit d'y écrire, ou un autre dossier.",
        )
    waiting = spool.size()
    if waiting:
        return warning("ALLO_SPOOL", f"{waiting} messages attendent que la base réponde. Voyez la ligne « base ».")
    return fine("ALLO_SPOOL", "vide, et prêt")


def _backups(folder: Path | None, now: datetime) -> Finding:
    if folder is None:
        return warning("sauvegardes", "dossier inconnu d'ici : ajoutez --backups DOSSIER pour vérifier leur âge.")
    found = backups_in(folder) if folder.is_dir() else []
    cure = f"Lancez : allo-cantine backup {folder} (deploy/ a une minuterie pour cela)."
    if not found:
        return fault("sauvegardes", f"aucune dans {folder}. {cure}")
    age = now - made_at(found[0])
    hours = int(age.total_seconds() // 3600)
    if age > OLD_BACKUP:
        return fault("sauvegardes", f"la dernière a {hours} heures. {cure}")
    return fine("sauvegardes", f"{len(found)}, la dernière a {hours} heures")
