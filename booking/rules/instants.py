"""What a rule means for a day, to the minute, in the town's own clock."""

import calendar as months
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import assert_never

from booking.rules.calendar import ONE_DAY, ONE_WEEK, Calendar, Counting, Weekday, monday_of, weekday_of
from booking.rules.deadlines import (
    ByPeriod,
    ByWeekday,
    Dates,
    DatesFor,
    DaysBefore,
    Deadline,
    Hour,
    HoursBefore,
    MonthDay,
    MonthWeekday,
    PeriodBefore,
    PeriodStart,
    PrecedingWeekday,
    Rule,
    WeekBefore,
    WeekOfMonth,
    WhenClosed,
    WhyNever,
    Without,
)

ONE_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Point:
    """A date and an hour, before they become an instant."""

    on: date
    hour: Hour


def in_utc(instant: datetime) -> datetime:
    """The same instant in UTC, where instants compare as they should. Raises ValueError for a naive one:

    it would be read in the zone of the machine, and a deadline judged an hour or two off.
    """
    if instant.tzinfo is None:
        raise ValueError("an instant without a time zone was given to a rule: pass an aware datetime")
    return instant.astimezone(UTC)


def last_instant(deadline: Deadline, day: date, calendar: Calendar) -> datetime | WhyNever:
    """The first instant that is too late for `day`, in the town's zone; or why there is none.

    "avant 9h" gives 09:00:00, "jusqu'à 9h" gives 09:01:00 (09:00:59 is in time), a bare date the next midnight.
    Where a clock change makes an hour doubtful, the reading holds that is kinder to the parent.
    """
    point = _point(deadline, day, calendar)
    if isinstance(point, WhyNever):
        return point
    local = datetime.combine(point.on, point.hour.at)
    if point.hour.included:
        local += ONE_MINUTE
    return max(_shown(local, calendar)).astimezone(calendar.zone)


def first_instant(opening: Deadline, day: date, calendar: Calendar) -> datetime | WhyNever:
    """The first instant at which `day` is open, in the town's zone; or why there is none."""
    point = _point(opening, day, calendar)
    if isinstance(point, WhyNever):
        return point
    return min(_shown(datetime.combine(point.on, point.hour.at), calendar)).astimezone(calendar.zone)


def _shown(local: datetime, calendar: Calendar) -> tuple[datetime, datetime]:
    """Both readings of an hour in UTC: the same, but for an hour that the clock shows twice or jumps over."""
    first, second = (local.replace(tzinfo=calendar.zone, fold=fold) for fold in (0, 1))
    return first.astimezone(UTC), second.astimezone(UTC)


def is_exception(deadline: Deadline, day: date) -> bool:
    """Whether the day's date was fixed by hand."""
    return _dated(deadline.exceptions, day) is not None


def moved_from(deadline: Deadline, day: date, calendar: Calendar) -> date | None:
    """The closed day on which the rule fell and from which it moved; None where it did not move."""
    point = resolve(deadline.rule, day, calendar)
    if isinstance(point, WhyNever) or is_exception(deadline, day):
        return None
    return point.on if _moved(point.on, deadline.when_closed, calendar) != point.on else None


def _point(deadline: Deadline, day: date, calendar: Calendar) -> Point | WhyNever:
    fixed = _dated(deadline.exceptions, day)
    if fixed is not None:
        return fixed
    point = resolve(deadline.rule, day, calendar)
    if isinstance(point, WhyNever):
        return point
    return Point(_moved(point.on, deadline.when_closed, calendar), point.hour)


def _moved(on: date, when_closed: WhenClosed, calendar: Calendar) -> date:
    match when_closed:
        case WhenClosed.LITERAL:
            return on
        case WhenClosed.PREVIOUS_WORKING_DAY:
            return calendar.on_or_before(on, Counting.WORKING)
        case WhenClosed.PREVIOUS_SCHOOL_DAY:
            return calendar.on_or_before(on, Counting.SCHOOL)
        case WhenClosed.NEXT_WORKING_DAY:
            return calendar.on_or_after(on, Counting.WORKING)


def resolve(rule: Rule, day: date, calendar: Calendar) -> Point | WhyNever:
    """The date and hour that a rule gives for a day, before any closed day moves it."""
    match rule:
        case DaysBefore():
            return Point(calendar.back(day, rule.days, rule.counting), rule.hour)
        case WeekBefore():
            return Point(monday_of(day) - rule.weeks * ONE_WEEK + _after_monday(rule.weekday), rule.hour)
        case PrecedingWeekday():
            return Point(_preceding(day, rule.weekday) - rule.weeks_earlier * ONE_WEEK, rule.hour)
        case ByWeekday():
            return _by_weekday(rule, day, calendar)
        case MonthDay():
            return Point(_in_earlier_month(day, rule.months, rule.day), rule.hour)
        case MonthWeekday():
            return Point(_weekday_of_month(day, rule), rule.hour)
        case PeriodBefore():
            return Point(_before_period(rule, day, calendar), rule.hour)
        case Dates():
            return _dated(rule.table, day) or WhyNever.NO_DATE_PUBLISHED
        case HoursBefore():
            return _hours_before(rule, day, calendar)
        case ByPeriod():
            return resolve(_of_period(rule, day, calendar), day, calendar)
        case Without():
            return rule.why
        case _:
            assert_never(rule)


def _dated(table: tuple[DatesFor, ...], day: date) -> Point | None:
    return next((Point(entry.on, entry.hour) for entry in table if entry.first <= day <= entry.last), None)


def _after_monday(weekday: Weekday) -> timedelta:
    return timedelta(days=weekday - 1)


def _preceding(day: date, weekday: Weekday) -> date:
    return day - timedelta(days=(day.isoweekday() - weekday - 1) % 7 + 1)


def _by_weekday(rule: ByWeekday, day: date, calendar: Calendar) -> Point | WhyNever:
    chosen = _map_of_week(rule, day, calendar).get(weekday_of(day))
    if chosen is None:
        return WhyNever.NO_RULE_FOR_WEEKDAY
    return resolve(chosen, day, calendar)


def _map_of_week(rule: ByWeekday, day: date, calendar: Calendar) -> Mapping[Weekday, Rule]:
    if rule.weeks_with_monday_off is not None and calendar.is_public_holiday(monday_of(day)):
        return rule.weeks_with_monday_off
    if rule.odd_weeks is not None and day.isocalendar().week % 2 == 1:
        return rule.odd_weeks
    return rule.days


def _in_earlier_month(day: date, back: int, number: int | None) -> date:
    """That day of the month so many months earlier; its last one for None, or where the month is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 - back, 12)
    length = months.monthrange(year, month + 1)[1]
    return date(year, month + 1, length if number is None else min(number, length))


def _weekday_of_month(day: date, rule: MonthWeekday) -> date:
    first = _in_earlier_month(day, rule.months, 1)
    last = _in_earlier_month(day, rule.months, None)
    match rule.week:
        case WeekOfMonth.FIRST | WeekOfMonth.SECOND | WeekOfMonth.THIRD | WeekOfMonth.FOURTH:
            return _preceding(first, rule.weekday) + (1 + list(WeekOfMonth).index(rule.week)) * ONE_WEEK
        case WeekOfMonth.LAST:
            return _preceding(last + ONE_DAY, rule.weekday)
        case WeekOfMonth.LAST_COMPLETE:
            end_of_week = _preceding(last + ONE_DAY, Weekday.SUNDAY)
        case WeekOfMonth.LAST_COMPLETE_WORKING:
            end_of_week = _preceding(last + ONE_DAY, Weekday.FRIDAY)
    return monday_of(end_of_week) + _after_monday(rule.weekday)


def _before_period(rule: PeriodBefore, day: date, calendar: Calendar) -> date:
    first = calendar.period_of(day).first
    match rule.counted_from:
        case PeriodStart.FIRST_DAY:
            start = first
        case PeriodStart.FIRST_OPEN_DAY:
            start = calendar.on_or_after(first, Counting.WORKING)
        case PeriodStart.LAST_SCHOOL_DAY:
            start = calendar.on_or_before(first - ONE_DAY, Counting.SCHOOL)
    start = _in_earlier_month(start, rule.months, start.day)
    return calendar.back(start, rule.days + rule.clear, rule.counting) + rule.days_after * ONE_DAY


def _hours_before(rule: HoursBefore, day: date, calendar: Calendar) -> Point:
    """Walk back on the wall clock: the day itself counts, and then only the days that are counted."""
    left = timedelta(hours=rule.hours)
    at = datetime.combine(day, rule.anchor.at)
    midnight = datetime.combine(day, datetime.min.time())
    while left > at - midnight:
        left -= at - midnight
        previous = calendar.back(midnight.date(), 1, rule.counting)
        midnight = datetime.combine(previous, datetime.min.time())
        at = midnight + ONE_DAY
    at -= left
    return Point(at.date(), Hour(at.time(), rule.anchor.included))


def _of_period(rule: ByPeriod, day: date, calendar: Calendar) -> Rule:
    period = calendar.holidays_at(day)
    if period is None or period.season is None:
        return rule.term
    return rule.seasons.get(period.season, rule.holidays)
