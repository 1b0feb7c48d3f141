"""Safety: what makes a text no request at all, and what makes one that is asked about rather than acted on."""

from itertools import pairwise

from messages.understanding.clause import FIELDS
from messages.understanding.context import Context
from messages.understanding.meaning import Intent, Request
from messages.understanding.pieces import Piece
from messages.understanding.questions import KINDS

_ALIEN = frozenset({"spam", "injection", "quoting", "link"})
_ASKED = KINDS - {"help", "status_if_asked"}
_ALL = frozenset({"tout", "tous", "toutes"})
_LEAVES = ("desinscri", "resili")
_SERIOUS = frozenset({"service", "days", "book", "cancel", "eat", "absent", "ill"})


def is_alien(pieces: list[Piece]) -> bool:
    """Advertisements, forwarded texts, quotations, instructions to the machine."""
    kinds = {piece.kind for piece in pieces}
    if "diet" in kinds and not kinds & {"menu", "price", "ill", "absent"}:
        return True
    return bool(kinds & _ALIEN) or ("quote" in kinds and bool(kinds & _SERIOUS))


def is_doubtful(pieces: list[Piece]) -> bool:
    """A condition, an alternative, a perhaps: nothing in the text is acted on."""
    kinds = {piece.kind for piece in pieces}
    if _asks_first(pieces) or _tells_apart(pieces):
        return True
    as_always = "habit" in kinds and not ({"days"} <= kinds and kinds & {"service", "eat"} and _once(pieces))
    return as_always or bool(kinds & {"condition", "doubt", "or", "wonder"})


def _asks_first(pieces: list[Piece]) -> bool:
    """ "y a-t-il école jeudi ? Sinon pas de cantine": it hangs on the answer."""
    kinds = [piece.kind for piece in pieces]
    return "question" in kinds and any(piece.value == "sinon" for piece in pieces[kinds.index("question") :])


def _tells_apart(pieces: list[Piece]) -> bool:
    """ "Hugo et Anaïs lundi, cantine pour elle, garderie pour lui": which of them is told by a pronoun alone."""
    if len({piece.value for piece in pieces if piece.kind == "child"}) < 2:
        return False
    said = {two.value for one, two in pairwise(pieces) if one.value == "pour"}
    return "elle" in said and bool(said & {"lui", "il"})


def _once(pieces: list[Piece]) -> bool:
    """Whether one service alone is named: then "comme d'habitude" adds nothing to its days."""
    return sum(piece.kind in ("service", "eat", "habit") for piece in pieces) <= 3


def undone(pieces: list[Piece], context: Context) -> Request | None:
    """ "annule" alone, "erreur", "je me suis trompée": take back what was just done."""
    kinds = {piece.kind for piece in pieces}
    if kinds & (FIELDS | _ASKED | {"foreign", "book", "doubt", "condition"}):
        return None
    telling = kinds & {"word", "noun", "past_deed", "number"}
    if "undo" in kinds and not telling:
        return Request(Intent.UNDO)
    if (
        kinds & {"cancel"}
        and not telling
        and not kinds & {"not", "ne", "attend", "eat", "question", "correction", "help"}
    ):
        if context.pending is not None:
            return Request(Intent.NO)
        return Request(Intent.CANCEL if _means_more_than_the_last_act(pieces) else Intent.UNDO)
    return None


def _means_more_than_the_last_act(pieces: list[Piece]) -> bool:
    """ "annule tout", "désinscription": not what was just done, or not that alone; which days is asked."""
    return any(piece.value in _ALL or str(piece.value).startswith(_LEAVES) for piece in pieces)
