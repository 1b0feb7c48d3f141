"""Which days a standing booking means: weekdays, in all weeks, even or odd ones, or every other one. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from booking.rules.calendar import ONE_WEEK, Weekday, monday_of, weekday_of


class Weeks(StrEnum):
    """In which weeks."""

    ALL = "all"
    EVEN = "even"
    ODD = "odd"
    ALTERNATE = "alternate"


def falls_in(day: date, weeks: Weeks, anchor: date | None) -> bool:
    """Whether a day lies in these weeks; alternate ones are counted from that of `anchor`, and without one all are."""
    match weeks:
        case Weeks.ALL:
            return True
        case Weeks.EVEN | Weeks.ODD:
            return day.isocalendar().week % 2 == (weeks is Weeks.ODD)
        case Weeks.ALTERNATE:
            return anchor is None or (monday_of(day) - monday_of(anchor)) // ONE_WEEK % 2 == 0


@dataclass(frozen=True, slots=True)
class Pattern:
    """Weekdays from `first` to `until` (both included), some dates excepted.

    Even and odd are those of the ISO calendar, of which two odd weeks may follow one another (2026-W53, 2027-W01).
    Alternate weeks are every other one, counted from the week of `anchor` (none: that of `first`).
    """

    weekdays: frozenset[Weekday]
    first: date
    until: date
    weeks: Weeks = Weeks.ALL
    anchor: date | None = None
    exceptions: frozenset[date] = frozenset()

    def __contains__(self, day: date) -> bool:
        return (
            self.first <= day <= self.until
            and weekday_of(day) in self.weekdays
            and day not in self.exceptions
            and falls_in(day, self.weeks, self.anchor or self.first)
        )

    def among(self, days: Iterable[date]) -> Iterator[date]:
        """Those of these days that it means."""
        return (day for day in days if day in self)
