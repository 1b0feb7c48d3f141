"""Questions: one at a time, with options that take one character to choose."""

from datetime import date

from bot.completing import Complete, Open
from bot.pending import NO, YES, Asking, PendingQuestion
from bot.replies import service_label
from bot.reply import Choice, Reply
from bot.turn import Turn
from messages.understanding.meaning import Intent, Request
from messages.wording.message import Days, Message, Names, Value

OPTIONS_AT_MOST = 6  # more do not fit one text message, nor one glance


def ask(turn: Turn, question: Open) -> Reply:
    """Ask for the field that is open."""
    options = question.options[:OPTIONS_AT_MOST]
    pending = PendingQuestion(turn.number, question.asking, question.request, options, turn.now)
    return asked(turn, pending)


def asked(turn: Turn, pending: PendingQuestion) -> Reply:
    """The words of a question, for the first time or again."""
    choices = tuple(Choice(_label(turn, pending.asking, option)) for option in pending.options)
    if pending.asking is Asking.CONFIRM:
        return Reply((_facts(turn, pending.about),), pending, choices)
    about = _known(turn, pending.about)
    name = f"ask-{pending.asking}" if pending.options else f"ask-{pending.asking}-open"
    return Reply((Message(name, about | {"intent": pending.about.intent}),), pending, choices)


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
        part=found.request.part,
        meal=found.request.meal,
        hours=found.request.hours,
    )
    return asked(turn, PendingQuestion(turn.number, Asking.CONFIRM, request, (YES, NO), turn.now))


def _facts(turn: Turn, request: Request) -> Message:
    weekdays = Days(tuple({day.isoweekday(): day for day in reversed(request.days)}.values())[::-1])
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
            return service_label(turn.town, option)
        case Asking.DAYS:
            return date.fromisoformat(option)
        case Asking.CONFIRM:
            return Message(option)
        case Asking.CHILD:
            return option
