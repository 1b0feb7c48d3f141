"""Bystanders: names that nothing is booked for: the parent who writes or signs, a child whom nothing changes for."""

from messages.understanding.clause import FIELDS, HARD, Clause


def signs(clause: Clause, before: list[Clause]) -> bool:
    """Whether only a signature follows: a name after thanks or at the end of a letter, which is no child's."""
    if clause.role not in ("fragment", "story") or not clause.kinds & {"stranger", "kin", "word", "child"}:
        return False
    if clause.kinds & {"days", "service", "part", "hours", "meal", "except_child"}:
        return False
    closed = any(each.kinds & {"thanks", "polite"} for each in before) or bool(clause.kinds & {"thanks", "polite"})
    names = any("child" in each.kinds for each in before)
    return closed and (names or not clause.kinds & {"child"} or bool(clause.kinds & {"stranger", "kin"}))


def introduces(clauses: list[Clause], place: int) -> bool:
    """ "C'est Sophie Martin, ...": the parent's own name at the beginning, which is no child's."""
    clause = clauses[place]
    if clause.role != "fragment" or "stranger" not in clause.kinds or clause.kinds & (FIELDS - {"stranger"}):
        return False
    if any(each.role != "blank" for each in clauses[:place]):
        return False
    names = sum(piece.kind in ("stranger", "word") for piece in clause.pieces)
    here = any(piece.value in ("ici", "moi") for piece in clause.pieces)
    return names > 1 or here or bool({"pronoun", "i"} & clause.kinds)


def is_topic_of_nothing(clauses: list[Clause], place: int) -> bool:
    """ "Pour Léo : rien à changer": the name belongs to what stays as it is."""
    clause = clauses[place]
    after = clauses[place + 1] if place + 1 < len(clauses) else None
    return (
        after is not None
        and after.role == "unchanged"
        and after.parted < HARD
        and clause.role == "fragment"
        and not clause.kinds & {"days", "service", "part"}
    )
