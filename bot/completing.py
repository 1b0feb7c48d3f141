"""From a request with open fields to the places it means, or to the one question that settles it.

What the parent wrote stands. What was left open is filled in only where one reading is possible, and the reply
reads it back; otherwise it is asked.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, time

from booking.agenda import Line
from booking.domain import Place
from booking.households import ChildAtHome
from booking.patterns import Pattern, Weeks
from booking.rules.calendar import Weekday
from booking.standing import Wish
from booking.town import Hours, Part, Service, Town
from bot.pending import Asking
from bot.turn import Turn
from messages.understanding.meaning import Repeat, Request

PARTS = {"morning": Part.MORNING, "afternoon": Part.AFTERNOON, "day": Part.DAY}


@dataclass(frozen=True, slots=True)
class Open:
    """One field is open: what is to be asked, and the options (none where any day may be named)."""

    asking: Asking
    request: Request
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Complete:
    """Nothing is open: these places, in the order in which everybody takes them (which rules out deadlocks)."""

    request: Request
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Nothing:
    """Nothing is booked on these days, so there is nothing to take back."""

    days: tuple[date, ...]


def complete_booking(turn: Turn, request: Request) -> Complete | Open:
    """The places to book, or what must be asked first."""
    children = _named(turn, request) or turn.caller.children
    services = _meant(turn.town, request.services)
    if not services or len(services) > len(request.services):
        open_to_them = _open_to(turn, children, request, services)
        then = _taking_place(turn.town, open_to_them, request.days)
        if services and open_to_them and request.days and not then:
            return _complete(turn, request, [turn.town.service(key) for key in open_to_them])  # the core says why not
        open_to_them = then or open_to_them
        if len(open_to_them) != 1:
            return Open(Asking.SERVICE, request, open_to_them or tuple(service.key for service in services))
        services = [turn.town.service(open_to_them[0])]
    if not request.days and request.repeat is None:
        candidates = tuple(day.isoformat() for day in request.either)
        return Open(Asking.DAYS, _with_services(request, services), candidates)
    return _complete(turn, request, services)


def _complete(turn: Turn, request: Request, services: Sequence[Service]) -> Complete:
    places = [
        _place(child, service, day, request)
        for service in services
        for day in _days(turn.town, service, request)
        for child in _named(turn, request) or _enrolled(turn, service, day) or turn.caller.children
    ]
    return Complete(_with_services(request, services), _in_order(places))


def complete_cancelling(turn: Turn, request: Request, booked: Sequence[Line]) -> Complete | Open | Nothing:
    """The places to give back, out of what is `booked` from today on, or what must be asked first."""
    services = [service.key for service in _meant(turn.town, request.services)]
    named = {child.id for child in _named(turn, request)}
    concerned = [
        line for line in booked if (not named or line.child_id in named) and (not services or line.service in services)
    ]
    if not request.days and request.repeat is None:
        days = tuple(dict.fromkeys(line.day.isoformat() for line in concerned))
        either = tuple(day.isoformat() for day in request.either if day.isoformat() in days)
        return Open(Asking.DAYS, request, either or days)
    meant = [line for line in concerned if _is_meant(line.day, request)]
    if not meant:
        if not services:
            return Nothing(request.days)
        return complete_booking(turn, request)  # nothing is booked: the core says so, place by place
    kinds = tuple(dict.fromkeys(line.service for line in meant))
    if len(kinds) > 1 and len(kinds) > len(request.services):
        return Open(Asking.SERVICE, request, kinds)
    places = {
        _place(turn.caller.child(line.child), turn.town.service(line.service), line.day, request) for line in meant
    }
    return Complete(replace(request, services=kinds), _in_order(places))


def services_of(turn: Turn, request: Request) -> Sequence[Service]:
    """The services that a question is about: those named, or all that the family's children are enrolled in."""
    named = _meant(turn.town, request.services)
    if named or request.services:
        return named
    keys = _open_to(turn, _named(turn, request) or turn.caller.children, request, ())
    return [turn.town.service(key) for key in keys]


def keys_of(turn: Turn, request: Request) -> tuple[str, ...]:
    """The keys of the services named; none where none was."""
    return tuple(service.key for service in _meant(turn.town, request.services))


def _named(turn: Turn, request: Request) -> Sequence[ChildAtHome]:
    return [turn.caller.child(name) for name in request.children]


def _meant(town: Town, keys: Collection[str]) -> Sequence[Service]:
    """The services of these keys; a key that is only the beginning of several stands for each of them."""
    return [
        service for key in keys for service in town.services if service.key == key or service.key.startswith(f"{key}-")
    ]


def _with_services(request: Request, services: Sequence[Service]) -> Request:
    return replace(request, services=tuple(service.key for service in services))


def _open_to(
    turn: Turn, children: Sequence[ChildAtHome], request: Request, among: Sequence[Service]
) -> tuple[str, ...]:
    """The services that these children may book, in the order of the town's file."""
    day = request.days[0] if request.days else turn.today
    keys = {enrolment.service for child in children for enrolment in child.enrolled_on(day)}
    return tuple(service.key for service in among or turn.town.services if service.key in keys)


def _taking_place(town: Town, keys: Sequence[str], days: Sequence[date]) -> tuple[str, ...]:
    """Those of the services that take place on at least one of the days; all of them where no day is named."""
    return tuple(
        key for key in keys if not days or any(town.service(key).days(town.calendar, day, day) for day in days)
    )


def _enrolled(turn: Turn, service: Service, day: date) -> Sequence[ChildAtHome]:
    return [
        child
        for child in turn.caller.children
        if any(enrolment.service == service.key for enrolment in child.enrolled_on(day))
    ]


def _days(town: Town, service: Service, request: Request) -> Sequence[date]:
    if request.repeat is None:
        return request.days
    span = service.days(town.calendar, request.repeat.first, request.repeat.until)
    return [day for day in span if falls_on(request.repeat, day)]


def _is_meant(day: date, request: Request) -> bool:
    return day in request.days if request.repeat is None else falls_on(request.repeat, day)


def pattern_of(repeat: Repeat) -> Pattern:
    """The pattern of a repeat as the core keeps it."""
    weekdays = frozenset(Weekday(number) for number in repeat.weekdays)
    return Pattern(weekdays, repeat.first, repeat.until, Weeks(repeat.weeks), anchor=repeat.first)


def wishes_of(found: Complete) -> Sequence[Wish]:
    """What is wanted on every day of the pattern of a request, child by child and service by service."""
    if found.request.repeat is None:
        return ()
    pattern = pattern_of(found.request.repeat)
    wishes = [
        Wish(place.child_id, place.service, pattern, place.part, place.meal, place.hours) for place in found.places
    ]
    return list({(wish.child_id, wish.service): wish for wish in wishes}.values())


def falls_on(repeat: Repeat, day: date) -> bool:
    """Whether a day belongs to the pattern; alternate weeks are counted from the week of its first day."""
    if day.isoweekday() not in repeat.weekdays or not repeat.first <= day <= repeat.until:
        return False
    week = day.isocalendar().week
    match repeat.weeks:
        case "all":
            return True
        case "even":
            return week % 2 == 0
        case "odd":
            return week % 2 == 1
        case "alternate":
            return _weeks_between(repeat.first, day) % 2 == 0


def _weeks_between(first: date, day: date) -> int:
    return ((day.toordinal() - day.weekday()) - (first.toordinal() - first.weekday())) // 7


def _place(child: ChildAtHome, service: Service, day: date, request: Request) -> Place:
    has_parts = len(service.parts) > 1
    hours = request.hours and Hours(time.fromisoformat(request.hours[0]), time.fromisoformat(request.hours[1]))
    return Place(
        child_id=child.id,
        service=service.key,
        day=day,
        part=PARTS[request.part or "day"] if has_parts else None,
        meal=request.meal if has_parts else None,
        hours=hours or None,
    )


def _in_order(places: Collection[Place]) -> tuple[Place, ...]:
    def by_day(place: Place) -> tuple[date, str, int]:
        return place.day, place.service, place.child_id

    return tuple(sorted(dict.fromkeys(places), key=by_day))
