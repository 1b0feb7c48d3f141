"""Beginnings: where a new clause starts without a mark, at a subject and its verb, or at "je voudrais"."""

from messages.understanding.clause import DEEDS, FIELDS, NAMES, VERBS, Clause
from messages.understanding.pieces import Piece

_TOPIC = NAMES | {"kin"}
_HOLDS = frozenset({"ask", "may", "is_it_that", "pronoun", "i", "condition"})
_LEADING = frozenset({"the", "the_many", "from", "to", "this", "filler", "not", "plus", "nor", "at"})


def begins(pieces: list[Piece], at: int, current: Clause) -> bool:
    """Whether a new clause begins here without a mark: a subject and its verb, or "je voudrais"."""
    kind = pieces[at].kind
    kinds = [piece.kind for piece in current.pieces]
    if not any(each in FIELDS or each in VERBS for each in kinds):
        return False
    if kind == "undone":
        return _complete(kinds)
    if kind in ("pronoun", "i", "ask"):
        before = current.last_said
        if before in _HOLDS or (kind == "pronoun" and before in _TOPIC and _only_topic(kinds)):
            return False
        return kind != "ask" or _complete(kinds) or "kin" in kinds
    if (
        kind == "service"
        and {"i", "cannot"} & set(kinds)
        and not set(kinds) & {"service", "ask", "book", "put"}
        and pieces[at - 1].kind not in _LEADING
    ):
        return bool(set(kinds) & {"verb", "attend", "absent", "cannot", "noun"})
    if kind in ("attend", "eat", "eat_out", "ill", "absent", "verb", "past_deed", "ne") and current.last_said in NAMES:
        if kind in ("ill", "absent") and "past_deed" in kinds:
            return False
        return _complete(kinds[:-1]) and bool(subject_before(current, pieces[at], dry=True))
    return False


def _only_topic(kinds: list[str]) -> bool:
    """Whether a clause so far only names who it is about: "mon fils, il est malade"."""
    return not any(kind in VERBS or (kind in FIELDS and kind not in _TOPIC) for kind in kinds)


def _complete(kinds: list[str]) -> bool:
    return bool(DEEDS.intersection(kinds)) or ("service" in kinds and "days" in kinds) or "past_deed" in kinds


def subject_before(current: Clause, piece: Piece, *, dry: bool = False) -> list[Piece]:
    """The name just before a verb, which is its subject and moves on into the new clause."""
    if piece.kind in ("ask", "is_it_that"):
        return []
    at = len(current.pieces)
    while at > 0 and current.pieces[at - 1].kind in ("filler", "ne"):
        at -= 1
    if at == 0 or current.pieces[at - 1].kind not in NAMES or _is_object(current.pieces, at - 1):
        return []
    start = at - 1
    if _plural(piece):
        while start > 0 and current.pieces[start - 1].kind in (NAMES | {"filler"}):
            start -= 1
    if dry:
        return current.pieces[start:]
    moved, current.pieces = current.pieces[start:], current.pieces[:start]
    return moved


def _is_object(pieces: list[Piece], at: int) -> bool:
    """ "pour Léo", "de Léo": a name with a preposition belongs to what went before."""
    before = pieces[at - 1] if at else None
    return before is not None and (before.kind in ("from", "to") or before.value == "pour")


def _plural(piece: Piece) -> bool:
    """Whether a verb has several subjects: "sont", "mangent", "seront"."""
    return isinstance(piece.value, str) and piece.value.endswith(("nt", "absents", "absentes", "malades"))
