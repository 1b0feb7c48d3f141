"""How the bot read a text, in words for staff. It is read above the channels, which are handed the function."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text was understood as: `taken` are its words and what each was taken for, `doubt` what is in the way."""

    meant: Sequence[str]
    taken: Sequence[tuple[str, str]]
    left_over: Sequence[str]
    doubt: str | None


Read: TypeAlias = Callable[[str, date, tuple[str, ...]], Reading]
"""A text, the town's date on which it came, and the first names of the family's children, to how it is read."""
