"""A SQLite file copied while it is written to, and put back. https://www.sqlite.org/backup.html"""

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from bot.backing_up.errors import BackupError

ENDING = ".db"
PATIENCE = 30.0  # seconds for a lock
BESIDE = ("-wal", "-shm")  # what SQLite keeps beside a file that is open


def copy_out(source: Path, target: Path) -> None:
    """Copy one state of the file in one go: whoever writes meanwhile is neither held up nor copied by half."""
    with closing(sqlite3.connect(source, timeout=PATIENCE)) as original, closing(sqlite3.connect(target)) as copy:
        original.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")  # one file, whole in itself
    require_sound(target)


def put_back(backup: Path, target: Path) -> None:
    """Put the file in the place of what is there; nothing of it stays."""
    require_sound(backup)
    arriving = target.with_name(f"{target.name}.part")
    shutil.copyfile(backup, arriving)
    with arriving.open("rb") as file:
        os.fsync(file.fileno())
    for ending in BESIDE:
        target.with_name(target.name + ending).unlink(missing_ok=True)
    arriving.replace(target)


def require_sound(file: Path) -> None:
    """Raise BackupError unless SQLite itself finds nothing wrong with the file."""
    try:
        with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as opened:
            (found,) = opened.execute("PRAGMA integrity_check").fetchone()
    except sqlite3.DatabaseError as error:
        found = type(error).__name__
    if found != "ok":
        raise BackupError(f"{file} n'est pas une base SQLite saine ({found}). Prenez une autre sauvegarde.")
