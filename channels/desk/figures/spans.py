"""What a plot and the table show as one: a day, or in a long period a week."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from channels.desk.figures.availability import Availability, Watched, share
from channels.desk.figures.day import Day, together
from channels.desk.figures.gathered import Figures
from channels.web.french import numeric_date, short_date

BY_DAY = 62  # days: with more, weeks are shown


@dataclass(frozen=True, slots=True)
class Span:
    """Some days in a row, what happened in them, and their availability in percent (none where it is not known)."""

    first: date
    last: date
    total: Day
    available: float | None

    @property
    def short(self) -> str:
        """On a plot: "23 nov."; "23 nov. – 29 nov."."""
        return _between(short_date(self.first), short_date(self.last))

    @property
    def written(self) -> str:
        """In the table: "23/11/2026"; "23/11/2026 – 29/11/2026"."""
        return _between(numeric_date(self.first), numeric_date(self.last))


def is_long(figures: Figures) -> bool:
    """Whether weeks are shown, and not days."""
    return len(figures.days) > BY_DAY


def spans(figures: Figures, available: Availability) -> Sequence[Span]:
    """Days, or the weeks of a long period, of which the first and the last may be cut."""
    return list(weeks(figures, available) if is_long(figures) else days(figures, available))


def days(figures: Figures, available: Availability) -> Iterator[Span]:
    """Each day."""
    watched = _by_day(available)
    for day, total in figures.days.items():
        yield Span(day, day, total, share(watched.get(day, ())))


def weeks(figures: Figures, available: Availability) -> Iterator[Span]:
    """From Monday to Sunday, as far as they lie in the period."""
    watched = _by_day(available)
    for _, group in groupby(figures.days, key=lambda day: day.isocalendar()[:2]):
        week = list(group)
        hours = [hour for day in week for hour in watched.get(day, ())]
        yield Span(week[0], week[-1], together(figures.days[day] for day in week), share(hours))


def _by_day(available: Availability) -> Mapping[date, Sequence[Watched]]:
    return {day: list(hours) for day, hours in groupby(available.hours, key=lambda hour: hour.start.date())}


def _between(first: str, last: str) -> str:
    return first if first == last else f"{first} – {last}"
