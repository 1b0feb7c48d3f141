"""The spool: a folder in which what reached us waits while the database cannot take it.

One file each, on the disk before its provider is told that we have it: written, flushed, renamed, the folder flushed.
The names are in the order of arrival, so that whoever works it off, this process or the next one, finds that order.
"""

import asyncio
import fcntl
import os
import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TypeAlias

import structlog
from pydantic import TypeAdapter

from channels.errors import SpoolError
from channels.transport import Incoming, Receipt

Item: TypeAlias = Incoming | Receipt

FORM: TypeAdapter[Item] = TypeAdapter(Item)  # their fields tell the two apart
WRITTEN = ".json"  # the end of a name whose file is whole
OWNER_ONLY = 0o700  # they hold what parents write
SET_ASIDE = "set-aside"
LOCK = ".lock"

log = structlog.get_logger(__name__)


class Spool:
    """What waits in one folder, which several processes of one machine may share."""

    def __init__(self, folder: Path, now: Callable[[], datetime]) -> None:
        self.folder = folder
        self._now = now
        self._last = 0

    def prepare(self) -> None:
        """Make the folder, so that it is there and ours before it is needed. Raises SpoolError."""
        try:
            self._make_folder()
            with (self.folder / LOCK).open("w"):
                pass
        except OSError as error:
            raise SpoolError(
                f"ALLO_SPOOL : impossible d'écrire dans « {self.folder} » ({error.strerror}). "
                "Donnez un dossier que le service peut créer ou remplir."
            ) from error

    def is_writable(self) -> bool:
        """Whether it would take a message now: tried out, as a full or read-only disk does not show otherwise."""
        probe = self.folder / f".{secrets.token_hex(8)}.probe"
        try:
            self._make_folder()
            probe.write_bytes(b"?")
            probe.unlink()
        except OSError:
            return False
        return True

    def is_empty(self) -> bool:
        """Whether nothing waits."""
        return next(self._names(), None) is None

    def size(self) -> int:
        """How many wait."""
        return sum(1 for _ in self._names())

    def oldest(self, limit: int) -> Sequence[Path]:
        """The files of those that wait, at most so many, in the order in which they came."""
        return [self.folder / name for name in sorted(self._names())[:limit]]

    async def put(self, item: Item) -> None:
        """Keep it: on the disk, whatever happens next, when this returns. Raises OSError."""
        await asyncio.to_thread(self._write, self._new_name(), FORM.dump_json(item))

    def read(self, file: Path) -> Item | None:
        """What a file holds. What cannot be read is set aside with an alarm, for a person to look at: then none."""
        try:
            return FORM.validate_json(file.read_bytes())
        except FileNotFoundError:  # another process was faster
            return None
        except (ValueError, OSError) as error:
            self._set_aside(file, type(error).__name__)
            return None

    def remove(self, file: Path) -> None:
        """Forget one that is safe elsewhere. If it comes back after a crash, it is kept once all the same."""
        file.unlink(missing_ok=True)

    @contextmanager
    def alone(self) -> Iterator[bool]:
        """Whether we are the only ones to work it off, for as long as this lasts."""
        self._make_folder()
        with (self.folder / LOCK).open("w") as door:
            try:
                fcntl.flock(door, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
            else:
                yield True

    def _names(self) -> Iterator[str]:
        try:
            with os.scandir(self.folder) as entries:
                yield from (entry.name for entry in entries if entry.name.endswith(WRITTEN))
        except FileNotFoundError:
            return

    def _new_name(self) -> str:
        """A name after all that are there, even if the clock went back since."""
        if self._last == 0:
            self._last = max(map(_number, self._names()), default=0)
        self._last = max(self._last + 1, int(self._now().timestamp() * 1_000_000))
        return f"{self._last:020}-{secrets.token_hex(4)}{WRITTEN}"

    def _write(self, name: str, content: bytes) -> None:
        self._make_folder()
        unfinished = self.folder / f".{name}.part"
        with unfinished.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        unfinished.rename(self.folder / name)
        _flush_folder(self.folder)

    def _make_folder(self) -> None:
        if not self.folder.is_dir():
            self.folder.mkdir(mode=OWNER_ONLY, parents=True, exist_ok=True)
            _flush_folder(self.folder.parent)

    def _set_aside(self, file: Path, cause: str) -> None:
        aside = self.folder / SET_ASIDE
        aside.mkdir(mode=OWNER_ONLY, exist_ok=True)
        file.rename(aside / file.name)
        log.error("spool.set_aside", file=str(aside / file.name), cause=cause, alarm=True)


def _number(name: str) -> int:
    """The number in front of a name; 0 for a file that somebody else put there."""
    number = name.partition("-")[0]
    return int(number) if number.isdecimal() else 0


def _flush_folder(folder: Path) -> None:
    """A new name is on the disk only once its folder is."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
