"""The kinds of rule that say when something closes (or opens) for a day: one frozen type for each.

A kind of rule here is a row of the synthesis of 109 real French rules; what each means to the minute is in instants.py.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum
from typing import TypeAlias

from booking.rules.calendar import Counting, Season, Weekday


@dataclass(frozen=True, slots=True)
class Hour:
    """An hour of the town's clock: "avant 9h" (not `included`), or "jusqu'à 9h" (its whole minute is in time)."""

    at: time
    included: bool


END_OF_DAY = Hour(time(23, 59), included=True)
START_OF_DAY = Hour(time(0, 0), included=False)


@dataclass(frozen=True, slots=True)
class DaysBefore:
    """So many days before the day: 0 is the day itself, 1 the eve, in the days that are counted."""

    days: int
    counting: Counting
    hour: Hour = END_OF_DAY


@dataclass(frozen=True, slots=True)
class WeekBefore:
    """A weekday of an earlier week closes the whole week (Monday to Sunday); 0 weeks is the week itself."""

    weekday: Weekday
    weeks: int = 1
    hour: Hour = END_OF_DAY


@dataclass(frozen=True, slots=True)
class PrecedingWeekday:
    """The last such weekday strictly before the day ("le vendredi précédent"), or that many weeks earlier still."""

    weekday: Weekday
    weeks_earlier: int = 0
    hour: Hour = END_OF_DAY


@dataclass(frozen=True, slots=True)
class ByWeekday:
    """Each weekday has its own rule; other maps may hold in odd ISO weeks, or where Monday is a public holiday."""

    days: Mapping[Weekday, "Rule"]
    odd_weeks: Mapping[Weekday, "Rule"] | None = None
    weeks_with_monday_off: Mapping[Weekday, "Rule"] | None = None


@dataclass(frozen=True, slots=True)
class MonthDay:
    """A day of an earlier month; None is the last day of that month, and a day that it lacks its last one."""

    day: int | None
    months: int = 1
    hour: Hour = END_OF_DAY


class WeekOfMonth(StrEnum):
    """Which such weekday of a month: its first … its last, or that of the last week that lies wholly in it."""

    FIRST = "first"
    SECOND = "second"
    THIRD = "third"
    FOURTH = "fourth"
    LAST = "last"
    LAST_COMPLETE = "last complete"
    LAST_COMPLETE_WORKING = "last complete, monday to friday"


@dataclass(frozen=True, slots=True)
class MonthWeekday:
    """Such a weekday of an earlier month: its second Tuesday, the Friday of its last complete week."""

    weekday: Weekday
    week: WeekOfMonth
    months: int = 1
    hour: Hour = END_OF_DAY


class PeriodStart(StrEnum):
    """From where one counts back: holidays start on a Saturday, their first open day is usually the Monday."""

    FIRST_DAY = "first day"
    FIRST_OPEN_DAY = "first open day"
    LAST_SCHOOL_DAY = "last school day before"


@dataclass(frozen=True, slots=True)
class PeriodBefore:
    """So many months, then so many days, before the period (holidays, or term) in which the day lies.

    `days_after` goes forward again ("opens a month before, for 15 days"). Clear days ("jours francs") count neither
    the first nor the last day: 15 clear days are 16 days before.
    """

    days: int
    counted_from: PeriodStart
    counting: Counting = Counting.CALENDAR
    clear: bool = False
    months: int = 0
    days_after: int = 0
    hour: Hour = END_OF_DAY


@dataclass(frozen=True, slots=True)
class DatesFor:
    """The days from `first` to `last` close at the hour of one date."""

    first: date
    last: date
    on: date
    hour: Hour = END_OF_DAY


@dataclass(frozen=True, slots=True)
class Dates:
    """A published table: a date for each range of days. A day in no range has no date yet."""

    table: tuple[DatesFor, ...]


@dataclass(frozen=True, slots=True)
class HoursBefore:
    """So many hours on the clock before `anchor` on the day itself, never elapsed hours; in counted days only."""

    hours: int
    anchor: Hour
    counting: Counting = Counting.CALENDAR


@dataclass(frozen=True, slots=True)
class ByPeriod:
    """One rule in term, another in the holidays, and perhaps another in some of them."""

    term: "Rule"
    holidays: "Rule"
    seasons: Mapping[Season, "Rule"]


class WhyNever(StrEnum):
    """Why no instant can be given."""

    NEVER = "never"
    SUBSCRIPTION_ONLY = "subscription only"
    UNSTATED = "unstated"
    NO_DATE_PUBLISHED = "no date published"
    NO_RULE_FOR_WEEKDAY = "no rule for weekday"
    NOT_FOR_THIS_GROUP = "not for this group"


@dataclass(frozen=True, slots=True)
class Without:
    """No day by day act: never, by subscription only, or not stated in the town's rules (a person decides)."""

    why: WhyNever


Rule: TypeAlias = (
    DaysBefore
    | WeekBefore
    | PrecedingWeekday
    | ByWeekday
    | MonthDay
    | MonthWeekday
    | PeriodBefore
    | Dates
    | HoursBefore
    | ByPeriod
    | Without
)


class WhenClosed(StrEnum):
    """What happens where the day on which a rule falls is closed."""

    LITERAL = "literal"
    PREVIOUS_WORKING_DAY = "previous working day"
    PREVIOUS_SCHOOL_DAY = "previous school day"
    NEXT_WORKING_DAY = "next working day"


@dataclass(frozen=True, slots=True)
class Deadline:
    """A rule, what it does next to closed days, and the days for which a date was fixed by hand."""

    rule: Rule
    when_closed: WhenClosed = WhenClosed.LITERAL
    exceptions: tuple[DatesFor, ...] = ()
