"""The readings of days that are left open: two candidates, of which none is picked."""

from collections.abc import Iterable
from datetime import date, timedelta

from messages.understanding.dates.atoms import Atom, Dated, Either, Named


def readings(atoms: Iterable[Atom], today: date) -> tuple[str, ...]:
    """What each day that could be two may be, in words of the calendar: an ISO date, or `every` and a weekday."""
    return tuple(reading for atom in atoms for reading in _readings(atom, today))


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
