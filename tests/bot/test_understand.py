"""`allo-cantine understand`: JSON lines in, JSON lines out; a bad line is named, and the others are answered."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

GOOD = {"id": "a", "today": "2026-11-23", "children": ["Léo"], "pending": None, "text": "cantine lundi"}
BOOKED = {"intent": "book", "services": ["cantine"], "children": [], "days": ["2026-11-30"]}


def run(sent: str | bytes, *options: str, cwd: Path) -> tuple[list[dict[str, Any]], int]:
    """The answers to these lines, and the exit status; in a folder without a town's file."""
    command = str(Path(sys.executable).with_name("allo-cantine"))
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ALLO_")}
    done = subprocess.run(
        [command, "understand", *options],
        input=sent.encode() if isinstance(sent, str) else sent,
        capture_output=True,
        cwd=cwd,
        env=environment,
        check=False,
    )
    assert done.stderr == b""
    return [json.loads(line) for line in done.stdout.decode().splitlines()], done.returncode


def test_each_line_is_answered_in_order_with_its_id(tmp_path: Path) -> None:
    lines = "".join(json.dumps(GOOD | {"id": name}) + "\n" for name in "abc")
    answers, status = run(lines, cwd=tmp_path)
    assert answers == [{"id": name, "requests": [BOOKED]} for name in "abc"]
    assert status == 0


@pytest.mark.parametrize(
    ("line", "words"),
    [
        pytest.param("{", "JSON", id="broken JSON"),
        pytest.param("", "JSON", id="an empty line"),
        pytest.param("[" * 100_000, "JSON", id="JSON without a bottom"),
        pytest.param("[]", "objet", id="no object"),
        pytest.param(json.dumps(GOOD | {"telephone": "06"}), "« telephone »", id="an unknown field"),
        pytest.param(json.dumps(GOOD | {"today": "demain"}), "« today »", id="a day that is none"),
        pytest.param(json.dumps(GOOD | {"today": 20261123}), "« today »", id="a day that is a number"),
        pytest.param(json.dumps(GOOD | {"children": "Léo"}), "« children »", id="children that are no list"),
        pytest.param(json.dumps(GOOD | {"text": 7}), "« text »", id="a text that is a number"),
        pytest.param(json.dumps({"today": "2026-11-23", "children": []}), "« text »", id="a text that is missing"),
        pytest.param(json.dumps(GOOD | {"pending": "days"}), "« pending »", id="a question that is no object"),
        pytest.param(json.dumps(GOOD | {"pending": {"kind": "hour"}}), "« pending.kind »", id="an unknown question"),
        pytest.param(json.dumps(GOOD | {"pending": {"kind": "days", "of": 1}}), "« of »", id="an unknown field inside"),
        pytest.param(
            json.dumps(GOOD | {"pending": {"kind": "choice"}}), "« pending.options »", id="a list of no length"
        ),
        pytest.param(
            json.dumps(GOOD | {"pending": {"kind": "choice", "options": True}}), "« pending.options »", id="no number"
        ),
    ],
)
def test_a_bad_line_is_named_and_the_others_are_answered(line: str, words: str, tmp_path: Path) -> None:
    answers, status = run(f"{line}\n{json.dumps(GOOD)}\n", cwd=tmp_path)
    assert words in answers[0]["error"]
    assert answers[0]["line"] == 1
    assert answers[1]["requests"] == [BOOKED]
    assert status == 1


def test_bytes_that_are_no_text_are_a_bad_line(tmp_path: Path) -> None:
    answers, status = run(b"\xff\xfe\n" + json.dumps(GOOD).encode() + b"\n", cwd=tmp_path)
    assert answers[0]["line"] == 1
    assert answers[1]["requests"] == [BOOKED]
    assert status == 1


def test_half_a_character_is_answered(tmp_path: Path) -> None:
    answers, status = run('{"id": "\\ud800", "today": "2026-11-23", "children": [], "text": "\\udfff"}\n', cwd=tmp_path)
    assert answers[0]["requests"] == [{"intent": "unknown"}]
    assert status == 0


def test_explain_tells_what_each_word_was_taken_for(tmp_path: Path) -> None:
    answers, _ = run(json.dumps(GOOD | {"text": "cantine lundi Léo"}), "--explain", cwd=tmp_path)
    explained = answers[0]["explain"]
    assert [token["taken_for"] for token in explained["tokens"]] == ["service", "weekday", "child"]
    assert explained["left_over"] == []
    assert explained["requests"][0]["written"] == ["services", "children", "days"]


def test_nothing_in_is_nothing_out(tmp_path: Path) -> None:
    assert run("", cwd=tmp_path) == ([], 0)
