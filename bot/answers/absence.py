"""A child who does not come, whatever is booked: ill, on a trip, the teacher absent."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from booking.absences import Missing, report_absence
from booking.agenda import Line, agenda
from booking.outcomes import Absent, Outcome
from booking.rules.absence import AbsenceReason
from booking.town import Part
from bot.asking import ask
from bot.completing import Open, keys_of
from bot.pending import Asking
from bot.replies import reply_to
from bot.reply import Reply, say
from bot.turn import Turn
from messages.understanding.meaning import Request
from messages.understanding.reasons import absence_reason
from messages.wording.message import Days, Message


async def answer_absence(turn: Turn, request: Request) -> Reply:
    """Give back, or note, all that is booked for the child on these days; what the rule then asks for is said."""
    booked = [line for line in await agenda(turn.db, turn.caller.family_id, first=turn.today) if _is_ahead(turn, line)]
    concerned = [line for line in booked if _is_concerned(turn, request, line)]
    if not request.days and concerned:
        request = _with_day(turn, request, concerned)
    if not request.days:
        if not concerned:
            return say("nothing-booked")
        days = tuple(dict.fromkeys(line.day.isoformat() for line in concerned))
        return ask(turn, Open(Asking.DAYS, request, days))
    meant = [line for line in concerned if line.day in request.days]
    names = tuple(dict.fromkeys(line.child for line in meant))
    if len(names) > 1 and not request.children:
        return ask(turn, Open(Asking.CHILD, request, names))
    if not meant:
        return say("absence-of-nothing", days=Days(request.days))
    return await _report(turn, meant)


def _is_ahead(turn: Turn, line: Line) -> bool:
    """Whether it is still to come: a lunch that is over today was no absence."""
    here = turn.arrived.astimezone(turn.town.zone)
    hours = turn.town.service(line.service).hours
    until = hours.get(line.part) or hours.get(Part.DAY)
    return line.day > here.date() or until is None or here.time() < until.end


def _is_concerned(turn: Turn, request: Request, line: Line) -> bool:
    services = keys_of(turn, request)
    return (not request.children or line.child in request.children) and (not services or line.service in services)


def _with_day(turn: Turn, request: Request, concerned: Sequence[Line]) -> Request:
    """ "Léo est malade" is today, where something is still to come today; otherwise it is asked about."""
    is_today = any(line.day == turn.today for line in concerned)
    return replace(request, days=(turn.today,)) if is_today else request


async def _report(turn: Turn, meant: Sequence[Line]) -> Reply:
    reason = AbsenceReason(absence_reason(turn.all_words) or AbsenceReason.NONE_GIVEN)
    act = await turn.act()
    outcomes: list[Outcome] = []
    ordered = sorted(meant, key=lambda line: (line.service, line.child_id, line.day))
    for (service, child_id), lines in groupby(ordered, key=lambda line: (line.service, line.child_id)):
        missing = Missing(child_id, service, {line.day for line in lines}, reason)
        outcomes += await report_absence(turn.db, turn.town, missing, act=act)
    return _with_rules(turn, reply_to(turn, outcomes), outcomes)


def _with_rules(turn: Turn, reply: Reply, outcomes: Sequence[Outcome]) -> Reply:
    """What the règlement says of an absence, in the words of the town's file, where a day is billed all the same."""
    services = dict.fromkeys(
        outcome.slot.service for outcome in outcomes if isinstance(outcome, Absent) and outcome.billed
    )
    phrases = [turn.town.service(key).absence.provenance.phrase for key in services]
    rules = tuple(Message("absence-rule", {"phrase": phrase}) for phrase in phrases if phrase)
    return replace(reply, messages=reply.messages + rules)
