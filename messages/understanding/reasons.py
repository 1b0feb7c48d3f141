"""Why a child does not come, as far as the words say it."""

import re
import tomllib
from functools import cache
from importlib.resources import files

from messages.understanding.normalise import plain

WORD = re.compile(r"[^\W_]+")


def absence_reason(text: str) -> str | None:
    """The reason for an absence that a text gives: sickness, teacher_absent, strike, trip, weather, family_event, work.

    None where it gives none. Of several the one of which the family is not the cause: "malade, et grève" is a strike.
    """
    said = " ".join(WORD.findall(plain(text)))
    return next((reason for reason, pattern in _patterns().items() if pattern.search(said)), None)


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    table = tomllib.loads((files("messages.understanding") / "fr" / "absences.toml").read_text(encoding="utf-8"))
    return {reason: _pattern(text) for reason, text in table.items()}


def _pattern(text: str) -> re.Pattern[str]:
    phrases = [" ".join(phrase.split()) for phrase in text.split(",") if phrase.strip()]
    return re.compile(rf"\b(?:{'|'.join(phrases)})\b")
