"""From what concerns a guardian to the words: one message for all that is due to them at one moment."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

from booking.reminders.moments import Moment
from booking.reminders.tables import Kind
from booking.rules.acts import FixedSurcharge, OtherPrice, PercentSurcharge, PriceLine, Tier
from booking.town import Hours, Part, Town
from bot.pending import NO, YES, PendingQuestion
from bot.reminders.naming import Line, Named, children_in, days_in, lines_of
from bot.replies import local, service_label, when
from bot.reply import Choice, Reply
from messages.wording.message import Message, Names, Until, Value

YES_OR_NO = (Choice(Message(YES)), Choice(Message(NO)))
ALL_OR_NOTHING = (Choice(Message("yes-all")), Choice(Message(NO)))
PRIVATE_USE = 0xE000
Ends = Mapping[tuple[str, datetime], Tier | None]


class Said(NamedTuple):
    """What a reminder says of one child and day; `child` is its place among the children that the reminder names."""

    moment: Moment
    child: int
    day: date
    part: Part | None
    meal: bool | None
    hours: Hours | None

    @property
    def named(self) -> Named:
        """What it is called in the message: room is left for the child's name."""
        moment = self.moment
        return Named(room(self.child), moment.service, self.day, moment.closes_at, self.part, self.meal, self.hours)


def room(child: int) -> str:
    """What stands for a child's name until it is known: a letter of Unicode's private use area, which nobody writes."""
    return chr(PRIVATE_USE + child)


def lines_for(said: Sequence[Said]) -> Sequence[Line]:
    """The lines of a reminder, the first to close first."""
    ordered = sorted(said, key=lambda each: (each.moment.closes_at, each.moment.service, each.day, each.child))
    return lines_of(each.named for each in ordered)


def reply_of(town: Town, said: Sequence[Said], question: PendingQuestion | None) -> Reply:
    """The message that says this, all of one kind. Without a question it says what to text instead."""
    lines, first = lines_for(said), said[0]
    match first.moment.kind:
        case Kind.DEADLINE:
            ends = {(each.moment.service, each.moment.closes_at): each.moment.then for each in said}
            return _deadline(town, lines, ends, question)
        case Kind.EVENING:
            what = tuple(Message("remind-booked", _named(town, line)) for line in lines)
            return Reply((Message("remind-evening", {"day": first.day, "what": _joined(what)}),))
        case kind:
            return Reply(tuple(_holidays(town, kind, line, said) for line in lines))


def _deadline(town: Town, lines: Sequence[Line], ends: Ends, question: PendingQuestion | None) -> Reply:
    if len(lines) == 1:
        told = Message("remind" if question else "remind-unasked", _about(town, lines[0], ends))
        return Reply((told,), question, YES_OR_NO if question else ())
    first = _end(town, lines[0], ends)
    same = all(_end(town, line, ends) == first for line in lines)
    head = Message("remind-many", first) if same else Message("remind-many-ends")
    said = tuple(_line(town, line) if same else _line_until(town, line, ends) for line in lines)
    if question is None:
        return Reply((head, *said, Message("remind-write", {"example": _example(town, lines[0])})))
    return Reply((head,), question, (*(Choice(line) for line in said), *ALL_OR_NOTHING))


def _about(town: Town, line: Line, ends: Ends) -> dict[str, Value]:
    return _named(town, line) | _end(town, line, ends) | {"example": _example(town, line)}


def _named(town: Town, line: Line) -> dict[str, Value]:
    return {
        "service": service_label(town, line[0].service, line[0].part),
        "children": Names(children_in(line)),
        "days": when(days_in(line)),
    }


def _end(town: Town, line: Line, ends: Ends) -> dict[str, Value]:
    closes_at = line[0].closes_at
    return {"until": Until(local(town, closes_at)), "then": _then(ends[line[0].service, closes_at])}


def _line(town: Town, line: Line) -> Message:
    return Message("remind-line", _named(town, line))


def _line_until(town: Town, line: Line, ends: Ends) -> Message:
    return Message("remind-line-until", _named(town, line) | _end(town, line, ends))


def ask_again(town: Town, question: PendingQuestion) -> Reply:
    """The question once more, where the answer was not clear."""
    said = tuple(
        Message(
            "remind-line",
            {
                "service": service_label(town, request.services[0]),
                "children": Names(request.children),
                "days": when(request.days),
            },
        )
        for request in question.named
    )
    if len(said) == 1:
        return Reply((Message("ask-reminder", {"what": said[0]}),), question, YES_OR_NO)
    return Reply((Message("ask-reminders"),), question, (*(Choice(line) for line in said), *ALL_OR_NOTHING))


def _then(tier: Tier | None) -> Value:
    """What it costs after that end; nothing where it costs the same, or is over."""
    price = None if tier is None else tier.price
    match price:
        case None:
            return ""
        case PercentSurcharge(percent=percent):
            return Message("remind-then-percent", {"percent": f"{percent.normalize():f}"})
        case FixedSurcharge(euros=euros):
            return Message("remind-then-euros", {"euros": euros})
        case OtherPrice(euros=euros):
            return Message("remind-then-price", {"euros": euros})
        case PriceLine(label=label):
            return Message("remind-then-line", {"label": label})


def _holidays(town: Town, kind: Kind, line: Line, said: Sequence[Said]) -> Message:
    moment = next(each.moment for each in said if each.moment.service == line[0].service)
    about = _named(town, line) | {
        "first": moment.days[0],
        "last": moment.days[-1],
        "until": Until(local(town, moment.closes_at)),
    }
    return Message("remind-holidays-open" if kind is Kind.HOLIDAYS_OPEN else "remind-holidays-close", about)


def _example(town: Town, line: Line) -> Value:
    """A text that would book the first day of it."""
    days = days_in(line)
    about: dict[str, Value] = {"service": town.service(line[0].service).name, "day": days[0], "child": line[0].child}
    return Message("remind-example", about)


def _joined(said: Sequence[Message]) -> Value:
    return said[0] if len(said) == 1 else Message("and-also", {"one": said[0], "other": _joined(said[1:])})
