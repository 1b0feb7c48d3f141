"""Whatever a clerk does to a town's file, it is read, or refused in words: never a crash."""

import re
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from booking.errors import TownFileError
from booking.town_file import load

DEMONSTRATION = Path(__file__).parents[2] / "booking" / "demonstration" / "town.toml"
LINES = DEMONSTRATION.read_text(encoding="utf-8").splitlines()
VALUES = re.compile(r'"[^"\n]*"|\d{4}-\d{2}-\d{2}|(?<![\w."-])\d+(?:\.\d+)?(?![\w".-])|true|false')
STRANGE = [
    '"???"',
    '""',
    "0",
    "-1",
    "3.5",
    "99999",
    "true",
    "[]",
    "{}",
    "[[1]]",
    '["monday", 3]',
    "2026-02-28",
    "1999-12-31",
    "2026-11-30T09:00:00",
    "09:00:00",
    '"never"',
    '"friday"',
    '"school days"',
    '{ rule = "same day" }',
]


@st.composite
def mistreated(draw: st.DrawFn) -> str:
    """The demonstration town with a line lost, doubled or moved, or a value replaced."""
    lines = list(LINES)
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(lines) - 1))
        match draw(st.sampled_from(["lose", "double", "move", "replace", "replace", "replace"])):
            case "lose":
                del lines[at]
            case "double":
                lines.insert(at, lines[at])
            case "move":
                lines.insert(draw(st.integers(0, len(lines) - 1)), lines.pop(at))
            case _:
                lines[at] = VALUES.sub(lambda _: draw(st.sampled_from(STRANGE)), lines[at], count=1)
    return "\n".join(lines) + "\n"


def lines_complained_of(path: Path) -> list[int]:
    try:
        load(path)
    except TownFileError as error:
        return [problem.line for problem in error.problems]
    return []


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=mistreated())
def test_a_mistreated_file_is_read_or_refused_with_lines_that_exist(text: str, tmp_path: Path) -> None:
    path = tmp_path / "town.toml"
    path.write_text(text, encoding="utf-8")
    assert all(1 <= line <= len(text.splitlines()) + 1 for line in lines_complained_of(path))
