"""The marks of one text, as the grammar of days walks along them."""

from abc import ABC, abstractmethod

from messages.understanding.dates.atoms import Atom
from messages.understanding.marks import Mark

ARTICLES = frozenset({"the", "the_many", "this", "from", "to"})
JOINS = frozenset({"also", "comma", "nor", "slash", "dash"})
Found = tuple[Atom, int]


class Reading(ABC):
    """Marks and their kinds; what is found is an atom and the place after it."""

    def __init__(self, marks: list[Mark]) -> None:
        self.marks = marks
        self.kinds = [mark.kind for mark in marks] + ["end"] * 4

    @abstractmethod
    def read(self, kind: str, at: int) -> Found | None:
        """What an expression that begins with a mark of this kind says, if one begins at `at`."""

    def number(self, at: int) -> int:
        """The number that the mark says."""
        value = self.marks[at].value
        return int(value) if isinstance(value, (int, str)) else 0

    def moves(self) -> bool:
        """Whether the text moves a booking: then "de lundi à mardi" is two days, and no range."""
        return "move" in self.kinds
