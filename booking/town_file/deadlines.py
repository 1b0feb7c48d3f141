"""Reads a deadline, or an opening: `{ rule = "eve", counted_in = "school days", before = "09:00" }`."""

from collections.abc import Callable, Mapping
from typing import TypeAlias

from booking.rules.calendar import Counting, Season, Weekday
from booking.rules.deadlines import (
    END_OF_DAY,
    START_OF_DAY,
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
from booking.town_file.dates import read_range
from booking.town_file.problems import Complaint
from booking.town_file.table import Table
from booking.town_file.values import DAY, HOUR_OF_DAY, TEXT, YES, named, near, whole, word_of

WEEKDAY = named(Weekday)
COUNTING = word_of(Counting)
Reader: TypeAlias = Callable[[Table, Hour], Rule]


def read_deadline(table: Table) -> Deadline:
    """When something closes. Without an hour, the whole day counts."""
    return _deadline(table, END_OF_DAY)


def read_opening(table: Table) -> Deadline:
    """When something opens. Without an hour, from the first minute of the day."""
    return _deadline(table, START_OF_DAY)


def _deadline(table: Table, usual: Hour) -> Deadline:
    hour = read_hour(table, usual)
    return Deadline(
        _rule(table, hour),
        table.one("when_closed", word_of(WhenClosed), WhenClosed.LITERAL),
        table.tables("exceptions", lambda entry: _dates_for(entry, hour)),
    )


def read_hour(table: Table, usual: Hour, keys: tuple[str, ...] = ("before", "until", "from")) -> Hour:
    """The hour that the table says ("before" it, "until" it, or "from" it on), or else the usual one."""
    said = [key for key in keys if table.has(key)]
    if len(said) > 1:
        table.complain(said[1], Complaint.TWO_HOURS_SAID, other=said[0])
    return Hour(table.one(said[0], HOUR_OF_DAY), included=said[0] == "until") if said else usual


def _rule(table: Table, hour: Hour, usual: str | None = None) -> Rule:
    name = table.one("rule", TEXT, usual)
    reader = READERS.get(name)
    if reader is not None:
        return reader(table, hour)
    if name:
        table.complain("rule", Complaint.NOT_ONE_OF, word=name, near=near(name, READERS), known=", ".join(READERS))
    table.accept_all()
    return Without(WhyNever.NEVER)


def _days_before(table: Table, hour: Hour) -> Rule:
    return DaysBefore(table.one("days", whole(1)), table.one("counted_in", COUNTING), hour)


def _eve(table: Table, hour: Hour) -> Rule:
    return DaysBefore(1, table.one("counted_in", COUNTING), hour)


def _same_day(_: Table, hour: Hour) -> Rule:
    return DaysBefore(0, Counting.CALENDAR, hour)


def _week_before(table: Table, hour: Hour) -> Rule:
    return WeekBefore(table.one("weekday", WEEKDAY), table.one("weeks", whole(), 1), hour)


def _weekday_before(table: Table, hour: Hour) -> Rule:
    return PrecedingWeekday(table.one("weekday", WEEKDAY), table.one("weeks_earlier", whole(), 0), hour)


def _by_weekday(table: Table, hour: Hour) -> Rule:
    def weekday_map(sub: Table) -> Mapping[Weekday, Rule]:
        return _weekday_map(sub, hour)

    return ByWeekday(
        _weekday_map(table, hour),
        table.maybe_table("odd_weeks", weekday_map),
        table.maybe_table("weeks_with_monday_off", weekday_map),
    )


def _weekday_map(table: Table, hour: Hour) -> Mapping[Weekday, Rule]:
    """Weekday by weekday: "friday" (the one before), "same day", or a rule with its own hour."""
    days = {weekday: table.has(weekday.name.lower()) for weekday in Weekday}
    if not any(days.values()):
        table.missing("monday")
    return {weekday: _of_weekday(table, weekday.name.lower(), hour) for weekday, said in days.items() if said}


def _of_weekday(table: Table, key: str, hour: Hour) -> Rule:
    value = table.values[key]
    if value == "same day":
        return DaysBefore(0, Counting.CALENDAR, hour)
    if isinstance(value, str):
        return PrecedingWeekday(table.one(key, WEEKDAY), 0, hour)
    return table.table(key, lambda sub: _rule(sub, read_hour(sub, hour), "weekday before"))


def _day_of_month(table: Table, hour: Hour) -> Rule:
    return MonthDay(_day_number(table), table.one("months_before", whole(), 1), hour)


def _day_number(table: Table) -> int | None:
    """A day of the month; None for "last"."""
    if table.values.get("day") == "last" and table.has("day"):
        return None
    return table.one("day", whole(1, 31))


def _week_of_month(table: Table, hour: Hour) -> Rule:
    return MonthWeekday(
        table.one("weekday", WEEKDAY),
        table.one("week", word_of(WeekOfMonth)),
        table.one("months_before", whole(), 1),
        hour,
    )


def _before_period(table: Table, hour: Hour) -> Rule:
    months, weeks = table.maybe("months", whole(1)), table.maybe("weeks", whole(1))
    usual = None if months is None and weeks is None else 0
    return PeriodBefore(
        days=(weeks or 0) * 7 + table.one("days", whole(), usual),
        counted_from=table.one("counted_from", word_of(PeriodStart)),
        counting=table.one("counted_in", COUNTING, Counting.CALENDAR),
        clear=table.one("clear", YES, default=False),
        months=months or 0,
        days_after=table.one("days_after", whole(), 0),
        hour=hour,
    )


def _dates(table: Table, hour: Hour) -> Rule:
    if not table.has("table"):
        table.missing("table")
    return Dates(table.tables("table", lambda entry: _dates_for(entry, hour)))


def _dates_for(table: Table, hour: Hour) -> DatesFor:
    first, last = read_range(table, "for")
    return DatesFor(first, last, table.one("on", DAY), read_hour(table, hour))


def _hours_before(table: Table, hour: Hour) -> Rule:
    if hour == END_OF_DAY:
        table.missing("until")
    return HoursBefore(table.one("hours", whole(1)), hour, table.one("counted_in", COUNTING, Counting.CALENDAR))


def _by_period(table: Table, hour: Hour) -> Rule:
    def rule(key: str) -> Rule:
        return table.table(key, lambda sub: _rule(sub, read_hour(sub, hour)))

    seasons = {season: season.value for season in Season if table.has(season.value)}
    return ByPeriod(rule("term"), rule("holidays"), {season: rule(key) for season, key in seasons.items()})


def _without(why: WhyNever) -> Reader:
    return lambda _table, _hour: Without(why)


READERS: Mapping[str, Reader] = {
    "days before": _days_before,
    "eve": _eve,
    "same day": _same_day,
    "week before": _week_before,
    "weekday before": _weekday_before,
    "by weekday": _by_weekday,
    "day of month": _day_of_month,
    "week of month": _week_of_month,
    "before period": _before_period,
    "dates": _dates,
    "hours before": _hours_before,
    "by period": _by_period,
    "never": _without(WhyNever.NEVER),
    "subscription": _without(WhyNever.SUBSCRIPTION_ONLY),
    "unstated": _without(WhyNever.UNSTATED),
}
