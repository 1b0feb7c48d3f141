"""Text to tokens: lower case, no accents, words apart from numbers, times, dates and punctuation."""

import re
from typing import Literal, NamedTuple
from unicodedata import normalize

TokenKind = Literal["word", "mixed", "number", "decimal", "ordinal", "time", "date", "phone", "link", "mark", "emoji"]


class Token(NamedTuple):
    """One piece of the text; `text` is in normal form, `start` and `end` are places in the normal form of the text."""

    kind: TokenKind
    text: str
    start: int
    end: int


_LETTERS = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "ı": "i", "’": "'", "ʼ": "'", "`": "'", "´": "'"})
_COMBINING = re.compile(
    "[\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u0610-\u061a\u064b-\u065f\u200b-\u200f\u20d0-\u20ff\ufe00-\ufe0f]+"
)

_TOKEN = re.compile(
    r"""
    (?P<link>(?:https?://|www\.)\S+|[\w.+-]+@[\w-]+\.\w+|\b[\w-]+\.(?:com|fr|info|net|org|ly|eu|io|be|gouv)\b(?:/\S*)?)
  | (?P<mixed>[^\W\d_]+[0-9][^\W_]*)
  | (?P<word>[^\W\d_]+)
  | (?P<phone>(?:\+33\s?[0-9]|\b0[0-9])(?:[ .-]?[0-9][0-9]){4}\b)
  | (?P<iso>\b20[0-9][0-9]-[0-9][0-9]-[0-9][0-9]\b)
  | (?P<time>\b[0-9]{1,2}\s?(?:h(?:eures?|rs?)?(?![^\W\d_])(?:\s?[0-5][0-9](?![0-9]|\s?h|/))?|:[0-5][0-9]\b))
  | (?P<date>\b[0-9]{1,2}(?:/[0-9]{1,2}(?:/(?:20)?[0-9][0-9])?
      |\.[0-9][0-9](?:\.(?:20)?[0-9][0-9])?
      |-[0-9][0-9]-20[0-9][0-9])(?![0-9/]))
  | (?P<decimal>\b[0-9]+[.,][0-9]+(?=\s?(?:€|°|euros?\b|degres?\b)))
  | (?P<ordinal>\b[0-9]{1,2}\s?°|\b[0-9]{1,2}(?:er|ere|re|eme|ieme|em|nde?|e)(?![^\W_]))
  | (?P<digits>[0-9]+[^\W\d_][^\W_]*)
  | (?P<number>[0-9]+)
  | (?P<emoji>[👍👌✅🆗👎❌🚫])
  | (?P<mark>\n\s*|[.!?,;:…()«»"“”/+&*=-]|[–—])
    """,
    re.VERBOSE,
)
_KINDS: dict[str, TokenKind] = {
    "link": "link", "mixed": "mixed", "digits": "mixed", "phone": "phone", "time": "time", "decimal": "decimal",
    "ordinal": "ordinal", "number": "number", "emoji": "emoji",
}  # fmt: skip
_SAME_MARKS = {"…": ".", "“": '"', "”": '"', "«": '"', "»": '"', "–": "-", "—": "-", "&": "+"}


def plain(text: str) -> str:
    """`text` in lower case, without accents, with one form for each letter and apostrophe."""
    text = text.lower()
    if not text.isascii():
        text = _COMBINING.sub("", normalize("NFKD", text.translate(_LETTERS))).lower()
    return text


def tokens_of(text: str) -> list[Token]:
    """The tokens of a text in normal form (see `plain`); what is no word, number or mark is left out."""
    found: list[Token] = []
    for match in _TOKEN.finditer(text):
        kind, piece, start, end = match.lastgroup, match[0], match.start(), match.end()
        if kind == "word":
            found.append(Token("word", piece, start, end))
        elif kind == "mark":
            if piece == "-" and _joins_letters(text, start, end):
                continue
            if piece == "." and _abbreviates(found, start):
                continue
            found.append(Token("mark", _SAME_MARKS.get(piece, piece[:1]), start, end))
        elif kind == "iso":
            year, month, day = piece.split("-")
            found.append(Token("date", f"{day}/{month}/{year}", start, end))
        elif kind == "date":
            found.append(Token("date", piece.replace(".", "/").replace("-", "/"), start, end))
        elif kind is not None:
            found.append(Token(_KINDS[kind], piece, start, end))
    return found


def _abbreviates(found: list[Token], start: int) -> bool:
    """ "sem. 4", "lun. mar.": the full stop of a short word ends no sentence."""
    return bool(found) and found[-1].end == start and found[-1].text in _ABBREVIATED


_ABBREVIATED = frozenset(
    {
        "sem",
        "lun",
        "mar",
        "mer",
        "jeu",
        "ven",
        "sam",
        "dim",
        "janv",
        "fev",
        "fevr",
        "avr",
        "juil",
        "sept",
        "oct",
        "nov",
        "dec",
        "mme",
        "mlle",
        "m",
        "mr",
        "dr",
        "resa",
        "aprem",
        "tel",
    }
)


def _joins_letters(text: str, start: int, end: int) -> bool:
    return start > 0 and end < len(text) and text[start - 1].isalpha() and text[end].isalpha()
