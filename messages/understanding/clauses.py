"""Clauses: where one thing that is said ends, and whether it asks for something or only tells a story."""

from dataclasses import dataclass, field

from messages.understanding.pieces import Piece

SOFT, FIRM, HARD, STOP = 1, 2, 3, 4
_STRENGTH = {
    "stop_mark": STOP, "question": STOP, "full_stop": STOP, "line": HARD, "colon": FIRM, "comma": FIRM, "dash": FIRM, "slash": FIRM,
    "therefore": FIRM, "also": SOFT, "who": SOFT, "reason": FIRM,
}  # fmt: skip
NAMES = frozenset({"child", "stranger", "unclear", "one", "both", "all", "all_two_or_more"})
FIELDS = NAMES | {"days", "part", "service", "meal", "hours", "time", "except_child"}
DEEDS = frozenset({"waiting", "book", "cancel", "eat", "eat_not", "eat_out", "ill", "absent", "move"})
_VERBS = DEEDS | {"put", "not_coming", "waiting", "attend", "verb", "past_deed", "no_change"}
TELLING = frozenset(
    {"word", "noun", "verb", "kin", "foreign", "past_deed", "decimal", "number", "phone", "who", "cannot"}
)
_TOPIC = NAMES | {"kin"}
_HOLDS = frozenset({"ask", "may", "is_it_that", "pronoun", "i", "condition"})


@dataclass(slots=True)
class Clause:
    """Pieces that belong together, how firmly they are parted from those before, and what they are good for."""

    pieces: list[Piece] = field(default_factory=list)
    parted: int = HARD
    reason: bool = False
    asked: bool = False
    kinds: frozenset[str] = frozenset()
    role: str = ""
    negated: bool = False

    def settle(self) -> None:
        """Judges the clause by what stands in it."""
        self.pieces = _negations(self)
        if any(piece.kind == "not_coming" for piece in self.pieces):
            self.pieces = _away(self)
        if any(piece.kind == "elsewhere" for piece in self.pieces):
            self.pieces = [piece._replace(kind="eat_out") if piece.kind == "eat" else piece for piece in self.pieces]
        self.kinds = frozenset(piece.kind for piece in self.pieces)
        self.role = _role(self)


def clauses_of(pieces: list[Piece]) -> list[Clause]:
    """The pieces in clauses, each with its role: `request`, `fragment`, `story`, `unchanged`, `doubtful` or `blank`."""
    clauses = [Clause()]
    for at, piece in enumerate(pieces):
        current = clauses[-1]
        strength = _STRENGTH.get(piece.kind)
        if piece.kind == "also" and _lists(pieces, at):
            strength = None
            piece = piece._replace(kind="filler")
        if strength is not None:
            if piece.kind == "question":
                _mark_question(clauses)
            clauses.append(Clause(parted=max(strength, 0), reason=piece.kind == "reason"))
            continue
        if _begins(pieces, at, current):
            moved = _subject_before(current, piece)
            clauses.append(Clause(pieces=moved, parted=SOFT))
            current = clauses[-1]
        current.pieces.append(piece)
    return _settled(clauses)


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
        clause.settle()
        if out and _is_opinion(clause, out[-1]):
            out[-1].role = "story"
        if clause.parted == SOFT and out and _adds_somebody(clause, out[-1]):
            clause.role = "doubtful"
        if clause.role == "fragment" and clause.parted == SOFT and out and out[-1].role in ("story", "unchanged"):
            clause.role = out[-1].role
        out.append(clause)
        strength, reason = 0, False
    return out


def _is_opinion(clause: Clause, before: Clause) -> bool:
    """ "la cantine, c'est bruyant": what is told of the service that was just named."""
    first = clause.pieces[0] if clause.pieces else None
    return (
        first is not None
        and clause.role == "story"
        and first.kind == "pronoun"
        and first.value == "c"
        and before.role == "request"
        and "service" in before.kinds
        and not before.kinds & (DEEDS | NAMES | {"days", "ask", "put", "part"})
    )


def _adds_somebody(clause: Clause, before: Clause) -> bool:
    """ "pour Bosco et son copain Théodule": somebody else joins a child, and is not on the file."""
    if before.role != "request" or not before.pieces or _last_said(before) not in NAMES:
        return False
    kinds = [piece.kind for piece in clause.pieces if piece.kind not in ("filler", "the", "from", "to")]
    return kinds[:1] in (["kin"], ["word"]) and not set(kinds) & _VERBS


def _begins(pieces: list[Piece], at: int, current: Clause) -> bool:
    """Whether a new clause begins here without a mark: a subject and its verb, or "je voudrais"."""
    kind = pieces[at].kind
    kinds = [piece.kind for piece in current.pieces]
    if not any(each in FIELDS or each in _VERBS for each in kinds):
        return False
    if kind == "undone":
        return _complete(kinds)
    if kind in ("pronoun", "i", "ask"):
        before = _last_said(current)
        if before in _HOLDS or (kind == "pronoun" and before in _TOPIC and _only_topic(kinds)):
            return False
        return kind != "ask" or _complete(kinds) or "kin" in kinds
    if (
        kind == "service"
        and {"i", "cannot"} & set(kinds)
        and not set(kinds) & {"service", "ask", "book", "put"}
        and pieces[at - 1].kind not in _LEADING
    ):
        return bool(set(kinds) & {"verb", "attend", "absent", "cannot"})
    if (
        kind in ("attend", "eat", "eat_out", "ill", "absent", "verb", "past_deed", "ne")
        and _last_said(current) in NAMES
    ):
        if kind in ("ill", "absent") and "past_deed" in kinds:
            return False
        return _complete(kinds[:-1]) and bool(_subject_before(current, pieces[at], dry=True))
    return False


def _only_topic(kinds: list[str]) -> bool:
    """Whether a clause so far only names who it is about: "mon fils, il est malade"."""
    return not any(kind in _VERBS or (kind in FIELDS and kind not in _TOPIC) for kind in kinds)


def _last_said(clause: Clause) -> str:
    for piece in reversed(clause.pieces):
        if piece.kind not in ("filler", "ne", "the"):
            return piece.kind
    return ""


def _complete(kinds: list[str]) -> bool:
    return bool(DEEDS.intersection(kinds)) or ("service" in kinds and "days" in kinds) or "past_deed" in kinds


def _subject_before(current: Clause, piece: Piece, *, dry: bool = False) -> list[Piece]:
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


_LEADING = frozenset({"the", "the_many", "from", "to", "this", "filler", "not", "plus", "nor", "at"})


def _is_object(pieces: list[Piece], at: int) -> bool:
    """ "pour Léo", "de Léo": a name with a preposition belongs to what went before."""
    before = pieces[at - 1] if at else None
    return before is not None and (before.kind in ("from", "to") or before.value == "pour")


def _plural(piece: Piece) -> bool:
    """Whether a verb has several subjects: "sont", "mangent", "seront"."""
    return isinstance(piece.value, str) and piece.value.endswith(("nt", "absents", "absentes", "malades"))


# Negation: what "pas" takes back.

_SKIPPED = frozenset({"filler", "the", "the_many", "from", "to", "this", "at", "booking_noun", "during"})
_NOT = frozenset({"not", "nor"})


def _negations(clause: Clause) -> list[Piece]:
    """The pieces with each "pas", "plus", "ni" carried over to what it denies."""
    pieces = clause.pieces
    if not any(piece.kind in ("not", "nor", "ne", "plus", "except", "sans") for piece in pieces):
        return pieces
    out: list[Piece] = []
    denied = any(piece.kind == "ne" for piece in pieces)
    at = 0
    while at < len(pieces):
        piece = pieces[at]
        if piece.kind == "except":
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


def _away(clause: Clause) -> list[Piece]:
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
    if at == start:
        out.append(Piece("loose_not", None, pieces[at - 1].first, pieces[at - 1].last))
    return at


def _deny(clause: Clause, pieces: list[Piece], at: int, out: list[Piece], denied: bool) -> int:
    """Carries out one negation; gives the place after what it took."""
    if at + 1 < len(pieces) and pieces[at + 1].kind in ("ill", "absent"):
        out.append(pieces[at + 1]._replace(kind="no_change"))
        return at + 2
    verb = next((place for place in range(len(out) - 1, max(-1, len(out) - 4), -1) if out[place].kind in _VERBS), None)
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


def _role(clause: Clause) -> str:
    """What a clause is good for."""
    kinds = clause.kinds
    deeds = kinds & DEEDS
    telling = kinds & TELLING
    if "forbidden" in kinds:
        return "doubtful"
    if "undone" in kinds:
        return "undone"
    if "no_change" in kinds and not deeds - {"eat"}:
        return "story" if _keeps_a_child(clause) else "unchanged"
    if kinds & {"past_deed", "status_if_asked"} and not deeds & {"ill"}:
        return "story"
    if "i" in kinds and kinds & {"absent", "ill"} and not kinds & NAMES:
        return "story"
    if "service" not in kinds and not deeds:
        if telling or "attend" in kinds or clause.reason or "loose_not" in kinds or clause.negated:
            return "story"
        if "put" in kinds and kinds & FIELDS:
            return "request"
        return "fragment" if kinds & FIELDS or "not_days" in kinds else "blank"
    return _role_of_request(clause, deeds, telling)


def _somebody_else(clause: Clause, deeds: frozenset[str]) -> bool:
    """ "la maîtresse de Léo est absente", "ma voisine annule": the subject is no child of the family."""
    if "kin" not in clause.kinds:
        return False
    order = [piece.kind for piece in clause.pieces if piece.kind in (NAMES | DEEDS | {"kin", "from", "ask", "may"})]
    at = order.index("kin")
    if order[at : at + 3] == ["kin", "from", "child"] and order.count("child") == 1:
        return bool(deeds & {"ill", "absent"}) and order[at + 3 : at + 4] in (["ill"], ["absent"])
    if deeds & {"ill", "absent"} and not clause.kinds & NAMES:
        return True
    return order[at + 1 : at + 2] != [] and order[at + 1] in DEEDS and not {"ask", "may"} & set(order[:at])


def _told_of_service(clause: Clause) -> bool:
    """ "la cantine est trop chère": the service is the subject, and no child."""
    if clause.kinds & NAMES:
        return False
    order = [piece.kind for piece in clause.pieces if piece.kind not in ("filler", "the", "ne")]
    return any(order[at : at + 2] == ["service", "attend"] for at in range(len(order) - 1))


def _keeps_a_child(clause: Clause) -> bool:
    """ "je garde mon petit-fils": somebody who looks after a child, not a booking that stays."""
    said = [piece.kind for piece in clause.pieces if piece.kind in NAMES or piece.kind == "no_change"]
    return said[0] == "no_change" and len(said) > 1 and "service" not in clause.kinds


def _role_of_request(clause: Clause, deeds: frozenset[str], telling: frozenset[str]) -> str:
    kinds = clause.kinds
    if clause.reason and not deeds & {"ill", "absent", "cancel", "book"}:
        return "story"
    if _somebody_else(clause, deeds):
        return "story"
    if _told_of_service(clause) and not deeds:
        return "story"
    if deeds & {"ill", "absent", "eat_out", "eat_not"}:
        return "request"
    if "loose_not" in kinds:
        return "doubtful" if "service" in kinds else "story"
    if telling - {"cannot"} and kinds & {"put", "ask", "book"} and not kinds & (NAMES | {"days", "part"}):
        return "doubtful"
    if deeds:
        if "service" in kinds or "eat" in deeds:
            return "doubtful" if "foreign" in kinds or "number" in kinds else "request"
        return "doubtful" if kinds & {"foreign", "word", "noun", "number"} else "request"
    if "put" in kinds or "ask" in kinds:
        return "doubtful" if "foreign" in kinds or "number" in kinds else "request"
    return "doubtful" if telling - {"kin"} else "request"
