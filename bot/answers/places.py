"""Booking and cancelling: the requests that change something."""

from booking.agenda import agenda
from booking.reservations import book, cancel
from bot.asking import ask, ask_confirmation
from bot.completing import Complete, complete_booking, complete_cancelling
from bot.pending import Asking
from bot.replies import reply_to
from bot.reply import Reply, say
from bot.turn import Turn
from messages.understanding.meaning import Request


async def answer_booking(turn: Turn, request: Request, *, confirmed: bool = False) -> Reply:
    """Book what is asked, or ask what is missing."""
    found = complete_booking(turn, request)
    if not isinstance(found, Complete):
        return ask(turn, found)
    if request.repeat is not None and not confirmed:
        return ask_confirmation(turn, found)
    outcomes = [await book(turn.db, turn.town, place, act=await turn.act()) for place in found.places]
    return reply_to(turn, outcomes)


async def answer_cancelling(turn: Turn, request: Request, *, confirmed: bool = False) -> Reply:
    """Give back what is asked, or ask what is missing."""
    booked = await agenda(turn.db, [child.id for child in turn.caller.children], first=turn.today)
    found = complete_cancelling(turn, request, booked)
    if not isinstance(found, Complete):
        if found.asking is Asking.DAYS and not found.options:
            return say("nothing-booked")
        return ask(turn, found)
    if request.repeat is not None and not confirmed:
        return ask_confirmation(turn, found)
    outcomes = [await cancel(turn.db, turn.town, place, act=await turn.act()) for place in found.places]
    return reply_to(turn, outcomes)
