"""Town files to try: a good one, and the same with something changed."""

from pathlib import Path

import pytest

from booking.errors import TownFileError
from booking.town import Town
from booking.town_file import Problem, load
from tests.booking.rules.real_towns import AROUND

EVE = '{ rule = "eve", counted_in = "school days", before = "09:00" }'
LATE = "\n[[services.cantine.booking.late]]\n"
BARE_TOWN = AROUND.format(region="metropole", year=2026, next_year=2027)
CANTINE = """
[services.cantine]
name = "cantine"
article = "la"
sites = ["ecole"]
days = { school_days = ["monday", "tuesday", "thursday", "friday"] }
hours = { day = ["11:45", "13:30"] }
capacity = { ecole = 30 }

[services.cantine.booking]
deadline = { rule = "eve", counted_in = "school days", before = "09:00" }

[services.cantine.cancelling]
deadline = { rule = "eve", counted_in = "school days", before = "09:00" }
"""
GOOD = BARE_TOWN + CANTINE


def town_from(text: str, folder: Path) -> Town:
    path = folder / "town.toml"
    path.write_text(text, encoding="utf-8")
    return load(path)


def faults(text: str, folder: Path) -> list[Problem]:
    with pytest.raises(TownFileError) as caught:
        town_from(text, folder)
    return [problem for problem in caught.value.problems if isinstance(problem, Problem)]


def changed(old: str, new: str) -> str:
    assert old in GOOD
    return GOOD.replace(old, new)
