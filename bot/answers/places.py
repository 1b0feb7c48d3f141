"""Booking and cancelling: the requests that change something."""

from booking.agenda import agenda
from booking.domain import Consent
from booking.reservations import book, cancel
from bot.asking import ask, ask_confirmation, ask_consent
from bot.completing import Complete, complete_booking, complete_cancelling
from bot.pending import Asking
from bot.replies import reply_to
from bot.reply import Reply, say
from bot.turn import Turn
from messages.understanding.meaning import Request


async def answer_booking(turn: Turn, request: Request, agreed: tuple[Asking, ...] = ()) -> Reply:
    """Book what is asked, or ask what is missing; what costs more, or means waiting, only once it was agreed to."""
    found = complete_booking(turn, request)
    if not isinstance(found, Complete):
        return ask(turn, found)
    if request.repeat is not None and Asking.CONFIRM not in agreed:
        return ask_confirmation(turn, found)
    act, consent = await turn.act(), _consent(agreed)
    outcomes = [await book(turn.db, turn.town, place, act=act, consent=consent) for place in found.places]
    return ask_consent(turn, found.request, outcomes, agreed).after(reply_to(turn, outcomes))


async def answer_cancelling(turn: Turn, request: Request, agreed: tuple[Asking, ...] = ()) -> Reply:
    """Give back what is asked, or ask what is missing; what is billed all the same, only once it was agreed to."""
    booked = await agenda(turn.db, [child.id for child in turn.caller.children], first=turn.today)
    found = complete_cancelling(turn, request, booked)
    if not isinstance(found, Complete):
        if found.asking is Asking.DAYS and not found.options:
            return say("nothing-booked")
        return ask(turn, found)
    if request.repeat is not None and Asking.CONFIRM not in agreed:
        return ask_confirmation(turn, found)
    act, consent = await turn.act(), _consent(agreed)
    outcomes = [await cancel(turn.db, turn.town, place, act=act, consent=consent) for place in found.places]
    return ask_consent(turn, found.request, outcomes, agreed).after(reply_to(turn, outcomes))


def _consent(agreed: tuple[Asking, ...]) -> Consent:
    return Consent(late=Asking.LATE in agreed, wait=Asking.WAIT in agreed)
