"""The town's file: TOML in, Town out, or every fault in it with its line."""

import re
import tomllib
from decimal import Decimal
from importlib.resources import as_file, files
from pathlib import Path

from booking.errors import TownFileError
from booking.town import Town
from booking.town_file.contradictions import find_contradictions
from booking.town_file.lines import lines_of
from booking.town_file.problems import Complaint, Problem, Report
from booking.town_file.table import Table
from booking.town_file.towns import read_town

__all__ = ["Complaint", "Problem", "demonstration_town", "load"]

AT_LINE = re.compile(r"\(at line (\d+), column \d+\)")


def load(path: Path) -> Town:
    """The town that a file describes. Raises TownFileError with everything that is wrong in it."""
    try:
        text = path.read_text(encoding="utf-8-sig")  # the mark that some editors put first is no fault
    except FileNotFoundError as missing:
        raise TownFileError(path, [Problem(1, "", Complaint.NO_FILE)]) from missing
    except (OSError, UnicodeDecodeError) as unreadable:
        raise TownFileError(
            path, [Problem(1, path.name, Complaint.UNREADABLE, {"why": str(unreadable)})]
        ) from unreadable
    try:
        values = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as broken:
        raise TownFileError(path, [_syntax(broken)]) from broken
    report = Report(lines_of(text))
    file = Table(values, (), report)
    town = read_town(file, path.parent)
    file.finish()
    find_contradictions(town, report)
    if report.problems:
        raise TownFileError(path, sorted(report.problems, key=lambda problem: problem.line))
    return town


def demonstration_town() -> Town:
    """Saint-Aubin-les-Oliviers, an invented town: its file comes with the package."""
    with as_file(files("booking.demonstration") / "town.toml") as path:
        return load(path)


def _syntax(broken: tomllib.TOMLDecodeError) -> Problem:
    why = str(broken)
    found = AT_LINE.search(why)
    twice = why.startswith(("Cannot overwrite", "Cannot declare", "Duplicate"))
    complaint = Complaint.WRITTEN_TWICE if twice else Complaint.NOT_TOML
    return Problem(int(found[1]) if found else 1, "TOML", complaint, {"why": AT_LINE.sub("", why).strip()})
