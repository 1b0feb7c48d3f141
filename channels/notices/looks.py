"""How a text looks on a phone, what it costs there, and which letters make it dearer."""

from collections.abc import Sequence
from dataclasses import dataclass
from unicodedata import normalize

from messages.wording.segments import ALPHABET, affordable, has_plain_letter, is_gsm, segments


@dataclass(frozen=True, slots=True)
class Look:
    """A text message in one language, for so many people. `sent` is what leaves.

    `replaced` are the letters that leave without their accents as that is cheaper, `odd` those that make the whole text
    travel in the alphabet of 70 letters; without them it would cost `without_odd` segments.
    """

    language: str
    people: int
    sent: str
    characters: int
    segments: int
    replaced: Sequence[str]
    odd: Sequence[str]
    without_odd: int


def look_of(language: str, written: str, people: int) -> Look:
    """How that text leaves."""
    sent = affordable(written)
    outside = _outside(sent)
    odd = [letter for letter in outside if not has_plain_letter(letter)] or outside
    kept = set(normalize("NFC", sent))
    return Look(
        language=language,
        people=people,
        sent=sent,
        characters=len(sent) if is_gsm(sent) else len(sent.encode("utf-16-be")) // 2,
        segments=segments(sent),
        replaced=[letter for letter in _outside(written) if letter not in kept],
        odd=odd,
        without_odd=segments(affordable("".join(letter for letter in sent if letter not in odd))),
    )


def _outside(text: str) -> Sequence[str]:
    """The letters outside the alphabet of text messages, each once, in their order."""
    return [letter for letter in dict.fromkeys(normalize("NFC", text)) if letter not in ALPHABET]
