"""Remarks: what a text says aside and asks nothing by: in brackets, in quotation marks, below it as a signature."""

from messages.understanding.clause import DEEDS, FIELDS, NAMES
from messages.understanding.marks import Mark
from messages.understanding.pieces import Piece

_ENDS = frozenset({"stop_mark", "line", "full_stop", "question"})
_WEIGHTY = FIELDS | {"condition", "doubt", "or", "except", "habit", "wonder", "not_days", "correction", "no", "undo"}
_SERIOUS = frozenset({"service", "days", "book", "cancel", "eat", "absent", "ill"})
_SIGNING = frozenset({"stranger", "word", "filler", "kin", "comma", "from", "greeting"})
_OF_REQUESTS = frozenset({"service", "days", "book", "cancel", "eat", "eat_not", "absent", "ill", "put"})
_DENYING = frozenset({"not", "absent", "eat_not"})
_LONGEST_SIGNATURE = 6  # marks: "Jeannine Martin, sa grand-mère"


def unsigned(marks: list[Mark]) -> list[Mark]:
    """The marks without the name below them, where it can be no child's: a child is named, or nothing is asked for.

    "Oui, je confirme. Jeannine", "… pour Éloïse. Jeannine, sa grand-mère".
    """
    start = len(marks)
    while start and marks[start - 1].kind in _SIGNING and len(marks) - start < _LONGEST_SIGNATURE:
        start -= 1
    if start == len(marks) or not start or marks[start - 1].kind not in _ENDS or marks[start].kind != "stranger":
        return marks
    kinds = {mark.kind for mark in marks[:start]}
    if kinds <= _ENDS or (kinds & _OF_REQUESTS and "child" not in kinds):
        return marks
    return marks[:start]


def without_asides(pieces: list[Piece]) -> list[Piece]:
    """The pieces without brackets and quotations that name nothing: "(vol annulé !)", "« bisous ma puce »"."""
    kinds = {piece.kind for piece in pieces}
    if "comma" in kinds and any(piece.value == "(" for piece in pieces):
        pieces = _without(pieces, "comma", "(", ")")
    return _without(pieces, "quote", None, None) if "quote" in kinds else pieces


def _without(pieces: list[Piece], kind: str, opening: str | None, closing: str | None) -> list[Piece]:
    out: list[Piece] = []
    at = 0
    while at < len(pieces):
        end = _closing(pieces, at, kind, closing) if (pieces[at].kind, pieces[at].value) == (kind, opening) else None
        if end is not None and _says_nothing(pieces[at + 1 : end], quoted=kind == "quote"):
            out.append(pieces[end]._replace(kind="comma", value=None))
            at = end + 1
        else:
            out.append(pieces[at])
            at += 1
    return out


def _closing(pieces: list[Piece], at: int, kind: str, closing: str | None) -> int | None:
    rest = range(at + 1, len(pieces))
    return next((to for to in rest if (pieces[to].kind, pieces[to].value) == (kind, closing)), None)


def _says_nothing(inside: list[Piece], *, quoted: bool) -> bool:
    kinds = [piece.kind for piece in inside]
    if quoted:
        return not _SERIOUS.intersection(kinds)
    if kinds[:1] == ["yes"]:
        return not NAMES.intersection(kinds)  # "(oui un mercredi !)"
    if DEEDS.intersection(kinds) and "foreign" not in kinds:
        return False
    return len(kinds) > 1 and not _WEIGHTY.intersection(kinds)


def without_echoes(pieces: list[Piece]) -> list[Piece]:
    """ "Romane oui elle mange", "Timéo non il a sortie, pas de cantine": the yes or no is said by what follows."""
    if not any(piece.kind in ("yes", "no") for piece in pieces):
        return pieces
    return [piece for at, piece in enumerate(pieces) if not _is_echo(pieces, at)]


def _is_echo(pieces: list[Piece], at: int) -> bool:
    said = pieces[at].kind
    if said not in ("yes", "no") or not 0 < at < len(pieces) - 1:
        return False
    if pieces[at - 1].kind not in NAMES or pieces[at + 1].kind != "pronoun":
        return False
    return said == "yes" or any(each.kind in _DENYING for each in _sentence(pieces, at))


def _sentence(pieces: list[Piece], at: int) -> list[Piece]:
    end = next((to for to in range(at, len(pieces)) if pieces[to].kind in _ENDS), len(pieces))
    return pieces[at:end]
