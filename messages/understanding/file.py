"""Whether a text speaks of the family's file: no text changes that, and whoever wants it is told where it is done."""

import tomllib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files


def speaks_of_the_file(words: Sequence[str]) -> bool:
    """Whether the words, in normal form, are about a number, an address, the parents or the diet on the file."""
    said = f" {' '.join(words)} "
    return any(f" {phrase} " in said for phrase in _phrases())


@cache
def _phrases() -> tuple[str, ...]:
    table = tomllib.loads((files("messages.understanding") / "fr" / "file.toml").read_text(encoding="utf-8"))
    return tuple(phrase.strip() for kind in table.values() for phrase in kind.split(",") if phrase.strip())
