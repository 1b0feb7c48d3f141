"""Whether a text is angry: what it asks for is understood elsewhere, this only says in which tone to answer."""

import re
import tomllib
from functools import cache
from importlib.resources import files

from messages.understanding.normalise import plain

WORD = re.compile(r"[^\W_]+")


def sounds_angry(text: str) -> bool:
    """Whether somebody is angry in it, by words alone."""
    said = " ".join(WORD.findall(plain(text)))
    return any(f" {phrase} " in f" {said} " for phrase in _phrases())


@cache
def _phrases() -> tuple[str, ...]:
    table = tomllib.loads((files("messages.understanding") / "fr" / "anger.toml").read_text(encoding="utf-8"))
    return tuple(" ".join(phrase.split()) for phrase in table["phrases"].split(",") if phrase.strip())
