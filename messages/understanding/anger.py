"""Whether a text is angry: what it asks for is understood elsewhere, this only says in which tone to answer."""

import re
import tomllib
from functools import cache
from importlib.resources import files

from messages.understanding.normalise import plain

WORD = re.compile(r"[^\W_]+")


def sounds_angry(text: str) -> bool:
    """Whether somebody is angry in it, by words and signs alone."""
    said = " ".join(WORD.findall(plain(text)))
    return any(sign in text for sign in _signs()) or any(f" {phrase} " in f" {said} " for phrase in _phrases())


@cache
def _phrases() -> tuple[str, ...]:
    return tuple(" ".join(phrase.split()) for phrase in _table()["phrases"].split(",") if phrase.strip())


@cache
def _signs() -> tuple[str, ...]:
    return tuple(_table()["signs"].split())


def _table() -> dict[str, str]:
    return tomllib.loads((files("messages.understanding") / "fr" / "anger.toml").read_text(encoding="utf-8"))
