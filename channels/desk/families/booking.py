"""Booking and cancelling for a family, by the same rules as for its own texts; what staff take on themselves has a
reason, which stands in the journal."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from starlette.responses import Response

from booking.domain import Consent, Place
from booking.errors import CalendarMissing, UnknownChild, UnknownService
from booking.journal import open_act
from booking.outcomes import Full, LatePossible, Outcome, Refused
from booking.overrides import can_override
from booking.reservations import book, cancel
from booking.tables import Child, Family
from booking.town import Part
from channels.desk.families.file import address_of
from channels.desk.families.found import family_of
from channels.desk.families.week import monday_of
from channels.desk.house import Desk
from channels.desk.visit import Done, Visit
from channels.web.errors import FieldError, NotFoundError
from channels.web.french import PHRASES

LONGEST_REASON = 500  # characters


class Wish(StrEnum):
    """What is to be done with a place."""

    BOOK = "book"
    CANCEL = "cancel"


class How(StrEnum):
    """In which way: as the rules have it, with what the family agreed to, or all the same."""

    BY_THE_RULES = ""
    AGREED = "agreed"
    WAIT = "wait"
    OVERRIDE = "override"


IN_WORDS = {Wish.BOOK: "Réserver", Wish.CANCEL: "Annuler"}
CONSENTS = {How.AGREED: Consent(late=True, wait=True), How.WAIT: Consent(wait=True)}


@dataclass(frozen=True, slots=True)
class Asked:
    """What was pressed: `packed` is how it stands in the button."""

    wish: Wish
    child: Child
    place: Place
    packed: str


async def take_booking(desk: Desk, visit: Visit) -> Done | Response:
    """Do what was pressed; where the family must agree first, or staff may pass over the rule, ask."""
    family = await family_of(visit)
    asked, how = _asked(desk, family, visit), visit.fields.choice("how", How)
    reason = visit.fields.get("reason", "").strip()[:LONGEST_REASON]
    if how is How.OVERRIDE and not reason:
        return _question(desk, visit, family, asked, None, status=422)
    outcome = await _do(desk, visit, family, asked, how, reason)
    if how is not How.OVERRIDE and (isinstance(outcome, LatePossible | Full) or can_override(outcome)):
        return _question(desk, visit, family, asked, outcome)
    said = desk.said([outcome])
    return Done(address_of(family, monday_of(asked.place.day)), said, refused=isinstance(outcome, Refused))


async def _do(desk: Desk, visit: Visit, family: Family, asked: Asked, how: How, reason: str) -> Outcome:
    words = _words(desk, asked) + (f" (hors règle : {reason})" if how is How.OVERRIDE else "")
    act = await open_act(visit.db, visit.author(words, family_id=family.id), now=visit.now)
    doing = book if asked.wish is Wish.BOOK else cancel
    consent = CONSENTS.get(how, Consent())
    try:
        return await doing(visit.db, desk.town, asked.place, act=act, consent=consent, overriding=how is How.OVERRIDE)
    except (UnknownChild, CalendarMissing):
        raise NotFoundError("Ce service n'existe pas (ou plus), ou ses dates ne sont pas connues.") from None


def _question(
    desk: Desk, visit: Visit, family: Family, asked: Asked, outcome: Outcome | None, *, status: int = 200
) -> Response:
    return desk.page(
        visit,
        "families/question.html",
        status=status,
        family=family,
        asked=asked,
        words=_words(desk, asked),
        said=None if outcome is None else desk.said([outcome]),
        can_agree=isinstance(outcome, LatePossible),
        can_wait=isinstance(outcome, Full) and outcome.rank is not None,
        can_override=outcome is None or can_override(outcome),
        back=address_of(family, monday_of(asked.place.day)),
    )


def _words(desk: Desk, asked: Asked) -> str:
    service = desk.town.service(asked.place.service).name
    return f"{IN_WORDS[asked.wish]} : {service} pour {asked.child.first_name}, {PHRASES.day(asked.place.day)}"


def _asked(desk: Desk, family: Family, visit: Visit) -> Asked:
    """From "book|12|cantine|2026-11-30|day". Raises FieldError, NotFoundError for what no button of the file says."""
    packed = visit.fields.get("do", "")[:200]
    wish, child_id, service, day, part = (packed.split("|") + [""] * 5)[:5]
    child = next((each for each in family.children if str(each.id) == child_id), None)
    if child is None:
        raise NotFoundError("Cet enfant n'est pas sur ce dossier.")
    try:
        place = Place(child.id, desk.town.service(service).key, date.fromisoformat(day), _part(part))
        return Asked(Wish(wish), child, place, packed)
    except (ValueError, UnknownService):
        raise FieldError("do", "Ce bouton n'existe pas. Rechargez la page du dossier.") from None


def _part(written: str) -> Part | None:
    part = Part(written)
    return None if part is Part.DAY else part
