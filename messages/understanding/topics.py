"""Topics: what a text is about that asks for nothing the bot does: opening hours, a bill, a parent who is late."""

import re
import tomllib
from enum import StrEnum
from functools import cache
from importlib.resources import files

from messages.understanding.normalise import plain
from messages.understanding.vocabulary import phrases_of, written_out

WORD = re.compile(r"[^\W_]+")


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
        topic: tuple(written for phrase in phrases_of(table[topic]) for written in written_out(phrase))
        for topic in Topic
    }
