"""Which days count: civil days, working days, school days, and the holidays between terms. Pure, from given facts."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum, StrEnum
from zoneinfo import ZoneInfo

from booking.errors import CalendarMissing

ONE_DAY = timedelta(days=1)
ONE_WEEK = timedelta(weeks=1)


class Weekday(IntEnum):
    """ISO weekdays."""

    MONDAY = 1
    TUESDAY = 2
    WEDNESDAY = 3
    THURSDAY = 4
    FRIDAY = 5
    SATURDAY = 6
    SUNDAY = 7


def weekday_of(day: date) -> Weekday:
    """The weekday of a date."""
    return Weekday(day.isoweekday())


def monday_of(day: date) -> date:
    """The Monday of the ISO week in which a date lies."""
    return day - timedelta(days=day.isoweekday() - 1)


def days_between(first: date, last: date) -> Iterator[date]:
    """Every date from `first` to `last`, both included."""
    for offset in range((last - first).days + 1):
        yield first + timedelta(days=offset)


class Counting(StrEnum):
    """Which days a rule counts."""

    CALENDAR = "calendar days"
    WORKING = "working days"
    WORKING_OR_SATURDAY = "working days and saturdays"
    SCHOOL = "school days"


class Season(StrEnum):
    """The holidays of a French school year."""

    AUTUMN = "autumn"
    CHRISTMAS = "christmas"
    WINTER = "winter"
    SPRING = "spring"
    SUMMER = "summer"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Period:
    """Days from `first` to `last`, both included: holidays, or the term between two of them (`season` is then None)."""

    name: str
    season: Season | None
    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days of one town, known from `first` to `last`; a question beyond raises CalendarMissing with the year.

    A bridge has no school, but the office works; on a closed day of the town nothing takes place and nobody works.
    """

    zone: ZoneInfo
    first: date
    last: date
    holidays: tuple[Period, ...]
    public_holidays: Mapping[date, str]
    bridges: frozenset[date] = frozenset()
    closed_days: frozenset[date] = frozenset()
    extra_school_days: frozenset[date] = frozenset()
    school_weekdays: frozenset[Weekday] = frozenset(
        {Weekday.MONDAY, Weekday.TUESDAY, Weekday.THURSDAY, Weekday.FRIDAY},
    )
    office_closed_weekdays: frozenset[Weekday] = frozenset()

    def require(self, day: date) -> None:
        """Raise CalendarMissing unless the calendar knows that day."""
        if not self.first <= day <= self.last:
            raise CalendarMissing(day.year)

    def holidays_at(self, day: date) -> Period | None:
        """The school holidays in which a day lies, or None in term."""
        self.require(day)
        return next((period for period in self.holidays if day in period), None)

    def is_public_holiday(self, day: date) -> bool:
        """Whether it is a public holiday in the town's region."""
        self.require(day)
        return day in self.public_holidays

    def is_closed(self, day: date) -> bool:
        """Whether nothing can take place: a public holiday, or a day on which the town itself is closed."""
        return self.is_public_holiday(day) or day in self.closed_days

    def is_working_day(self, day: date) -> bool:
        """Monday to Friday, outside public holidays, closed days and the weekday on which the office is shut."""
        return day.isoweekday() <= Weekday.FRIDAY and self._is_open(day)

    def _is_open(self, day: date) -> bool:
        return weekday_of(day) not in self.office_closed_weekdays and not self.is_closed(day)

    def is_school_day(self, day: date) -> bool:
        """Whether there is school: a school weekday outside holidays, public holidays, bridges and closed days."""
        if day in self.extra_school_days:
            return not self.is_closed(day)
        return (
            weekday_of(day) in self.school_weekdays
            and self.holidays_at(day) is None
            and day not in self.bridges
            and not self.is_closed(day)
        )

    def counts(self, day: date, counting: Counting) -> bool:
        """Whether a rule that counts in such days counts this one."""
        match counting:
            case Counting.CALENDAR:
                self.require(day)
                return True
            case Counting.WORKING:
                return self.is_working_day(day)
            case Counting.WORKING_OR_SATURDAY:
                return day.isoweekday() <= Weekday.SATURDAY and self._is_open(day)
            case Counting.SCHOOL:
                return self.is_school_day(day)

    def back(self, day: date, days: int, counting: Counting) -> date:
        """The date `days` counted days before `day`; the day itself is not counted."""
        while days > 0:
            day -= ONE_DAY
            days -= self.counts(day, counting)
        return day

    def ahead(self, day: date, days: int, counting: Counting) -> date:
        """The date `days` counted days after `day`; the day itself is not counted."""
        while days > 0:
            day += ONE_DAY
            days -= self.counts(day, counting)
        return day

    def on_or_before(self, day: date, counting: Counting) -> date:
        """The day itself if it counts, else the last one before it that does."""
        while not self.counts(day, counting):
            day -= ONE_DAY
        return day

    def on_or_after(self, day: date, counting: Counting) -> date:
        """The day itself if it counts, else the first one after it that does."""
        while not self.counts(day, counting):
            day += ONE_DAY
        return day

    def period_of(self, day: date) -> Period:
        """The holidays in which a day lies, or else the term: all days between the holidays before and after it."""
        found = self.holidays_at(day)
        if found is not None:
            return found
        starts = [period.last + ONE_DAY for period in self.holidays if period.last < day]
        ends = [period.first - ONE_DAY for period in self.holidays if period.first > day]
        return Period("term", None, max(starts, default=self.first), min(ends, default=self.last))
