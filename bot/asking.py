"""Questions: one at a time, with options that take one character to choose."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from booking.outcomes import Full, LatePossible, Outcome
from bot.completing import Complete, Open
from bot.pending import ALL, NO, YES, YES_OR_NO, Asking, PendingQuestion
from bot.reminders.wording import ask_again
from bot.replies import service_label
from bot.reply import Choice, Reply
from bot.turn import Turn
from messages.understanding.meaning import Intent, Request
from messages.wording.message import Days, Message, Names, Value, Weekdays

OPTIONS_AT_MOST = 6  # more do not fit one text message, nor one glance
LINES_AT_MOST = 6  # of an answer: three segments; for more, it is asked which service is meant


def ask(turn: Turn, question: Open) -> Reply:
    """Ask for the field that is open."""
    options = question.options[:OPTIONS_AT_MOST]
    if question.asking is Asking.SERVICE and question.request.intent is Intent.CANCEL:
        options = (*options, ALL)
    pending = PendingQuestion(turn.number, question.asking, question.request, options, turn.now, words=turn.all_words)
    return asked(turn, pending)


def asked(turn: Turn, pending: PendingQuestion, *, again: bool = False) -> Reply:
    """The words of a question: for the first time, when the facts were just told, or again, with the facts."""
    if pending.asking is Asking.REMINDER:
        return ask_again(turn.town, pending)
    choices = tuple(Choice(_label(turn, pending.asking, option)) for option in pending.options)
    if pending.asking is Asking.CONFIRM:
        return Reply((_facts(turn, pending.about),), pending, choices)
    about = _known(turn, pending.about)
    if pending.asking in YES_OR_NO:
        name = "ask-move" if is_of_a_move(pending) else f"ask-{pending.asking}"
        restated = again and pending.asking is not Asking.OFFER
        return Reply(
            (Message(f"{name}-again" if restated else name, about | {"intent": pending.about.intent}),),
            pending,
            choices,
        )
    name = f"ask-{pending.asking}" if pending.options else f"ask-{pending.asking}-open"
    return Reply((Message(name, about | {"intent": pending.about.intent}),), pending, choices)


def is_of_a_move(pending: PendingQuestion) -> bool:
    """Whether it asks about a move: the day that is given back, and the one that is to be booked right after."""
    intents = [request.intent for request in (pending.about, *pending.then[:1])]
    return pending.asking is Asking.LATE and intents == [Intent.CANCEL, Intent.BOOK]


def ask_confirmation(turn: Turn, found: Complete) -> Reply:
    """Read back a pattern with its first and last day before anything is done for a whole year."""
    days = [place.day for place in found.places]
    names = {child.id: child.first_name for child in turn.caller.children}
    children = tuple(dict.fromkeys(names[place.child_id] for place in found.places))
    request = Request(
        found.request.intent,
        services=found.request.services,
        children=children,
        days=tuple(sorted(set(days))),
        repeat=found.request.repeat,
        part=found.request.part,
        meal=found.request.meal,
        hours=found.request.hours,
    )
    return asked(turn, PendingQuestion(turn.number, Asking.CONFIRM, request, (YES, NO), turn.now, words=turn.all_words))


def ask_consent(turn: Turn, request: Request, outcomes: Sequence[Outcome], agreed: tuple[Asking, ...]) -> Reply:
    """Ask whether to go on with what is possible only at a price, or by waiting; nothing where all is settled."""
    for asking, undecided in (
        (Asking.LATE, [o for o in outcomes if isinstance(o, LatePossible) and not o.waits]),
        (Asking.WAIT, [o for o in outcomes if _can_wait(o)]),
    ):
        if undecided and asking not in agreed:
            about = replace(
                request,
                children=tuple(dict.fromkeys(outcome.slot.child for outcome in undecided)),
                days=tuple(sorted({outcome.slot.day for outcome in undecided})),
                services=tuple(dict.fromkeys(outcome.slot.service for outcome in undecided)),
                repeat=None,
            )
            return asked(
                turn,
                PendingQuestion(turn.number, asking, about, (YES, NO), turn.now, agreed=agreed, words=turn.all_words),
            )
    return Reply()


def ask_move(
    turn: Turn, cancelling: Request, booking: Request, outcomes: Sequence[Outcome], agreed: tuple[Asking, ...]
) -> Reply:
    """Ask whether to move all the same what is possible only at a price: the old day or the new one is late."""
    undecided = [outcome for outcome in outcomes if isinstance(outcome, LatePossible) and not outcome.waits]
    if not undecided or Asking.LATE in agreed:
        return Reply()
    children = tuple(dict.fromkeys(outcome.slot.child for outcome in undecided))
    question = PendingQuestion(
        turn.number,
        Asking.LATE,
        replace(cancelling, children=children),
        (YES, NO),
        turn.now,
        then=(replace(booking, children=children),),
        agreed=agreed,
        words=turn.all_words,
    )
    return asked(turn, question)


def _can_wait(outcome: Outcome) -> bool:
    match outcome:
        case Full(rank=rank):
            return rank is not None
        case LatePossible(waits=waits):
            return waits
        case _:
            return False


def _facts(turn: Turn, request: Request) -> Message:
    weekdays = Weekdays(tuple(sorted({day.isoweekday() for day in request.days})))
    about: dict[str, Value] = {
        "service": Names(tuple(_service(turn, key) for key in request.services)),
        "children": Names(request.children),
        "weekdays": weekdays,
        "number": len(request.days),
        "first": request.days[0],
        "last": request.days[-1],
    }
    return Message("confirm-booking" if request.intent is Intent.BOOK else "confirm-cancelling", about)


def _known(turn: Turn, request: Request) -> dict[str, Value]:
    about: dict[str, Value] = {
        "has_service": int(bool(request.services)),
        "service": Names(tuple(_service(turn, key) for key in request.services)),
        "has_children": int(bool(request.children)),
        "children": Names(request.children),
        "has_days": int(bool(request.days)),
        "days": Days(request.days),
    }
    return about


def _service(turn: Turn, key: str) -> str:
    names = [service.name for service in turn.town.services if service.key == key]
    return names[0] if names else key


def _label(turn: Turn, asking: Asking, option: str) -> Value:
    match asking:
        case Asking.SERVICE:
            return Message("all-of-it") if option == ALL else service_label(turn.town, option)
        case Asking.DAYS:
            return date.fromisoformat(option)
        case Asking.CONFIRM | Asking.LATE | Asking.WAIT | Asking.OFFER | Asking.REMINDER:
            return Message(option)
        case Asking.CHILD | Asking.FAMILY:
            return option
