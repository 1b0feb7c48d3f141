"""The school calendar of the town's zone, as far as the reading of a text needs it."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class SchoolYear:
    """First and last day of school, both included."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Holidays:
    """Days without school, both ends included; a bridge is a short one that parents do not call holidays."""

    name: str
    first: date
    last: date
    bridge: bool = False


@dataclass(frozen=True)
class SchoolCalendar:
    """School years, holidays and public holidays of one zone, each in the order of time."""

    years: tuple[SchoolYear, ...]
    holidays: tuple[Holidays, ...]
    public: frozenset[date]

    @cached_property
    def _breaks(self) -> tuple[Holidays, ...]:
        return tuple(each for each in self.holidays if not each.bridge)

    @cached_property
    def _starts(self) -> list[date]:
        return [each.first for each in self.holidays]

    def in_holidays(self, day: date) -> bool:
        """Whether `day` lies in holidays or in a bridge."""
        at = bisect_right(self._starts, day)
        return at > 0 and day <= self.holidays[at - 1].last

    def is_school_day(self, day: date) -> bool:
        """Monday to Friday, no holidays, no public holiday."""
        return day.isoweekday() <= 5 and day not in self.public and not self.in_holidays(day)

    def breaks_from(self, day: date) -> Iterator[Holidays]:
        """The holidays (no bridges) that are not over on `day`, the nearest first."""
        return (each for each in self._breaks if each.last >= day)

    def next_break(self, day: date) -> Holidays | None:
        """The holidays that start after `day`."""
        return next((each for each in self._breaks if each.first > day), None)

    def first_school_day(self, day: date) -> date | None:
        """The first school day on or after `day`; None beyond what the calendar knows."""
        while day <= self.last_known:
            if self.is_school_day(day):
                return day
            day += ONE_DAY
        return None

    def last_school_day(self, before: date) -> date | None:
        """The last school day before `before`; None before what the calendar knows."""
        day = before - ONE_DAY
        while day >= self.years[0].first:
            if self.is_school_day(day):
                return day
            day -= ONE_DAY
        return None

    def year_end(self, day: date) -> date | None:
        """The last day of the school year that `day` is in, or of the coming one in the summer."""
        at = bisect_left([year.last for year in self.years], day)
        return self.years[at].last if at < len(self.years) else None

    @cached_property
    def last_known(self) -> date:
        """The last day of school that the calendar knows."""
        return self.years[-1].last
