"""Answers: a bare fragment to what the bot has just asked."""

from messages.understanding import questions
from messages.understanding.clause import FIELDS, NAMES
from messages.understanding.clauses import clauses_of
from messages.understanding.context import Context
from messages.understanding.corrections import corrected
from messages.understanding.dates.resolve import Resolver
from messages.understanding.meaning import UNKNOWN, Intent, Request
from messages.understanding.pieces import Piece, atoms_of
from messages.understanding.requests import children_of, services_of

_WHOLE = frozenset({"book", "cancel", "eat", "eat_not", "eat_out", "ill", "absent", "move"})
_ASKING = questions.KINDS | {"question"}
_DOUBTS = frozenset({"condition", "doubt", "or", "habit", "no", "foreign", "past_deed", "number", "diet"})


def answer(pieces: list[Piece], context: Context) -> Request | None:
    """The answer to a pending question for days, child or service; None where the text is something else."""
    pending = context.pending
    if pending is None or pending.kind not in ("days", "child", "service"):
        return None
    pieces = corrected(pieces)
    kinds = {piece.kind for piece in pieces}
    if kinds & _WHOLE or kinds & _ASKING or ("service" in kinds and "days" in kinds):
        return None
    if kinds & _DOUBTS:
        return UNKNOWN
    said = [piece for clause in clauses_of(pieces) if clause.role != "story" for piece in clause.pieces]
    if not {piece.kind for piece in said} & FIELDS:
        return None
    return _answer(said, context)


def _answer(said: list[Piece], context: Context) -> Request:
    names = [piece for piece in said if piece.kind in NAMES]
    barred = [str(piece.value) for piece in said if piece.kind == "except_child"]
    children = children_of(names, barred, context.children)
    if children is None or any(name.kind == "one" for name in names):
        return UNKNOWN
    parts = [str(piece.value) for piece in said if piece.kind == "part"]
    named = [str(piece.value) for piece in said if piece.kind == "service"]
    if (
        not named
        and context.pending is not None
        and context.pending.kind == "service"
        and {"morning", "evening", "afternoon"} & set(parts)
    ):
        named = ["garderie"]
    if "noon" in parts and not named:
        return UNKNOWN
    days = Resolver(context.today, context.town.calendar).resolve(atoms_of(said))
    if days.state in ("past", "impossible"):
        return UNKNOWN
    return Request(Intent.ANSWER, services_of(named, parts, None), children, days.days, days.repeat)
