"""The pieces of a text that a request is made of: marks, with days and hours put together from several of them."""

from typing import NamedTuple

from messages.understanding.dates.atoms import Atom
from messages.understanding.dates.grammar import Grammar
from messages.understanding.marks import Mark

_HOUR_JOINS = frozenset({"to", "until", "dash", "also", "since", "slash"})


class Piece(NamedTuple):
    """Something found: its kind, what it says, and the marks it was found in."""

    kind: str
    value: "str | int | Atom | tuple[str, ...] | tuple[str, str] | tuple[int, int, int | None] | None"
    first: int
    last: int


def with_hours(marks: list[Mark]) -> list[Mark]:
    """The marks, with two times that belong together as one: "de 9h à 12h30", "8h30-17h", "entre 9 et 12h"."""
    kinds = [mark.kind for mark in marks]
    if "time" not in kinds and "hour" not in kinds:
        return marks
    out: list[Mark] = []
    at = 0
    while at < len(marks):
        both = _two_times(marks, at)
        if both is None:
            out.append(_as_time(marks[at]) if kinds[at] == "hour" and _near_a_time(kinds, at) else marks[at])
            at += 1
        else:
            out.append(both[0])
            at = both[1]
    return out


def _near_a_time(kinds: list[str], at: int) -> bool:
    return "hour" in kinds[:at] or "hour" in kinds[at + 1 :] or "time" in kinds


def _as_time(mark: Mark) -> Mark:
    return Mark("time", _clock(mark), mark.first, mark.last)


def _two_times(marks: list[Mark], at: int) -> tuple[Mark, int] | None:
    start = at
    if marks[at].kind in ("from", "between", "since") and at + 1 < len(marks):
        at += 1
    first = _clock(marks[at])
    after = at + 1
    if first is None or after >= len(marks):
        return None
    if marks[after].kind in _HOUR_JOINS:
        after += 1
    last = _clock(marks[after]) if after < len(marks) else None
    if last is None or (marks[at].kind == "number" and marks[after].kind != "time") or marks[after].kind == "number":
        return None
    if first >= last:
        return None
    return Mark("hours", (first, last), marks[start].first, marks[after].last), after + 1


def _clock(mark: Mark) -> str | None:
    if mark.kind == "time":
        return str(mark.value)
    if mark.kind in ("hour", "number") and isinstance(mark.value, (int, str)) and 0 <= int(mark.value) < 24:
        return f"{int(mark.value):02}:00"
    return None


def pieces_of(marks: list[Mark]) -> list[Piece]:
    """Marks to pieces: each expression of days becomes one, and so does the time of day said with it."""
    pieces: list[Piece] = []
    at = 0
    for expression in Grammar(marks).expressions():
        pieces.extend(_piece(marks, place) for place in range(at, expression.first))
        pieces.append(Piece("days", expression.atom, expression.first, expression.last))
        if expression.part is not None:
            pieces.append(Piece("part", expression.part, expression.first, expression.last))
        pieces.extend(
            _piece(marks, place) for place in range(expression.first, expression.last) if marks[place].kind == "part"
        )
        at = expression.last
    pieces.extend(_piece(marks, place) for place in range(at, len(marks)))
    return pieces


def _piece(marks: list[Mark], place: int) -> Piece:
    mark = marks[place]
    return Piece(mark.kind, mark.value, place, place + 1)
