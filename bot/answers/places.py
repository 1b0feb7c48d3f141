"""Booking, cancelling and moving: the requests that change something."""

from collections.abc import Sequence
from dataclasses import replace

from booking.agenda import agenda
from booking.domain import Act, Consent
from booking.outcomes import AlreadyBooked, Full, NoSession, NothingToCancel, Outcome, Refused, TooLate
from booking.reservations import cancel, move
from booking.rules.calendar import days_between
from booking.several import book_all, cancel_all
from booking.standing import Wish, except_days, make_standing, standings_of
from bot.answers.availability import next_free_day
from bot.asking import ask, ask_confirmation, ask_consent, ask_move
from bot.completing import Complete, Nothing, complete_booking, complete_cancelling, wishes_of
from bot.pending import Asking
from bot.replies import reply_to
from bot.reply import Reply, say
from bot.turn import Turn
from messages.understanding.meaning import Intent, Request
from messages.wording.message import Days, Message
from messages.wording.phrases import Phrases

FRENCH = Phrases("fr", plain=True)


async def answer_booking(turn: Turn, request: Request, agreed: tuple[Asking, ...] = ()) -> Reply:
    """Book what is asked, or ask what is missing; what costs more, or means waiting, only once it was agreed to."""
    found = complete_booking(turn, request)
    if not isinstance(found, Complete):
        return ask(turn, found)
    if request.repeat is not None and Asking.CONFIRM not in agreed:
        return ask_confirmation(turn, found)
    act, consent = await turn.act(), _consent(agreed)
    if wishes := wishes_of(found):
        made = [await make_standing(turn.db, turn.town, wish, act=act, consent=consent) for wish in wishes]
        return reply_to(turn, [outcome for standing in made for outcome in standing.outcomes])
    outcomes = await book_all(turn.db, turn.town, found.places, act=act, consent=consent)
    reply = await _with_another_day(turn, reply_to(turn, outcomes), outcomes)
    return ask_consent(turn, found.request, outcomes, agreed).after(reply)


async def _with_another_day(turn: Turn, reply: Reply, outcomes: Sequence[Outcome]) -> Reply:
    """Full, or not on that day: the next day on which there is a place, where one day was asked for."""
    missed = [outcome.slot for outcome in outcomes if isinstance(outcome, Full | NoSession)]
    if not missed or len({(outcome.slot.service, outcome.slot.day) for outcome in outcomes}) > 1:
        return reply
    day = await next_free_day(turn, turn.town.service(missed[0].service), after=missed[0].day)
    return reply if day is None else say("next-free", day=day).after(reply)


async def answer_cancelling(turn: Turn, request: Request, agreed: tuple[Asking, ...] = ()) -> Reply:
    """Give back what is asked, or ask what is missing; what is billed all the same, only once it was agreed to."""
    booked = await agenda(turn.db, turn.caller.family_id, first=turn.today)
    found = complete_cancelling(turn, request, booked)
    if isinstance(found, Nothing):
        return say("nothing-booked-then", days=Days(found.days))
    if not isinstance(found, Complete):
        if found.asking is Asking.DAYS and not found.options:
            return say("nothing-booked")
        return ask(turn, found)
    if request.repeat is not None and Asking.CONFIRM not in agreed:
        return ask_confirmation(turn, found)
    act, consent = await turn.act(), _consent(agreed)
    outcomes = await _leave_out(turn, wishes_of(found), act, consent)
    gone = {(outcome.slot.child, outcome.slot.service, outcome.slot.day) for outcome in outcomes}
    names = {child.id: child.first_name for child in turn.caller.children}
    still_there = [place for place in found.places if (names[place.child_id], place.service, place.day) not in gone]
    outcomes += await cancel_all(turn.db, turn.town, still_there, act=act, consent=consent)
    reply = _with_hint(turn, reply_to(turn, outcomes), outcomes)
    return ask_consent(turn, found.request, outcomes, agreed).after(reply)


def _with_hint(turn: Turn, reply: Reply, outcomes: Sequence[Outcome]) -> Reply:
    """Too late to cancel is not too late to be ill: where the rules tell them apart, how to say so."""
    late = [o.slot for o in outcomes if isinstance(o, TooLate) and turn.town.service(o.slot.service).absence.excuses]
    if not late:
        return reply
    example = f"{late[0].child} malade {FRENCH.weekday(late[0].day)}"
    said = tuple(message for message in reply.messages if message.name != "who-decides")
    return replace(reply, messages=(*said, Message("if-absent", {"example": example})))


async def _leave_out(turn: Turn, wishes: Sequence[Wish], act: Act, consent: Consent) -> list[Outcome]:
    """Take the days of these patterns out of the standing bookings that mean them, open yet or not."""
    outcomes: list[Outcome] = []
    for wish in wishes:
        for standing in await standings_of(turn.db, [wish.child_id], on=turn.today):
            first, last = max(wish.pattern.first, standing.first), min(wish.pattern.until, standing.until)
            days = [day for day in days_between(first, last) if day in wish.pattern]
            if standing.service == wish.service and days:
                outcomes += await except_days(turn.db, turn.town, standing.id, days, act=act, consent=consent)
    return outcomes


async def answer_move(
    turn: Turn, cancelling: Request, booking: Request, agreed: tuple[Asking, ...] = ()
) -> Reply | None:
    """Move what is booked from one day to another, child by child: both, or neither and the old day stays.

    None where it is no move of something booked: then the two requests are answered one after the other.
    """
    services = cancelling.services or booking.services
    booked = await agenda(turn.db, turn.caller.family_id, first=turn.today)
    found = complete_cancelling(turn, replace(cancelling, services=services), booked)
    if not isinstance(found, Complete) or not any(line.day == cancelling.days[0] for line in booked):
        return None
    act, consent = await turn.act(), _consent(agreed)
    outcomes: list[Outcome] = []
    for place in found.places:
        service = booking.services[0] if booking.services else place.service
        to = replace(place, day=booking.days[0], service=service)
        outcomes.append(await move(turn.db, turn.town, place, to, act=act, consent=consent))
        if isinstance(outcomes[-1], AlreadyBooked):  # what is wanted is there: the old day alone is given back
            outcomes.append(await cancel(turn.db, turn.town, place, act=act, consent=consent))
    reply = _with_what_stays(cancelling, reply_to(turn, outcomes), outcomes)
    return ask_move(turn, found.request, booking, outcomes, agreed).after(reply)


def _with_what_stays(cancelling: Request, reply: Reply, outcomes: Sequence[Outcome]) -> Reply:
    """Where the new day is refused, the old one stays, and that is said."""
    if not any(isinstance(outcome, Refused) and not isinstance(outcome, NothingToCancel) for outcome in outcomes):
        return reply
    return say("stays-as-it-was", day=cancelling.days[0]).after(reply)


def is_move(first: Request, second: Request) -> bool:
    """Whether two requests are one wish: this day in the place of that one, for the same children."""
    return (
        (first.intent, second.intent) == (Intent.CANCEL, Intent.BOOK)
        and first.children == second.children
        and len(first.days) == len(second.days) == 1
        and (first.services == second.services or not first.services or not second.services)
    )


def _consent(agreed: tuple[Asking, ...]) -> Consent:
    return Consent(late=Asking.LATE in agreed, wait=Asking.WAIT in agreed)
