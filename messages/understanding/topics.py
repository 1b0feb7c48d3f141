"""Topics: what a text is about that asks for nothing the bot does: opening hours, a bill, a parent who is late."""

import re
import tomllib
from enum import StrEnum
from functools import cache
from importlib.resources import files
from itertools import product

from messages.understanding.normalise import plain

WORD = re.compile(r"[^\W_]+")
PART = re.compile(r"\(([^)]*)\)(\?)?|(\S+)")


class Topic(StrEnum):
    """What a text is about."""

    HOURS = "hours"  # when a service opens and closes
    BILL = "bill"  # what is owed, paid or paid back
    LATENESS = "lateness"  # somebody will be late to fetch a child


def topic_of(text: str) -> Topic | None:
    """What the text is about, by its words alone; none where no phrase of the list stands in it."""
    said = f" {' '.join(WORD.findall(plain(text)))} "
    return next((topic for topic, phrases in _phrases().items() if any(f" {each} " in said for each in phrases)), None)


@cache
def _phrases() -> dict[Topic, tuple[str, ...]]:
    table = tomllib.loads((files("messages.understanding") / "fr" / "topics.toml").read_text(encoding="utf-8"))
    return {
        topic: tuple(written for phrase in table[topic].split(",") for written in _written_out(phrase))
        for topic in Topic
    }


def _written_out(phrase: str) -> list[str]:
    """ "(a|de)? quelle heure" in all its forms."""
    choices = [
        [*group.split("|"), *([""] if optional else [])] if group else [word]
        for group, optional, word in PART.findall(phrase)
    ]
    return [" ".join(" ".join(each).split()) for each in product(*choices)]
