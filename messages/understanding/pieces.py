"""The pieces of a text that a request is made of: marks, with days and hours put together from several of them."""

from collections.abc import Iterable
from typing import NamedTuple

from messages.understanding.dates.atoms import Atom
from messages.understanding.dates.grammar import Grammar
from messages.understanding.marks import Mark, Value

_HOUR_JOINS = frozenset({"to", "until", "dash", "also", "since", "slash"})


class Piece(NamedTuple):
    """Something found: its kind, what it says, and the marks it was found in."""

    kind: str
    value: Value
    first: int
    last: int
    atom: Atom | None = None


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
    if last is None and after < len(marks) and marks[after].kind == "part" and marks[after].value == "noon":
        last = "12:00"
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
        pieces.append(Piece("days", None, expression.first, expression.last, expression.atom))
        if expression.part is not None:
            pieces.append(Piece("part", expression.part, expression.first, expression.last))
        pieces.extend(
            _piece(marks, place) for place in range(expression.first, expression.last) if marks[place].kind == "part"
        )
        at = expression.last
    pieces.extend(_piece(marks, place) for place in range(at, len(marks)))
    kinds = {piece.kind for piece in pieces}
    if "cancel" in kinds:
        pieces = [_told_cancelling(pieces, at) for at in range(len(pieces))]
    if kinds & {"eat", "all_two_or_more"}:
        pieces = [_named_meal(pieces, at) for at in range(len(pieces))]
    if kinds & {"rather_than", "instead", "correction"}:
        pieces = _with_replacements(pieces, marks)
    return _with_meals(pieces) if "meal" in kinds else pieces


_CANCELLED = frozenset({"annule", "annulee", "annules", "annulees", "supprime", "supprimee", "supprimes", "supprimees"})


def _told_cancelling(pieces: list[Piece], at: int) -> Piece:
    """ "sortie annulée": what is cancelled is no service, and is told."""
    piece = pieces[at]
    told = at > 0 and pieces[at - 1].kind in ("noun", "word", "foreign")
    return piece._replace(kind="past_deed", value=None) if told and piece.value in _CANCELLED else piece


def _named_meal(pieces: list[Piece], at: int) -> Piece:
    """ "le déjeuner d'Apolline": with an article to eat is a meal."""
    piece = pieces[at]
    before = pieces[at - 1].kind if at else ""
    if piece.kind == "eat" and piece.value in ("restauration", "service"):
        return piece._replace(kind="service", value="cantine")
    if (
        piece.kind == "eat"
        and piece.value in ("dejeuner", "dejeuners")
        and before in ("the", "from", "this", "the_many")
    ):
        return piece._replace(kind="service", value="cantine")
    return _unless_all(pieces, at)


def _unless_all(pieces: list[Piece], at: int) -> Piece:
    """ "tous" is every child, but in "toutes les fois" it is not."""
    piece = pieces[at]
    after = pieces[at + 1].kind if at + 1 < len(pieces) else ""
    if piece.kind == "all_two_or_more" and after in ("the_many", "noun", "this", "number"):
        return piece._replace(kind="filler")
    return piece


def _with_meals(pieces: list[Piece]) -> list[Piece]:
    """A meal is the canteen's own, unless a centre or a crèche is named, where it comes with the day."""
    kinds = {piece.kind for piece in pieces}
    if "meal" not in kinds or any(piece.kind == "service" and piece.value in ("centre", "creche") for piece in pieces):
        return pieces
    out: list[Piece] = []
    for piece in pieces:
        if piece.kind != "meal":
            out.append(piece)
            continue
        if piece.value != "yes":
            out.append(piece._replace(kind="not", value=None))
        out.append(piece._replace(kind="service", value="cantine"))
    return out


def _with_replacements(pieces: list[Piece], marks: list[Mark]) -> list[Piece]:
    """ "mardi plutôt que lundi", "plutôt mardi que lundi": the second is given up for the first."""
    for at, piece in enumerate(pieces):
        if piece.kind == "rather_than" and _following(pieces, at) != "days":
            kind = "not" if _following(pieces, at) == "child" else "condition"
            return [*pieces[:at], piece._replace(kind=kind), *pieces[at + 1 :]]
        if piece.kind == "rather_than" or (piece.kind in ("instead", "correction") and _than(pieces, at)):
            return _swapped(pieces, at)
        if (
            piece.kind == "instead"
            and (old := _day_before(pieces, at)) is not None
            and _following(pieces, at) == "days"
        ):
            return _given_up(pieces, at, old, is_booked=marks[pieces[old].first].kind == "from")
    return pieces


def _day_before(pieces: list[Piece], at: int) -> int | None:
    """Where the day stands that "plutôt" follows directly."""
    passed = ("filler", "the", "comma")
    place = next((place for place in range(at - 1, -1, -1) if pieces[place].kind not in passed), None)
    return place if place is not None and pieces[place].kind == "days" else None


def _given_up(pieces: list[Piece], at: int, old: int, *, is_booked: bool) -> list[Piece]:
    """ "la cantine de jeudi plutôt vendredi" speaks of a booking, and moves it; "jeudi plutôt vendredi" corrects."""
    if not is_booked or sum(piece.kind == "days" for piece in pieces) != 2:
        return [*pieces[:at], pieces[at]._replace(kind="correction"), *pieces[at + 1 :]]
    said = [piece._replace(kind="filler") if piece.kind == "put" else piece for piece in pieces]
    return [*said[:old], pieces[at]._replace(kind="move", value="instead"), *said[old:at], *said[at + 1 :]]


def _following(pieces: list[Piece], at: int) -> str:
    passed = ("filler", "the", "to", "from", "this")
    return next((piece.kind for piece in pieces[at + 1 :] if piece.kind not in passed), "")


def _than(pieces: list[Piece], at: int) -> bool:
    kinds = [piece.kind for piece in pieces[at + 1 : at + 6] if piece.kind not in ("the", "to", "from")]
    return kinds[:3] == ["days", "filler", "days"] or (kinds[:2] == ["days", "part"] and "days" in kinds[2:])


def _swapped(pieces: list[Piece], at: int) -> list[Piece]:
    days = [place for place, piece in enumerate(pieces) if piece.kind == "days"]
    if len(days) != 2:
        doubt = pieces[at].kind == "rather_than"  # which of three days is given up for which?
        return [*pieces[:at], pieces[at]._replace(kind="condition"), *pieces[at + 1 :]] if doubt else pieces
    new, old = days
    out = [piece._replace(kind="filler") if piece.kind == "move" else piece for piece in pieces]
    out[new], out[old] = pieces[old], pieces[new]
    out[at] = pieces[at]._replace(kind="move", value="instead")
    first = min(new, at)
    if first != at:
        out.insert(first, out.pop(at))
    return out


def _piece(marks: list[Mark], place: int) -> Piece:
    mark = marks[place]
    kind = "filler" if mark.kind == "number" and mark.value == "1" else mark.kind  # "un" is an article
    return Piece(kind, mark.value, place, place + 1)


def atoms_of(pieces: Iterable[Piece]) -> list[Atom]:
    """What the pieces say of days, in the order said."""
    return [piece.atom for piece in pieces if piece.kind == "days" and piece.atom is not None]
