"""Clauses: where one thing that is said ends and the next begins."""

from messages.understanding.beginnings import begins, subject_before
from messages.understanding.clause import FIRM, HARD, NAMES, SOFT, STOP, VERBS, Clause
from messages.understanding.negation import away, denied
from messages.understanding.pieces import Piece
from messages.understanding.roles import adds_somebody, back, is_opinion, kept, role_of

_STRENGTH = {
    "stop_mark": STOP, "question": STOP, "full_stop": STOP, "line": HARD, "colon": FIRM, "comma": FIRM, "dash": FIRM,
    "slash": FIRM,     "therefore": FIRM, "also": SOFT, "who": SOFT, "reason": FIRM,
}  # fmt: skip


def clauses_of(pieces: list[Piece]) -> list[Clause]:
    """The pieces in clauses, each with its role: `request`, `fragment`, `story`, `unchanged`, `doubtful` or `blank`."""
    clauses = [Clause()]
    for at, piece in enumerate(pieces):
        current = clauses[-1]
        strength = _STRENGTH.get(piece.kind)
        if piece.kind == "also" and _lists(pieces, at):
            strength = None
            piece = piece._replace(kind="filler", value="et")
        if piece.kind in _OF_SUBJECT and _is_said_of(piece, current) and not _commands(pieces[at + 1 :]):
            strength = None
            piece = piece._replace(kind="filler")
        if piece.kind == "colon" and current.pieces and all(each.kind in _HEADING for each in current.pieces):
            continue
        if strength is not None:
            if piece.kind == "question":
                _mark_question(clauses)
            contrast = piece.kind == "therefore" and piece.value in _CONTRASTS
            clauses.append(Clause(parted=max(strength, 0), reason=piece.kind == "reason", contrast=contrast))
            continue
        if begins(pieces, at, current):
            moved = subject_before(current, piece)
            clauses.append(Clause(pieces=moved, parted=SOFT))
            current = clauses[-1]
        if piece.kind == "is_it_that":
            current.asked = True
        current.pieces.append(piece)
    return _settled(clauses)


_HEADING = frozenset({"booking_noun", "filler", "the"})  # "Inscription : étude mardi"
_CONTRASTS = frozenset({"mais", "par", "en", "cependant", "neanmoins", "toutefois"})
_OF_SUBJECT = frozenset({"also", "therefore"})
_WITH_SUBJECT = frozenset({"aussi", "egalement"})


def _is_said_of(piece: Piece, current: Clause) -> bool:
    """ "Jules aussi jeudi", "Louane par contre : cantine": the word belongs to the name that opens the clause."""
    if piece.kind == "therefore" and current.pieces and current.pieces[-1].kind in VERBS:
        return True  # "Léo restera donc à la garderie"
    if (piece.kind == "also" and piece.value not in _WITH_SUBJECT) or current.parted < FIRM:
        return False
    said = [each.kind for each in current.pieces if each.kind not in ("filler", "ne")]
    return bool(said) and all(kind in NAMES for kind in said)


def _commands(after: list[Piece]) -> bool:
    """ "papa vient les chercher, donc annulez la garderie": what follows is another clause."""
    first = next(iter(after), None)
    return first is not None and first.kind in ("cancel", "book") and str(first.value).endswith(("e", "ez", "er"))


_LIST_KINDS = {**dict.fromkeys(NAMES, "name"), "days": "days", "service": "service", "part": "part"}
_BETWEEN = frozenset({"filler", "the", "the_many", "from", "to", "this"})


def _lists(pieces: list[Piece], at: int) -> bool:
    """Whether "et" only joins two of a kind: two days, two names, two services."""
    before, after = at - 1, at + 1
    while after < len(pieces) and pieces[after].kind in _BETWEEN:
        after += 1
    while before >= 0 and pieces[before].kind in _BETWEEN:
        before -= 1
    if before < 0 or after >= len(pieces):
        return False
    kind = _LIST_KINDS.get(pieces[before].kind)
    return kind is not None and kind == _LIST_KINDS.get(pieces[after].kind)


def _mark_question(clauses: list[Clause]) -> None:
    for clause in reversed(clauses):
        clause.asked = True
        if clause.parted >= HARD:
            break


def _settled(clauses: list[Clause]) -> list[Clause]:
    out: list[Clause] = []
    strength, reason = HARD, False
    for clause in clauses:
        strength, reason = max(strength, clause.parted), reason or clause.reason
        if not clause.pieces:
            continue
        clause.parted, clause.reason = strength, reason
        _settle(clause)
        if out and is_opinion(clause, out[-1]):
            out[-1].role = "story"
        if clause.parted == SOFT and out and adds_somebody(clause, out[-1]):
            clause.role = "doubtful"
        if clause.role == "story" and out and _tells_of(clause, out[-1]):
            out[-1].role = "story"
        if clause.role == "story" and out and _denies_its_days(clause, out[-1]):
            out[-1].role = "story"
        if clause.role == "story" and clause.parted == SOFT and out and _is_its_topic(out[-1]):
            out[-1].role = "story"
        if clause.parted <= FIRM and out and _lists_its_days(clause, out[-1]):
            clause.role, clause.parted = "story", SOFT
        if clause.role == "fragment" and clause.parted == SOFT and out and out[-1].role in ("story", "unchanged"):
            clause.role = out[-1].role
        out.append(clause)
        strength, reason = 0, False
    return out


def _denies_its_days(clause: Clause, before: Clause) -> bool:
    """ "jeudi 10 : rien": nothing on that day."""
    return before.role == "fragment" and clause.parted <= FIRM and clause.kinds <= {"loose_not", "filler", "polite"}


def _tells_of(clause: Clause, before: Clause) -> bool:
    """ "Bertille, elle, rentre avec la voisine": who the story is about."""
    first = next(iter(clause.pieces), None)
    if first is None:
        return False
    about = first.kind == "attend" or (first.kind == "pronoun" and first.value in ("il", "elle", "ils", "elles"))
    return about and before.role == "fragment" and clause.parted <= FIRM and before.kinds <= {"child", "filler"}


def _is_its_topic(before: Clause) -> bool:
    """ "pour mercredi on s'arrange": the days before a story are the story's."""
    if before.role != "fragment" or before.parted < FIRM or "days" not in before.kinds:
        return False
    return not before.kinds & {"part", "meal", "hours", "also", "except_child"}


def _lists_its_days(clause: Clause, before: Clause) -> bool:
    """ "Anna sera chez mamie lundi 14, mardi 15 et jeudi 17": the list goes on with the story's days."""
    return before.role == "story" and before.last_said == "days" and clause.kinds <= {"days", "filler", "the"}


def _hosted(pieces: list[Piece]) -> list[Piece]:
    """ "chez son copain Malo": the name is the host's."""
    before = [None, *pieces[:-1]]
    return [
        piece._replace(kind="noun") if piece.kind == "stranger" and host is not None and host.kind == "kin" else piece
        for host, piece in zip(before, pieces, strict=True)
    ]


def _settle(clause: Clause) -> None:
    """Judges the clause by what stands in it."""
    clause.pieces = denied(clause)
    if any(piece.kind == "not_coming" for piece in clause.pieces):
        clause.pieces = away(clause)
    if any(piece.kind == "elsewhere" for piece in clause.pieces):
        clause.pieces = [piece._replace(kind="eat_out") if piece.kind == "eat" else piece for piece in clause.pieces]
    if any(piece.kind in ("elsewhere", "eat_out") for piece in clause.pieces):
        clause.pieces = _hosted(clause.pieces)
    if any(piece.kind == "back" for piece in clause.pieces):
        clause.pieces = back(clause)
    if any(piece.kind == "keep" for piece in clause.pieces):
        clause.pieces = kept(clause)
    clause.kinds = frozenset(piece.kind for piece in clause.pieces)
    clause.role = role_of(clause)
