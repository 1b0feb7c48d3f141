"""What a reminder names, said in as few lines as it takes: one request for each, which OUI asks for."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeAlias, get_args

from booking.reminders.tables import Kind
from booking.town import Hours, Part
from bot.pending import NO, YES, Asking, PendingQuestion
from messages.understanding.meaning import Intent, Request
from messages.understanding.meaning import Part as PartSaid

Line: TypeAlias = Sequence["Named"]
PARTS: dict[str, PartSaid] = {word: word for word in get_args(PartSaid)}


@dataclass(frozen=True, slots=True)
class Named:
    """A child, a service and a day, as the child usually comes; `closes_at` is the first instant too late."""

    child: str
    service: str
    day: date
    closes_at: datetime
    part: Part | None = None
    meal: bool | None = None
    hours: Hours | None = None


def lines_of(named: Iterable[Named]) -> Sequence[Line]:
    """Those that are said in one line: the same service and end, and the same days for each of the children."""
    alike: dict[tuple[object, ...], list[Named]] = {}
    for each in named:
        alike.setdefault((each.closes_at, each.service, each.part, each.meal, each.hours), []).append(each)
    return [line for of_one in alike.values() for line in _same_days(of_one)]


def _same_days(named: Sequence[Named]) -> Iterable[Line]:
    days: dict[str, set[date]] = {}
    for each in named:
        days.setdefault(each.child, set()).add(each.day)
    children: dict[tuple[date, ...], set[str]] = {}
    for child, dates in days.items():
        children.setdefault(tuple(sorted(dates)), set()).add(child)
    return [[each for each in named if each.child in together] for together in children.values()]


def children_in(line: Line) -> tuple[str, ...]:
    """The children of a line, in the order of the file."""
    return tuple(dict.fromkeys(each.child for each in line))


def days_in(line: Line) -> tuple[date, ...]:
    """The days of a line."""
    return tuple(sorted({each.day for each in line}))


def request_of(line: Line) -> Request:
    """What a parent would have to text to book that line."""
    first = line[0]
    return Request(
        Intent.BOOK,
        services=(first.service,),
        children=children_in(line),
        days=days_in(line),
        part=None if first.part is None else PARTS[first.part],
        meal=first.meal,
        hours=None if first.hours is None else (f"{first.hours.start:%H:%M}", f"{first.hours.end:%H:%M}"),
    )


def question_of(reminder_id: int, kind: Kind, lines: Sequence[Line], *, asked_at: datetime) -> PendingQuestion | None:
    """The question that a reminder asks; none where it only tells.

    Its number is that of the reminder below zero, so that it is never that of a text. Of several lines, each is an
    option; the last two options are always yes and no.
    """
    if kind is not Kind.DEADLINE or not lines:
        return None
    named = tuple(request_of(line) for line in lines)
    numbers = tuple(str(number) for number in range(1, len(lines) + 1)) if len(lines) > 1 else ()
    return PendingQuestion(-reminder_id, Asking.REMINDER, named[0], (*numbers, YES, NO), asked_at, named=named)
