"""Where the processor time of a measurement goes, process by process."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress

import psutil
from sqlalchemy import text

from booking.database import Database

Seconds = Callable[[], float]


class Meter:
    """Reads the processor time that is used from now on, told apart by name."""

    def __init__(self, used: Mapping[str, Seconds]) -> None:
        self._used = used
        self._before = {name: seconds() for name, seconds in used.items()}

    def milliseconds(self, share: int) -> Mapping[str, float]:
        """What each has used since the meter was made, divided by `share`."""
        return {name: (seconds() - self._before[name]) * 1000 / share for name, seconds in self._used.items()}


def by(processes: Sequence[psutil.Process]) -> Seconds:
    """What these processes have used themselves."""

    def seconds() -> float:
        return sum(times.user + times.system for times in (process.cpu_times() for process in processes))

    return seconds


def by_family(first: psutil.Process | None) -> Seconds:
    """What a process and all its children have used, ended ones included; nothing where there is no process."""

    def seconds() -> float:
        total = 0.0
        for process in [] if first is None else [first, *first.children(recursive=True)]:
            with suppress(psutil.NoSuchProcess):  # it ends just now: then it counts with its parent, the next time
                times = process.cpu_times()
                total += times.user + times.system + times.children_user + times.children_system
        return total

    return seconds


async def server_of(database: Database) -> psutil.Process | None:
    """The first process of the PostgreSQL server on this machine behind a database; none for SQLite."""
    if database.dialect == "sqlite":
        return None
    async with database.reading() as db:
        return psutil.Process(await db.scalar(text("SELECT pg_backend_pid()"))).parent()
