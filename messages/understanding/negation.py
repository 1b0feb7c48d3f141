"""Negation: what "pas", "plus", "ni" and "sauf" take back."""

from messages.understanding.clause import NAMES, VERBS, Clause
from messages.understanding.pieces import Piece

_SKIPPED = frozenset({"filler", "the", "the_many", "from", "to", "this", "at", "booking_noun", "during"})
_CHANGED = frozenset({"finalement", "en"})  # "en fait", "en fin de compte"
_BESIDE = frozenset(
    {"filler", "not", "days", "the", "from", "to", "child", "all", "both", "polite", "thanks", "greeting"}
)


def given_back(pieces: list[Piece]) -> list[Piece]:
    """ "finalement pas lundi", and nothing else: the day is given back, whatever was booked on it."""
    pieces = [_as_not(pieces, at) for at in range(len(pieces))]
    kinds = [piece.kind for piece in pieces]
    if kinds.count("not") != 1 or "days" not in kinds or not _BESIDE.issuperset(kinds):
        return pieces
    if not any(piece.value in _CHANGED for piece in pieces) or _next_kind(pieces, kinds.index("not") + 1) != "days":
        return pieces
    return [piece._replace(kind="cancel", value="annule") if piece.kind == "not" else piece for piece in pieces]


def _as_not(pieces: list[Piece], at: int) -> Piece:
    """ "finalement non pour jeudi" is "finalement pas jeudi"; "finalement non, jeudi" is another day."""
    piece, before, after = pieces[at], pieces[at - 1 : at], pieces[at + 1 : at + 2]
    changed = any(each.value in _CHANGED for each in before) and any(each.value == "pour" for each in after)
    return piece._replace(kind="not") if piece.kind == "no" and changed else piece


def stopped(pieces: list[Piece]) -> list[Piece]:
    """ "stop cantine", "arrêt de la garderie": the service is given back; STOP alone is another matter."""
    return [
        piece._replace(kind="cancel", value="stop")
        if piece.kind == "stop" and _next_kind(pieces, at + 1) == "service"
        else piece
        for at, piece in enumerate(pieces)
    ]


def denied(clause: Clause) -> list[Piece]:
    """The pieces with each "pas", "plus", "ni" carried over to what it denies."""
    pieces = clause.pieces
    if not any(piece.kind in ("not", "nor", "ne", "plus", "except", "sans") for piece in pieces):
        return pieces
    out: list[Piece] = []
    denied = any(piece.kind == "ne" for piece in pieces)
    at = 0
    while at < len(pieces):
        piece = pieces[at]
        if piece.kind == "except" or (piece.kind == "sans" and _next_kind(pieces, at + 1) == "child"):
            at = _except_names(pieces, at + 1, out)
            continue
        if piece.kind == "sans":
            clause.negated = clause.negated or _next_kind(pieces, at + 1) == "service"
            at += 1
            continue
        if piece.kind == "plus" and not _denies(pieces, at, denied):
            at += 1
            continue
        if piece.kind in ("not", "nor", "plus"):
            at = _deny(clause, pieces, at, out, denied)
            continue
        if piece.kind != "ne":
            out.append(piece)
        elif not _said_not(pieces, at) and any(each.value == "que" for each in pieces[at + 1 :]):
            out.append(piece._replace(kind="forbidden"))  # "ne mange que le lundi"
        elif _next_kind(pieces, at + 1) in ("eat", "cancel", "book") and not _said_not(pieces, at):
            at = _deny(clause, pieces, at, out, True)
            continue
        at += 1
    return out


def _said_not(pieces: list[Piece], at: int) -> bool:
    return any(piece.kind in ("not", "plus", "nor") for piece in pieces[at:])


def _denies(pieces: list[Piece], at: int, denied: bool) -> bool:
    """Whether "plus" is a negation: "ne mange plus", "plus de cantine"; not "cantine plus étude"."""
    before = pieces[at - 1].kind if at else ""
    if denied or before in ("eat", "attend", "verb"):
        return True
    return _next_kind(pieces, at + 1) == "service" and before not in ("service", "days", "child")


def away(clause: Clause) -> list[Piece]:
    """ "ne viendra pas": with a service it is not wanted, without one the child is away."""
    served = any(piece.kind == "service" for piece in clause.pieces)
    clause.negated = clause.negated or served
    kind = "attend" if served else "absent"
    return [piece._replace(kind=kind) if piece.kind == "not_coming" else piece for piece in clause.pieces]


def _next_kind(pieces: list[Piece], at: int) -> str:
    while at < len(pieces) and pieces[at].kind in _SKIPPED:
        at += 1
    return pieces[at].kind if at < len(pieces) else ""


def _except_names(pieces: list[Piece], at: int, out: list[Piece]) -> int:
    """ "sauf Zoé": the names that follow are taken out."""
    start = at
    while at < len(pieces) and (pieces[at].kind in NAMES or pieces[at].kind in _SKIPPED or pieces[at].kind == "also"):
        if pieces[at].kind in NAMES:
            out.append(pieces[at]._replace(kind="except_child") if pieces[at].kind == "child" else pieces[at])
        at += 1
    if not any(piece.kind in NAMES for piece in pieces[start:at]):
        out.append(Piece("loose_not", None, pieces[at - 1].first, pieces[at - 1].last))
    return at


def _deny(clause: Clause, pieces: list[Piece], at: int, out: list[Piece], denied: bool) -> int:
    """Carries out one negation; gives the place after what it took."""
    if at + 1 < len(pieces) and pieces[at + 1].kind in ("ill", "absent"):
        out.append(pieces[at + 1]._replace(kind="no_change"))
        return at + 2
    verb = next((place for place in range(len(out) - 1, max(-1, len(out) - 4), -1) if out[place].kind in VERBS), None)
    if verb is not None and not all(
        piece.kind in ("filler", "pronoun", "ne", "the", "ask", "may") for piece in out[verb + 1 :]
    ):
        verb = None
    if verb is not None and out[verb].kind in ("eat", "cancel", "book", "put", "attend", "verb"):
        _deny_verb(clause, out, verb)
        return at + 1
    after = at + 1
    while after < len(pieces) and pieces[after].kind in (_SKIPPED | {"pronoun", "ne", "ask"}):
        after += 1
    target = pieces[after].kind if after < len(pieces) else ""
    if pieces[at].kind == "nor" and target in ("days", "child"):
        return at + 1
    if target == "eat":
        out.append(pieces[after]._replace(kind="eat_not"))
        return after + 1
    if target in ("cancel", "book"):
        out.append(pieces[after]._replace(kind="forbidden"))
        return after + 1
    if target == "service":
        if any(piece.kind == "service" for piece in out) and not clause.negated:
            return after + 1  # "étude mardi mais pas de garderie": it is not asked for, and not given back
        clause.negated = True
        return after
    if target == "days" and not denied:
        out.append(pieces[after]._replace(kind="not_days"))
        return after + 1
    if target == "child":
        out.append(pieces[after]._replace(kind="except_child"))
        return after + 1
    if denied and target == "days":
        return at + 1
    out.append(pieces[at]._replace(kind="loose_not"))
    return at + 1


def _deny_verb(clause: Clause, out: list[Piece], verb: int) -> None:
    kind = out[verb].kind
    if kind == "eat":
        out[verb] = out[verb]._replace(kind="eat_not")
    elif kind in ("cancel", "book"):
        out[verb] = out[verb]._replace(kind="forbidden")
    else:
        clause.negated = True
