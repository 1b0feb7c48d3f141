"""The clerk's guide tells the truth: its keys and its examples are those of the loader."""

import re
import tomllib
from pathlib import Path

import pytest

from booking.town_file import load
from booking.town_file.deadlines import READERS
from tests.booking.town_files import EVE, GOOD

GUIDE = (Path(__file__).parents[2] / "docs" / "town-file.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```toml\n(.*?)```", GUIDE, re.DOTALL)
DEADLINES = [line for example in EXAMPLES for line in re.findall(r"^deadline = (\{.*\})$", example, re.MULTILINE)]


@pytest.mark.parametrize("deadline", DEADLINES)
def test_every_deadline_of_the_guide_is_understood(deadline: str, tmp_path: Path) -> None:
    path = tmp_path / "town.toml"
    path.write_text(GOOD.replace(EVE, deadline, 1), encoding="utf-8")
    assert load(path).services


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_example_is_toml(example: str) -> None:
    once = re.sub(r"^deadline = .*\n(?=deadline = )", "", example, flags=re.MULTILINE)
    assert tomllib.loads(once)


def test_every_kind_of_rule_is_in_the_guide() -> None:
    explained = set(re.findall(r"^\| `\"([a-z ]+)\"` \|", GUIDE, re.MULTILINE))
    assert explained == set(READERS)


def test_every_key_that_the_loader_reads_is_in_the_guide() -> None:
    loader = (Path(__file__).parents[2] / "booking" / "town_file").glob("*.py")
    asked = re.compile(r"\.(?:one|maybe|many|some|table|tables|maybe_table|has)\(\s*\"(\w+)\"")
    keys = {key for file in loader for key in asked.findall(file.read_text(encoding="utf-8"))}
    assert {key for key in keys if not re.search(rf"\b{key}\b", GUIDE)} == set()
