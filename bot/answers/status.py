"""What is booked: "mes réservations", "c'est bon pour lundi ?"."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import groupby

from booking.agenda import Line, agenda
from booking.domain import State
from bot.completing import keys_of
from bot.replies import service_label
from bot.reply import Reply, say
from bot.turn import Turn
from messages.understanding.meaning import Request
from messages.wording.message import Days, Message, Names, Value

AHEAD = timedelta(days=14)
FAR_AHEAD = timedelta(days=366)
DAYS_SHOWN = 5  # more would be a second text message; the rest is counted
DAYS_ANSWERED = 4  # "lundi et jeudi ?" is answered yes or no; a whole week is a list


async def answer_status(turn: Turn, request: Request) -> Reply:
    """The days asked for, yes or no first; or all that is booked in the coming two weeks, or the next day after."""
    first, last = (request.days[0], request.days[-1]) if request.days else (turn.today, turn.today + AHEAD)
    lines = await _lines(turn, request, first, last)
    if len(request.days) == 1:
        return _yes_or_no(turn, request.days[0], lines)
    if request.days:
        return _days_asked(turn, request.days, lines)
    if lines:
        return Reply((Message("your-bookings"), *_week(turn, lines)))
    later = await _lines(turn, request, last + timedelta(days=1), last + FAR_AHEAD)
    if not later:
        return say("nothing-booked")
    next_day = [line for line in later if line.day == later[0].day]
    return say("nothing-booked-until", day=later[0].day, what=_what(turn, next_day))


async def _lines(turn: Turn, request: Request, first: date, last: date) -> Sequence[Line]:
    booked = await agenda(turn.db, turn.caller.family_id, first=first, last=last, services=keys_of(turn, request))
    return [
        line
        for line in booked
        if (not request.children or line.child in request.children) and (not request.days or line.day in request.days)
    ]


def _yes_or_no(turn: Turn, day: date, lines: Sequence[Line]) -> Reply:
    if not any(line.state is State.CONFIRMED for line in lines):
        return say("booked-not-yet", day=day, what=_what(turn, lines)) if lines else say("booked-no", day=day)
    references = Names(tuple(dict.fromkeys(line.reference for line in lines)))
    return say("booked-yes", day=day, what=_what(turn, lines), references=references)


def _days_asked(turn: Turn, days: Sequence[date], lines: Sequence[Line]) -> Reply:
    """Of several days: yes to all, no to all, or which are booked and which are not."""
    if not lines:
        return say("booked-none", days=Days(tuple(days)))
    if len(days) > DAYS_ANSWERED:
        return Reply((Message("your-bookings"), *_week(turn, lines)))
    booked = {line.day for line in lines if line.state is State.CONFIRMED}
    missing = [day for day in days if day not in {line.day for line in lines}]
    head = Message("booked-all" if booked == set(days) else "booked-some")
    tail = [Message("nothing-booked-then", {"days": Days(tuple(missing))})] if missing else []
    return Reply((head, *_week(turn, lines), *tail))


def _week(turn: Turn, lines: Sequence[Line]) -> Iterable[Message]:
    days = [(day, list(of_day)) for day, of_day in groupby(lines, key=lambda line: line.day)]
    for day, of_day in days[:DAYS_SHOWN]:
        yield Message("booked-on", {"day": day, "what": _what(turn, of_day)})
    if len(days) > DAYS_SHOWN:
        yield Message("and-more-days", {"number": len(days) - DAYS_SHOWN})


def _what(turn: Turn, lines: Sequence[Line]) -> Value:
    """ "cantine (Léo et Emma), garderie du soir (Léo)": a half day with its part, which is said once."""
    parts: dict[tuple[str, str, str], list[Line]] = {}
    for line in lines:
        state = "absent" if line.absent else line.state.value
        parts.setdefault((line.service, line.child, state), []).append(line)
    groups: dict[tuple[str, str, str], list[str]] = {}
    labels: dict[tuple[str, str, str], Value] = {}
    for (service, child, state), of_child in parts.items():
        part = of_child[0].part if len(of_child) == 1 else None
        key = (service, state, part or "")
        labels[key] = service_label(turn.town, service, part)
        groups.setdefault(key, []).append(child)
    whole: Value = ""
    for key, children in groups.items():
        about: dict[str, Value] = {"service": labels[key], "children": Names(tuple(children))}
        item = Message("service-of", about | {"state": Message(f"state-{key[1]}")})
        whole = item if whole == "" else Message("and-also", {"one": whole, "other": item})
    return whole
