"""Names of people: spaces, capitals, and which part is which."""

import itertools
import re
from dataclasses import dataclass

from booking.importing.findings import Reason

TITLE = re.compile(r"^(?:m\.|mr\.?|mme\.?|mlle\.?|monsieur|madame|mademoiselle)\s+(?!et\b)", re.IGNORECASE)
WORD = re.compile(r"[^\s\-'’]+")


@dataclass(frozen=True, slots=True)
class Name:
    """A name in its parts, and how it was mended; `last` is empty where it cannot be told from the first."""

    first: str
    last: str
    notes: tuple[Reason, ...] = ()

    @property
    def full(self) -> str:
        """First name, then last name."""
        return f"{self.first} {self.last}".strip()


def tidy(text: str) -> tuple[str, tuple[Reason, ...]]:
    """A name with single spaces and usual capitals; a name in mixed letters is left as its owner writes it."""
    spaced = " ".join(text.split()).strip(" ,;")
    notes = (Reason.NAME_SPACES,) if spaced != text else ()
    if (spaced.isupper() and len(spaced) > 1) or spaced.islower():
        return WORD.sub(lambda word: word[0].capitalize(), spaced), (*notes, Reason.NAME_CASE)
    return spaced, notes


def without_title(text: str) -> str:
    """The name of an adult without "Mme" or "M."."""
    return TITLE.sub("", text)


def apart(text: str, *, last_name_first: bool = True, family_names: frozenset[str] = frozenset()) -> Name | None:
    """A full name in its parts: by its comma, its capitals, the names of the family, or the order of two words.

    `family_names` are folded. None where nothing tells them apart.
    """
    spaced = " ".join(text.split())
    if spaced.count(",") == 1 or spaced.count(";") == 1:
        last, first = re.split("[,;]", spaced)
        return _name(first.strip(), last.strip()) if first.strip() and last.strip() else None
    words = spaced.split(" ")
    capital = [word for word in words if word.isupper() and len(word) > 1]
    if capital and len(capital) < len(words):
        return _by_capitals(words)
    for cut in range(1, len(words)):
        left, right = " ".join(words[:cut]), " ".join(words[cut:])
        if left.lower() in family_names:
            return _name(right, left)
        if right.lower() in family_names:
            return _name(left, right)
    if len(words) == 2:
        return _name(words[1], words[0]) if last_name_first else _name(words[0], words[1])
    return None


def _by_capitals(words: list[str]) -> Name | None:
    upper = [word.isupper() and len(word) > 1 for word in words]
    edges = sum(one != other for one, other in itertools.pairwise(upper))
    if edges != 1:
        return None
    last = " ".join(word for word, is_last in zip(words, upper, strict=True) if is_last)
    return _name(" ".join(word for word, is_last in zip(words, upper, strict=True) if not is_last), last)


def _name(first: str, last: str) -> Name:
    (first, of_first), (last, of_last) = tidy(first), tidy(last)
    kept = tuple(note for note in dict.fromkeys((*of_first, *of_last)) if note is Reason.NAME_SPACES)
    return Name(first, last, (*kept, Reason.NAME_SPLIT))
