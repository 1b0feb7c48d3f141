"""The town's clock, moved by hand, to see tomorrow's deadline today."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from babel.dates import format_date

from booking.town import Town
from channels.simulator.errors import MoveError

AN_HOUR, A_DAY = timedelta(hours=1), timedelta(days=1)
MORNING = time(8)


class MovableClock(Protocol):
    """The time in a town, as it can be read and moved."""

    zone: ZoneInfo

    def now(self) -> datetime:
        """This instant, aware, in UTC."""
        ...

    def move_to(self, instant: datetime) -> None:
        """Go on from another instant (aware)."""
        ...

    def local(self, instant: datetime) -> datetime:
        """An instant as the town's clocks show it."""
        ...


def an_hour_on(here: datetime) -> datetime:
    """An hour later, also in the night in which clocks are changed."""
    return (here.astimezone(UTC) + AN_HOUR).astimezone(here.tzinfo)


def next_morning(here: datetime) -> datetime:
    """Eight o'clock of the day after."""
    return _morning(here, days=1)


def next_monday(here: datetime) -> datetime:
    """Eight o'clock of the first Monday after today."""
    return _morning(here, days=7 - here.weekday())


STEPS: Mapping[str, Callable[[datetime], datetime]] = {
    "hour": an_hour_on,
    "morning": next_morning,
    "monday": next_monday,
}


def moved(clock: MovableClock, town: Town, *, step: str, to: str) -> datetime:
    """Where the clock is to go: one of `STEPS`, or else the local date and hour written in `to` (ISO).

    Raises MoveError for what is no date, and outside the school year of the town: no session is open there.
    """
    target = STEPS[step](clock.local(clock.now())) if step in STEPS else _written(to, clock.zone)
    year = town.school_year
    if target.date() not in year:
        first, last = (_in_full(day) for day in (year.first_possible_day, year.last_possible_day))
        raise MoveError(f"L'horloge va du {first} au {last} : l'année scolaire de la démonstration.")
    return target


def _morning(here: datetime, *, days: int) -> datetime:
    return datetime.combine(here.date() + days * A_DAY, MORNING, tzinfo=here.tzinfo)


def _written(text: str, zone: ZoneInfo) -> datetime:
    try:
        written = datetime.fromisoformat(text.strip())
    except ValueError:
        raise MoveError(
            "Cette date n'est pas lisible. Écrivez le jour et l'heure, par exemple 2026-11-23T09:00."
        ) from None
    return written.replace(tzinfo=zone) if written.tzinfo is None else written


def _in_full(day: date) -> str:
    return format_date(day, "d MMMM y", locale="fr")
