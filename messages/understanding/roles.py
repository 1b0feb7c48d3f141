"""Roles: whether a clause asks for something, only tells a story, or leaves a doubt."""

from itertools import pairwise, zip_longest

from messages.understanding.clause import DEEDS, FIELDS, NAMES, VERBS, Clause
from messages.understanding.dates.atoms import That
from messages.understanding.pieces import Piece

_TELLING = frozenset(
    {"word", "noun", "verb", "kin", "foreign", "past_deed", "decimal", "number", "phone", "who", "cannot", "back"}
)

# To check, send, confirm, show, give, explain: whoever asks for that does not ask for a booking.
_TO_KNOW = ("verif", "envo", "renvo", "confirm", "montr", "donn", "expliqu", "consult", "regard", "transme", "indiqu")
_ASIDE = ("polite", "thanks", "question", "stop_mark", "comma")
# Words for days that made no expression: part of what was asked would be left out.
_STRAY = frozenset({"ordinal", "next", "last", "even", "odd", "week_word", "other_week", "holiday_word", "month_word"})


def kept(clause: Clause) -> list[Piece]:
    """What "garder" says: a child kept at home is away, one that is looked after is a story, a booking stays."""
    kinds = {piece.kind for piece in clause.pieces}
    before = next(
        clause.pieces[at - 1].kind if at else "" for at, piece in enumerate(clause.pieces) if piece.kind == "keep"
    )
    if "elsewhere" in kinds and kinds & NAMES:
        kind = "absent"
    elif "service" in kinds and kinds & {"ask", "may"}:
        kind = "attend"
    else:
        kind = "verb" if before == "the" or (kinds & NAMES and "service" not in kinds) else "no_change"
    return [piece._replace(kind=kind) if piece.kind == "keep" else piece for piece in clause.pieces]


def back(clause: Clause) -> list[Piece]:
    """What "revenir" says: with a service that it is wanted; without one it tells when an absence ends."""
    served = any(piece.kind == "service" for piece in clause.pieces)
    return [piece._replace(kind="attend") if piece.kind == "back" and served else piece for piece in clause.pieces]


def role_of(clause: Clause) -> str:
    """What a clause is good for."""
    kinds = clause.kinds
    deeds = kinds & DEEDS
    telling = kinds & _TELLING
    if "forbidden" in kinds or ("back" in kinds and deeds and "days" in kinds):
        return "doubtful"
    if "undone" in kinds:
        return "undone"
    if "thanks_for" in kinds and not deeds and not kinds & {"ask", "put"}:
        return "unchanged"
    if "no_change" in kinds and not deeds - {"eat"}:
        return "unchanged"
    if kinds & {"past_deed", "status_if_asked"} and not deeds & {"ill"}:
        return "story"
    if clause.last_said in ("yes", "no") and clause.pieces[0].kind not in ("yes", "no") and kinds & FIELDS:
        return "doubtful"
    if _asks_for_something_else(clause):
        return "doubtful"
    if "eat_not" in kinds and "elsewhere" in kinds and "service" not in kinds:
        return "doubtful"  # "ne mange pas chez mamie": then at the canteen?
    if _has_loose_bound(clause) and (deeds or "service" in kinds):
        return "doubtful"
    if kinds & _STRAY and (deeds or "service" in kinds):
        return "doubtful"
    if "move" in kinds and _swaps(clause):
        return "doubtful"
    if "i" in kinds and kinds & {"absent", "ill"} and not kinds & NAMES:
        return "story"
    if "service" not in kinds and not deeds:
        if (
            telling
            or "attend" in kinds
            or _tells_of_us(clause)
            or clause.reason
            or "loose_not" in kinds
            or clause.negated
        ):
            return "story"
        if "put" in kinds and kinds & FIELDS:
            return "request"
        if kinds & _STRAY and kinds & FIELDS:
            return "doubtful"
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


def _tells_of_us(clause: Clause) -> bool:
    """ "on ...", "je ...", "Emma chez mamie": something told, not asked for; "c'est mardi" is not."""
    if clause.kinds & {"meal", "hours"}:
        return False
    if "elsewhere" in clause.kinds and clause.kinds & NAMES:
        return True
    first = next((piece for piece in clause.pieces if piece.kind not in ("filler", "greeting", "polite")), None)
    return first is not None and (first.kind == "i" or (first.kind == "pronoun" and first.value != "c"))


def _tells_of_grown_ups(clause: Clause) -> bool:
    """ "on mange chez mes parents": said of the family, not of a child."""
    return any(
        piece.kind == "i" or (piece.kind == "pronoun" and piece.value in ("on", "nous")) for piece in clause.pieces
    )


def _asks_for_something_else(clause: Clause) -> bool:
    """ "pouvez-vous vérifier la cantine de jeudi": the verb after the asking is none that we know how to do."""
    said = [piece for piece in clause.pieces if piece.kind not in ("filler", "the", "pronoun", "polite", "ne")]
    return any(
        asked.kind in ("ask", "may") and (after.kind == "word" or str(after.value).startswith(_TO_KNOW))
        for asked, after in pairwise(said)
    )


def _has_loose_bound(clause: Clause) -> bool:
    """ "à partir de cette date", "jusqu'à nouvel ordre": a bound that is no day, and no hour."""
    pairs = zip_longest(clause.pieces, clause.pieces[1:])
    bounds = [then for piece, then in pairs if piece is not None and piece.kind in ("since", "until")]
    return any(then is None or isinstance(then.atom, That) or then.kind in ("noun", "word") for then in bounds)


def _swaps(clause: Clause) -> bool:
    """ "échangez lundi et mardi": which one for which?"""
    said = [piece.value if piece.kind == "filler" else piece.kind for piece in clause.pieces]
    return any(said[at : at + 3] == ["days", "et", "days"] for at in range(len(said)))


def _told_of_service(clause: Clause) -> bool:
    """ "la cantine est trop chère": the service is the subject, and no child."""
    if clause.kinds & NAMES:
        return False
    order = [piece.kind for piece in clause.pieces if piece.kind not in ("filler", "the", "ne")]
    return any(order[at : at + 2] == ["service", "attend"] for at in range(len(order) - 1))


def _role_of_request(clause: Clause, deeds: frozenset[str], telling: frozenset[str]) -> str:
    kinds = clause.kinds
    if clause.reason and not deeds & {"ill", "absent", "cancel", "book"}:
        return "story"
    if _somebody_else(clause, deeds):
        return "story"
    if _told_of_service(clause) and not deeds:
        return "story"
    if deeds == {"eat_out"} and "service" not in kinds and not kinds & NAMES and _tells_of_grown_ups(clause):
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
    if "i" in kinds and telling and not kinds & {"put", "ask"}:
        return "story"
    if "put" in kinds or "ask" in kinds:
        return "doubtful" if "foreign" in kinds or "number" in kinds else "request"
    return "doubtful" if telling - {"kin"} else "request"


def is_opinion(clause: Clause, before: Clause) -> bool:
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


def adds_somebody(clause: Clause, before: Clause) -> bool:
    """ "pour Bosco et son copain Théodule", "Victor jeudi et Raph vendredi": somebody else joins a child, and is not on
    the file."""
    kinds = [piece.kind for piece in clause.pieces if piece.kind not in ("filler", "the", "from", "to", *_ASIDE)]
    if before.role != "request" or not before.pieces:
        return False
    if before.last_said == "days" and before.kinds & NAMES:
        return kinds == ["word", "days"]
    return before.last_said in NAMES and kinds[:1] in (["kin"], ["word"]) and not set(kinds) & VERBS
