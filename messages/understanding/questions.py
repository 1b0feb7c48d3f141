"""Questions and wishes beside bookings: what a message asks to know, and about which service, child and day."""

from datetime import date
from itertools import pairwise

from messages.understanding.clause import FIELDS, NAMES
from messages.understanding.context import Context
from messages.understanding.dates.resolve import Resolver
from messages.understanding.meaning import UNKNOWN, Intent, Part, Request
from messages.understanding.pieces import Piece, atoms_of
from messages.understanding.requests import children_of, services_of

# The first of these that a sentence holds is what it asks.
_BY_RANK: dict[str, Intent] = {
    "remind_off": Intent.REMINDERS_OFF, "remind_on": Intent.REMINDERS_ON, "human": Intent.HUMAN,
    "proof": Intent.PROOF, "why": Intent.WHY, "deadline": Intent.DEADLINE, "rank": Intent.AVAILABILITY,
    "free": Intent.AVAILABILITY, "price": Intent.PRICE, "menu": Intent.MENU, "portal": Intent.PORTAL,
    "status": Intent.STATUS, "help": Intent.HELP,
}  # fmt: skip
KINDS = frozenset(_BY_RANK) | {"call_or_remind", "status_if_asked"}
_BARE = frozenset({Intent.REMINDERS_OFF, Intent.REMINDERS_ON, Intent.HUMAN, Intent.PORTAL, Intent.HELP})
_ASKING = frozenset({"question", "is_it_that", "wonder", "status"})
_UNCONDITIONAL = frozenset({Intent.AVAILABILITY, Intent.STATUS, Intent.DEADLINE})
_LOOKS_BACK = frozenset({Intent.WHY, Intent.PROOF})
_PARTS: dict[str, Part] = {"morning": "morning", "afternoon": "afternoon", "day": "day"}


def intent_asked(pieces: list[Piece]) -> Intent | None:
    """What these pieces ask to know, if anything."""
    kinds = {piece.kind for piece in pieces}
    if "call_or_remind" in kinds:
        return Intent.UNKNOWN if "days" in kinds else Intent.HUMAN
    if "waiting" in kinds and not kinds & {"ask", "may", "put", "book", "why", "proof"} and kinds & _ASKING:
        return Intent.AVAILABILITY
    if "waiting" in kinds and "free" in kinds and "question" not in kinds:
        return None  # "c'est complet, alors sur liste d'attente"
    if "price_if_asked" in kinds and "question" in kinds:
        return Intent.PRICE
    if "status_if_asked" in kinds and not kinds & KINDS - {"status_if_asked", "help"}:
        if not kinds & _ASKING:
            return None
        about = kinds & {"service", "days", "child", "booking_noun"}
        return Intent.STATUS if about and not kinds & {"foreign", "word"} else Intent.UNKNOWN
    asked = next((intent for kind, intent in _BY_RANK.items() if kind in kinds), None)
    if asked is Intent.STATUS and _takes_back(pieces):
        return None
    if (
        "condition" in kinds
        and asked in _UNCONDITIONAL
        and (kinds & {"put", "book", "cancel"} or "question" not in kinds)
    ):
        return Intent.UNKNOWN
    if asked is Intent.AVAILABILITY and "word" in kinds and not kinds & {"service", "days", "child", "waiting"}:
        return Intent.UNKNOWN
    return Intent.UNKNOWN if asked is Intent.STATUS and "foreign" in kinds else asked


def _takes_back(pieces: list[Piece]) -> bool:
    """ "annulez toutes mes réservations de décembre": what is booked is named to be given back, not asked after."""
    said = [piece.kind for piece in pieces if piece.kind not in ("filler", "the", "the_many", "all_two_or_more")]
    return "question" not in said and ("cancel", "status") in pairwise(said)


def question(intent: Intent, pieces: list[Piece], context: Context) -> Request:
    """The question with everything that it names."""
    if intent in _BARE or intent is Intent.UNKNOWN:
        return Request(intent)
    said = [piece for piece in pieces if piece.kind in FIELDS]
    parts = [str(piece.value) for piece in said if piece.kind == "part"]
    days = _days(intent, said, context)
    if days is None:
        return UNKNOWN
    if intent is Intent.MENU:
        return Request(intent, days=days)
    services = _services(intent, pieces, parts)
    if intent is Intent.PRICE:
        return Request(intent, services=services)
    children = children_of([piece for piece in said if piece.kind in NAMES], [], context.children)
    if children is None:
        if any(piece.kind in ("stranger", "unclear") for piece in said):
            return UNKNOWN
        children = ()
    parted = any(service in ("centre", "creche") for service in services)
    part = next((_PARTS[each] for each in parts if each in _PARTS), None)
    return Request(intent, services, children, days, part=part if parted else None)


def _days(intent: Intent, said: list[Piece], context: Context) -> tuple[date, ...] | None:
    atoms = atoms_of(said)
    looks_back = intent in _LOOKS_BACK
    days = Resolver(context.today, context.town.calendar, looks_back).resolve(atoms)
    gone = days.state == "past" and not looks_back
    if days.state == "impossible" or (gone and (intent is not Intent.STATUS or len(atoms) == 1)):
        return None
    return days.days


def _services(intent: Intent, pieces: list[Piece], parts: list[str]) -> tuple[str, ...]:
    named = [str(piece.value) for piece in pieces if piece.kind == "service"]
    if not named and intent is not Intent.PRICE and any(piece.kind in ("eat", "eat_not") for piece in pieces):
        named = ["cantine"]
    services = services_of(list(dict.fromkeys(named)), parts, None)
    if "cantine" in services and len(services) > 1 and any(each in ("centre", "creche") for each in services):
        services = tuple(each for each in services if each != "cantine")
    return services
