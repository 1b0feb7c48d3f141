"""How long a large dirty file takes, and how much memory: `python -m tests.benchmarks.importing [children]`.

The command itself, in a process of its own, on a fresh database of each kind, first into the empty one, then the same
file again; 50,000 children unless told otherwise, 15 % of the rows damaged. Memory is the peak of that process.
"""

import os
import random
import sys
import tempfile
import time
from dataclasses import dataclass
from importlib.resources import as_file, files
from pathlib import Path

from tests.benchmarks.databases import DIALECTS, fresh, town
from tests.booking.importing.damage import spoiled
from tests.booking.importing.town_hall import TownHall, as_csv
from tests.processes import PROGRAM, environment

CHILDREN, SHARE, SEED = 50_000, 0.15, 7
CHILDREN_IN_A_FAMILY = 2  # on average
KIB_IN_A_MIB = 1024


@dataclass(frozen=True, slots=True)
class Took:
    """What one import took: seconds, of which so many of the processor, and the peak of memory."""

    seconds: float
    processor: float
    mebibytes: float


def main() -> None:
    """Write the file, import it twice into each kind of database, print what each run took."""
    children = int(sys.argv[1]) if len(sys.argv) > 1 else CHILDREN
    with tempfile.TemporaryDirectory(prefix="allo-measure-") as folder:
        path = Path(folder) / "eleves.csv"
        rows = dirty_file(path, children)
        sys.stdout.write(f"{rows} children, {path.stat().st_size / 2**20:.1f} MB, {SHARE:.0%} of the rows damaged\n")
        for dialect in DIALECTS:
            with fresh(dialect) as url:
                for run in ("empty", "again"):
                    took = measured(path, url)
                    sys.stdout.write(
                        f"  {dialect:<11} {run:<6} {took.seconds:6.1f} s, {took.processor:5.1f} s of processor,"
                        f"  {took.mebibytes:4.0f} MB at the peak\n"
                    )
                    sys.stdout.flush()


def dirty_file(path: Path, children: int) -> int:
    """Write it; how many rows it has."""
    hall = TownHall(town(), random.Random(SEED))
    rows = hall.rows(hall.families(children // CHILDREN_IN_A_FAMILY))[:children]
    path.write_text(as_csv(spoiled(rows, hall.draw, SHARE)), "utf-8")
    return len(rows)


def measured(path: Path, url: str) -> Took:
    """What one import takes; raises RuntimeError where it fails."""
    with as_file(files("booking.demonstration") / "town.toml") as town_file:
        settings = environment(path.parent, database_url=url, town=str(town_file))
        begins = time.perf_counter()
        quiet = [(os.POSIX_SPAWN_OPEN, number, os.devnull, os.O_WRONLY, 0) for number in (1, 2)]
        process = os.posix_spawn(PROGRAM, [PROGRAM, "import", str(path)], settings, file_actions=quiet)
        _, status, usage = os.wait4(process, 0)
    if os.waitstatus_to_exitcode(status) not in (0, 1):
        raise RuntimeError(f"the import ended with status {os.waitstatus_to_exitcode(status)}")
    seconds = time.perf_counter() - begins
    return Took(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / KIB_IN_A_MIB)


if __name__ == "__main__":
    main()
