"""The checksum beside a backup, in the form that `sha256sum --check` reads."""

import hashlib
from pathlib import Path

from bot.backing_up.errors import BackupError

ENDING = ".sha256"


def beside(backup: Path) -> Path:
    """The file that holds the checksum of a backup."""
    return backup.with_name(backup.name + ENDING)


def sum_of(file: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def write_sum(backup: Path) -> None:
    """Write the checksum down beside the backup."""
    beside(backup).write_text(f"{sum_of(backup)}  {backup.name}\n", encoding="utf-8")


def require_whole(backup: Path) -> None:
    """Raise BackupError unless the file is there, as it was when it was made."""
    if not backup.is_file():
        raise BackupError(f"{backup} n'existe pas. Donnez le fichier qu'a écrit « allo-cantine backup ».")
    if not beside(backup).is_file():
        raise BackupError(
            f"Il manque {beside(backup).name} à côté de {backup.name} : copiez les deux fichiers ensemble."
        )
    if beside(backup).read_text("utf-8").split()[:1] != [sum_of(backup)]:
        raise BackupError(f"{backup} est abîmé : sa somme de contrôle n'est plus la même. Prenez une autre sauvegarde.")
