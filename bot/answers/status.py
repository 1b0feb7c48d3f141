"""What is booked: "mes réservations", "c'est bon pour lundi ?"."""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import groupby

from booking.agenda import Line, agenda
from booking.domain import State
from bot.completing import keys_of
from bot.replies import service_label
from bot.reply import Reply, say
from bot.turn import Turn
from messages.understanding.meaning import Request
from messages.wording.message import Message, Names, Value

AHEAD = timedelta(days=14)
DAYS_SHOWN = 5  # more would be a second text message; the rest is counted


async def answer_status(turn: Turn, request: Request) -> Reply:
    """The days asked for, each with yes or no first; or all that is booked in the coming two weeks."""
    first, last = (request.days[0], request.days[-1]) if request.days else (turn.today, turn.today + AHEAD)
    booked = await agenda(turn.db, turn.caller.family_id, first=first, last=last, services=keys_of(turn, request))
    lines = [
        line
        for line in booked
        if (not request.children or line.child in request.children) and (not request.days or line.day in request.days)
    ]
    if request.days and len(request.days) == 1:
        return _yes_or_no(turn, request.days[0], lines)
    if not lines:
        return say("nothing-booked")
    return _week(turn, lines)


def _yes_or_no(turn: Turn, day: date, lines: Sequence[Line]) -> Reply:
    if not any(line.state is State.CONFIRMED for line in lines):
        return say("booked-not-yet", day=day, what=_what(turn, lines)) if lines else say("booked-no", day=day)
    references = Names(tuple(dict.fromkeys(line.reference for line in lines)))
    return say("booked-yes", day=day, what=_what(turn, lines), references=references)


def _week(turn: Turn, lines: Sequence[Line]) -> Reply:
    days = [(day, list(of_day)) for day, of_day in groupby(lines, key=lambda line: line.day)]
    messages = [Message("booked-on", {"day": day, "what": _what(turn, of_day)}) for day, of_day in days[:DAYS_SHOWN]]
    if len(days) > DAYS_SHOWN:
        messages.append(Message("and-more-days", {"number": len(days) - DAYS_SHOWN}))
    return Reply((Message("your-bookings"), *messages))


def _what(turn: Turn, lines: Sequence[Line]) -> Value:
    """ "cantine (Léo et Emma), garderie du soir (Léo)"."""
    by_service: dict[tuple[str, str], dict[str, None]] = {}
    for line in lines:
        state = "absent" if line.absent else line.state.value
        by_service.setdefault((line.service, state), {})[line.child] = None
    items = [
        Message(
            "service-of",
            {
                "service": service_label(turn.town, key),
                "children": Names(tuple(children)),
                "state": Message(f"state-{state}"),
            },
        )
        for (key, state), children in by_service.items()
    ]
    whole: Value = items[0]
    for item in items[1:]:
        whole = Message("and-also", {"one": whole, "other": item})
    return whole
