"""Corrections inside a text: "lundi euh non mardi", "pour Léo... pardon pour Emma"."""

from messages.understanding.clause import NAMES
from messages.understanding.pieces import Piece

_KINDS = {"days": "days", "service": "service", **dict.fromkeys(NAMES, "name"), "part": "part"}
_PASSED = frozenset({"filler", "the", "the_many", "from", "to", "comma", "stop_mark", "also", "dash", "this", "polite"})
_NO = frozenset({"correction", "no"})


def corrected(pieces: list[Piece]) -> list[Piece]:
    """The pieces without what the parent took back.

    A correction replaces the nearest piece of the same kind before it; where there is none, it stays as it is,
    and the text is asked about.
    """
    if not any(piece.kind in _NO for piece in pieces):
        return pieces
    out: list[Piece] = []
    for at, piece in enumerate(pieces):
        if piece.kind in _NO:
            kind = _kind_after(pieces, at + 1)
            taken = _taken_back(out, kind) if kind is not None else None
            if taken is not None:
                del out[taken]
                continue
        out.append(piece)
    return out


def _kind_after(pieces: list[Piece], at: int) -> str | None:
    while at < len(pieces) and (pieces[at].kind in _PASSED or pieces[at].kind in _NO or pieces[at].kind == "ask"):
        at += 1
    return _KINDS.get(pieces[at].kind) if at < len(pieces) else None


def _taken_back(out: list[Piece], kind: str) -> int | None:
    """Where the last piece of `kind` stands; None where several in a row make it unclear which are taken back."""
    at = len(out) - 1
    while at >= 0 and (out[at].kind in _PASSED or out[at].kind == "ask"):
        at -= 1
    if at >= 0 and _KINDS.get(out[at].kind) == kind:
        return at
    while at >= 0 and out[at].kind not in ("stop_mark", "question") and _KINDS.get(out[at].kind) != kind:
        at -= 1
    if at < 0 or _KINDS.get(out[at].kind) != kind or _before(out, at) == kind:
        return None
    return at


def _before(out: list[Piece], at: int) -> str | None:
    at -= 1
    while at >= 0 and out[at].kind in _PASSED:
        at -= 1
    return _KINDS.get(out[at].kind) if at >= 0 else None
