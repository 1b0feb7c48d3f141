"""The readings of days that are left open: two candidates, of which none is picked."""

from collections.abc import Iterable
from datetime import date, timedelta

from messages.understanding.dates.atoms import Atom, Dated, Either, Named
from messages.understanding.dates.resolve import Resolver


def readings(atoms: Iterable[Atom], today: date) -> tuple[str, ...]:
    """What each day that could be two may be, in words of the calendar: an ISO date, or `every` and a weekday."""
    return tuple(reading for atom in atoms for reading in _readings(atom, today))


def either_of(atom: Atom, resolver: Resolver) -> tuple[date, ...]:
    """The two days of which one is meant, the earlier first: "mercredi prochain", "lundi 1er décembre" where the 1st is
    a Tuesday; none where the readings are no single days."""
    match atom:
        case Named(weekday, upcoming=True):
            first = _next(weekday, resolver.today)
            return first, first + timedelta(weeks=1)
        case Dated(weekday=int(weekday)):
            dated = resolver.resolve([atom._replace(weekday=None)]).days
            near = [day for day in (_nearest(weekday, day) for day in dated) if day > resolver.today]
            return tuple(sorted({*dated, *near})) if len(dated) == 1 else ()
        case _:
            return ()


def _nearest(weekday: int, day: date) -> date:
    """The day of that weekday which is at most three days away."""
    return day + timedelta(days=(weekday - day.isoweekday() + 3) % 7 - 3)


def _readings(atom: Atom, today: date) -> tuple[str, ...]:
    match atom:
        case Named(weekday, upcoming=True):
            first = _next(weekday, today)
            return (first.isoformat(), (first + timedelta(weeks=1)).isoformat())
        case Either(weekday):
            return (_next(weekday, today).isoformat(), f"every {weekday}")
        case Dated(day, month, None, weekday) if weekday is not None:
            return (f"day {day}" + (f" of month {month}" if month else ""), _next(weekday, today).isoformat())
        case _:
            return ()


def _next(weekday: int, today: date) -> date:
    return today + timedelta(days=(weekday - today.isoweekday() - 1) % 7 + 1)
