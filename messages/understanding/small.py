"""Small messages: yes, no, thanks, a number from a list, STOP, the name of a language."""

import tomllib
from functools import cache
from importlib.resources import files

from messages.understanding.context import Context
from messages.understanding.marks import Heard
from messages.understanding.meaning import UNKNOWN, Intent, Request
from messages.understanding.normalise import plain
from messages.understanding.pieces import Piece

_MANNERS = frozenset(
    {"polite", "greeting", "thanks", "filler", "comma", "stop_mark", "question", "emoji", "also", "dash"}
)
_THANKED_FOR = frozenset({"thanks_for", "booking_noun", "noun", "this", "the", "the_many", "from", "to", "during"})
_LONGEST_YES = 12  # marks; who only says yes or no does not say it longer
_SILENT = frozenset({"comma", "stop_mark", "dash", "colon", "quote", "slash"})


@cache
def _whole() -> dict[str, frozenset[str]]:
    table = tomllib.loads((files("messages.understanding") / "fr" / "whole.toml").read_text(encoding="utf-8"))
    return {kind: frozenset(plain(" ".join(part.split())) for part in text.split(",")) for kind, text in table.items()}


def said_whole(heard: Heard) -> str | None:
    """`yes`, `no`, `portal`, `stop` or `start`, where the message says that and nothing else beside politeness."""
    if len(heard.marks) > _LONGEST_YES:
        return None
    words = [
        heard.words[at]
        for mark in heard.marks
        for at in range(mark.first, mark.last)
        if mark.kind not in _SILENT and mark.kind != "question"
    ]
    for kind, phrases in _whole().items():
        if " ".join(words) in phrases:
            return kind
    return _said_with_manners(heard)


def _said_with_manners(heard: Heard) -> str | None:
    """The same, with "merci beaucoup Madame" around it: the words before the first politeness, or after the last."""
    words: list[str] = []
    for mark in heard.marks:
        said = " ".join(heard.words[mark.first : mark.last])
        if mark.kind in ("greeting", "thanks", "polite") and said != "parfait":
            continue
        if mark.kind not in _SILENT and mark.kind != "question":
            words += heard.words[mark.first : mark.last]
    return next((kind for kind, phrases in _whole().items() if _covered(words, phrases)), None)


def _covered(words: list[str], phrases: frozenset[str]) -> bool:
    """Whether phrases of one kind, one after the other, make up the whole: "non", "c'est bon", "laissez tomber"."""
    at, count = 0, 0
    while at < len(words):
        end = next((end for end in range(len(words), at, -1) if " ".join(words[at:end]) in phrases), None)
        if end is not None:
            at, count = end, count + 1
        elif words[at] in _NEUTRAL:
            at += 1
        else:
            return False
    return count > 0


def only_manners(pieces: list[Piece]) -> Intent | None:
    """`thanks` or `greeting`, where the message is nothing else."""
    kinds = {piece.kind for piece in pieces}
    if "thanks_for" in kinds or (pieces and pieces[0].kind in ("thanks", "greeting") and "thanks" in kinds):
        kinds = (kinds - _THANKED_FOR) | {"thanks"}
    if not kinds or not kinds <= _MANNERS:
        return None
    if "thanks" in kinds:
        return Intent.THANKS
    if "greeting" in kinds:
        return Intent.GREETING
    return Intent.THANKS if "polite" in kinds else None


def language_asked(pieces: list[Piece]) -> str | None:
    """The language that is asked for: the one after "en" or "in", else one that is not French."""
    at = [place for place, piece in enumerate(pieces) if piece.kind == "language"]
    if not at:
        return None
    after_in = [place for place in at if place and pieces[place - 1].kind in ("in", "at")]
    foreign = [place for place in at if pieces[place].value != "fr"]
    chosen = (after_in or foreign or at)[0]
    return str(pieces[chosen].value)


_NEUTRAL = frozenset(
    {
        "et",
        "finalement",
        "bon",
        "euh",
        "bah",
        "ben",
        "alors",
        "desole",
        "ah",
        "oh",
        "bien",
        "svp",
        "en",
        "fait",
        "mais",
        "voila",
        "hein",
    }
)

# A choice from a numbered list.

_NUMBER_FILL = _MANNERS | {
    "ne",
    "i",
    "the",
    "the_many",
    "to",
    "yes",
    "nor",
    "slash",
    "from",
    "at",
    "option",
    "ask",
    "may",
    "pronoun",
}


def choice_of(heard: Heard, context: Context) -> Request | None:
    """The numbers picked from a list of `options`; None where the message is no pick."""
    options = context.pending.options if context.pending is not None else None
    if not options:
        return None
    marks = [mark for mark in heard.marks if mark.kind == "filler" or mark.kind not in _MANNERS]
    if [heard.words[mark.first : mark.last] for mark in marks] == [["tout"]]:
        return Request(Intent.CHOICE, choice=tuple(range(1, options + 1)))
    picked: list[int] = []
    out: list[int] = []
    into = picked
    for mark in heard.marks:
        numbers = _numbers(heard, mark.kind, mark.value, mark.first, mark.last, options)
        if numbers is not None:
            into.extend(numbers)
        elif mark.kind in ("except", "not"):
            into = out
        elif heard.words[mark.last - 1] in ("numero", "option", "choix", "reponse"):
            continue
        elif mark.kind not in _NUMBER_FILL and mark.kind not in ("booking_noun", "book", "put", "noun"):
            return None
    if out and not picked:
        picked = list(range(1, options + 1))
    if not picked:
        return None
    numbers = [number for number in dict.fromkeys(picked) if number not in out]
    if not numbers or any(not 1 <= number <= options for number in numbers):
        return UNKNOWN
    return Request(Intent.CHOICE, choice=tuple(sorted(numbers)))


def _numbers(heard: Heard, kind: str, value: object, first: int, last: int, options: int) -> list[int] | None:
    words = heard.words[first:last]
    if kind in ("number", "ordinal"):
        count = int(str(value))
        before = heard.words[first - 1] if first else ""
        after = heard.words[last] if last < len(heard.words) else ""
        if after in ("premiers", "premieres"):
            return list(range(1, count + 1))
        if after in ("derniers", "dernieres"):
            return list(range(options - count + 1, options + 1))
        if words[0] in ("premiers", "premieres") and before.isdigit() | (before in _WORDS):
            return []
        return [count]
    if kind == "all":
        count = int(str(value))
        after = heard.words[last] if last < len(heard.words) else ""
        if after in ("premiers", "premieres"):
            return list(range(1, count + 1))
        if after in ("derniers", "dernieres"):
            return list(range(options - count + 1, options + 1))
        return list(range(1, options + 1)) if count == options else [0]
    if kind == "all_two_or_more" and words[0] in ("tous", "toutes", "tout", "les"):
        return list(range(1, options + 1))
    if kind == "last":
        return [] if heard.words[first].endswith("s") else [options]
    if kind == "one" and words[-1] in ("dernier", "derniere"):
        return [options]
    if kind == "one" and words[-1] in ("deuxieme", "second"):
        return [2]
    return None


_WORDS = frozenset({"deux", "trois", "quatre"})
