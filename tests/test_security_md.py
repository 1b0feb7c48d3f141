"""SECURITY.md names what is there: every threat a test that exists, or says why it has none."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
WORDS = (ROOT / "SECURITY.md").read_text("utf-8")
THREATS = dict(part.split("\n", 1) for part in WORDS.partition("## The threats")[2].split("\n### ")[1:])
TEST = re.compile(r"`(tests/[\w/]+\.py)::([\w:]+)`")
WANTED = ("spoofed", "stolen phone", "recycled", "forwarded", "leaked link", "colleague", "backup", "flood", "forged")


def names_in(file: Path) -> set[str]:
    """The tests of a file, those in a class with its name before."""
    names = set()
    for node in ast.parse(file.read_text("utf-8")).body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            names.add(node.name)
        if isinstance(node, ast.ClassDef):
            names |= {f"{node.name}::{each.name}" for each in node.body if isinstance(each, ast.FunctionDef)}
    return names


@pytest.mark.parametrize(("file", "name"), sorted(set(TEST.findall(WORDS))))
def test_a_test_that_is_named_exists(file: str, name: str) -> None:
    assert name in names_in(ROOT / file)


@pytest.mark.parametrize("threat", sorted(THREATS))
def test_a_threat_has_its_limits_and_a_test_or_says_why_not(threat: str) -> None:
    assert "*Limits*:" in THREATS[threat]
    assert TEST.search(THREATS[threat]) or "No test: " in THREATS[threat]


@pytest.mark.parametrize("wanted", WANTED)
def test_a_threat_that_somebody_will_ask_about_is_there(wanted: str) -> None:
    assert any(wanted in threat.lower() for threat in THREATS)
