"""Each kind of rule, to the second: the last second in time, and the first that is late."""

from dataclasses import replace
from datetime import UTC, datetime, time

import pytest

from booking.errors import CalendarMissing
from booking.rules.calendar import Calendar, Counting, Season, Weekday
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
from booking.rules.instants import first_instant, last_instant
from tests.booking.rules.conventions import CALENDAR, at, day

BEFORE_9 = Hour(time(9), included=False)
UNTIL_9 = Hour(time(9), included=True)
HALF_PAST_2 = Hour(time(2, 30), included=False)
NOON = Hour(time(12), included=True)


def end_of(rule: Rule, target: str, calendar: Calendar = CALENDAR) -> datetime | WhyNever:
    return last_instant(Deadline(rule), day(target), calendar)


@pytest.mark.parametrize(
    ("rule", "target", "first_late"),
    [
        pytest.param(
            DaysBefore(1, Counting.CALENDAR, BEFORE_9), "2026-11-17", "2026-11-16 09:00",
            id="before nine ends when nine strikes",
        ),
        pytest.param(
            DaysBefore(1, Counting.CALENDAR, UNTIL_9), "2026-11-17", "2026-11-16 09:01",
            id="until nine keeps the whole minute of nine",
        ),
        pytest.param(
            DaysBefore(4, Counting.CALENDAR), "2026-11-16", "2026-11-13 00:00",
            id="a bare date counts to its midnight",
        ),
        pytest.param(
            DaysBefore(1, Counting.CALENDAR, BEFORE_9), "2026-11-16", "2026-11-15 09:00",
            id="the calendar eve of a Monday is a Sunday",
        ),
        pytest.param(
            DaysBefore(1, Counting.WORKING, BEFORE_9), "2026-11-12", "2026-11-10 09:00",
            id="the working eve of 12 November is the 10th",
        ),
        pytest.param(
            DaysBefore(1, Counting.SCHOOL, BEFORE_9), "2026-11-19", "2026-11-17 09:00",
            id="the school eve of a Thursday is a Tuesday",
        ),
        pytest.param(
            DaysBefore(1, Counting.SCHOOL, BEFORE_9), "2026-11-02", "2026-10-16 09:00",
            id="the school eve of the first day back lies before the holidays",
        ),
        pytest.param(
            DaysBefore(1, Counting.SCHOOL, BEFORE_9), "2027-05-10", "2027-05-04 09:00",
            id="the school eve after the bridge skips all of it",
        ),
        pytest.param(
            DaysBefore(0, Counting.CALENDAR, BEFORE_9), "2026-11-16", "2026-11-16 09:00",
            id="the same day",
        ),
        pytest.param(
            WeekBefore(Weekday.THURSDAY, 1, NOON), "2026-11-16", "2026-11-12 12:01",
            id="Thursday of the week before",
        ),
        pytest.param(
            WeekBefore(Weekday.THURSDAY, 2), "2026-11-20", "2026-11-06 00:00",
            id="Thursday two weeks before, the whole day",
        ),
        pytest.param(
            WeekBefore(Weekday.MONDAY, 0, BEFORE_9), "2026-11-20", "2026-11-16 09:00",
            id="Monday of the week itself",
        ),
        pytest.param(
            WeekBefore(Weekday.FRIDAY), "2026-11-15", "2026-11-07 00:00",
            id="a Sunday belongs to the week of the Monday before it",
        ),
        pytest.param(
            PrecedingWeekday(Weekday.FRIDAY), "2026-11-16", "2026-11-14 00:00",
            id="the Friday before a Monday",
        ),
        pytest.param(
            PrecedingWeekday(Weekday.MONDAY), "2026-11-16", "2026-11-10 00:00",
            id="the Monday before a Monday is a week away",
        ),
        pytest.param(
            PrecedingWeekday(Weekday.TUESDAY, 1), "2026-11-19", "2026-11-11 00:00",
            id="the Tuesday before, and a week more",
        ),
        pytest.param(
            MonthDay(18, hour=Hour(time(), included=False)), "2026-11-30", "2026-10-18 00:00",
            id="before the 18th leaves the 17th",
        ),
        pytest.param(
            MonthDay(None), "2027-03-15", "2027-03-01 00:00",
            id="the end of February",
        ),
        pytest.param(
            MonthDay(31), "2026-12-01", "2026-12-01 00:00",
            id="the 31st of a month of 30 days is its last",
        ),
        pytest.param(
            MonthDay(15, months=2), "2027-01-04", "2026-11-16 00:00",
            id="two months before, across the new year",
        ),
        pytest.param(
            MonthWeekday(Weekday.FRIDAY, WeekOfMonth.LAST_COMPLETE), "2026-12-01", "2026-11-28 00:00",
            id="November 2026 ends on a Monday: its last complete week ends on the 29th",
        ),
        pytest.param(
            MonthWeekday(Weekday.FRIDAY, WeekOfMonth.LAST_COMPLETE_WORKING), "2026-11-02", "2026-10-31 00:00",
            id="Friday 30 October closes a week from Monday to Friday",
        ),
        pytest.param(
            MonthWeekday(Weekday.FRIDAY, WeekOfMonth.LAST_COMPLETE), "2026-11-02", "2026-10-24 00:00",
            id="and its Sunday is in November, so the week from Monday to Sunday is the one before",
        ),
        pytest.param(
            MonthWeekday(Weekday.TUESDAY, WeekOfMonth.LAST), "2026-11-02", "2026-10-28 00:00",
            id="the last Tuesday of the month before",
        ),
        pytest.param(
            MonthWeekday(Weekday.THURSDAY, WeekOfMonth.FIRST), "2026-11-02", "2026-10-02 00:00",
            id="the first Thursday, when the month starts on one",
        ),
        pytest.param(
            MonthWeekday(Weekday.WEDNESDAY, WeekOfMonth.SECOND, hour=NOON), "2026-11-02", "2026-10-14 12:01",
            id="the second Wednesday",
        ),
        pytest.param(
            PeriodBefore(15, PeriodStart.FIRST_DAY), "2026-10-28", "2026-10-03 00:00",
            id="fifteen days before the Saturday, in the second week too",
        ),
        pytest.param(
            PeriodBefore(15, PeriodStart.FIRST_DAY, clear=True), "2026-10-28", "2026-10-02 00:00",
            id="fifteen clear days are a day more",
        ),
        pytest.param(
            PeriodBefore(28, PeriodStart.FIRST_OPEN_DAY), "2027-02-08", "2027-01-12 00:00",
            id="four weeks before the Monday",
        ),
        pytest.param(
            PeriodBefore(0, PeriodStart.LAST_SCHOOL_DAY, hour=NOON), "2027-02-10", "2027-02-05 12:01",
            id="the last school day before the holidays",
        ),
        pytest.param(
            PeriodBefore(0, PeriodStart.FIRST_DAY, months=1), "2027-02-10", "2027-01-07 00:00",
            id="a month before",
        ),
        pytest.param(
            PeriodBefore(0, PeriodStart.FIRST_DAY, months=1, days_after=15), "2027-02-10", "2027-01-22 00:00",
            id="a month before, and fifteen days after that",
        ),
        pytest.param(
            PeriodBefore(10, PeriodStart.FIRST_OPEN_DAY), "2026-12-02", "2026-10-24 00:00",
            id="in term the period is the term: ten days before the first day back",
        ),
        pytest.param(
            HoursBefore(48, Hour(time(12), included=True)), "2026-11-18", "2026-11-16 12:01",
            id="48 hours before noon",
        ),
        pytest.param(
            HoursBefore(48, Hour(time(12), included=True), Counting.WORKING), "2026-11-16", "2026-11-12 12:01",
            id="48 working hours before Monday noon are those of Monday morning, Friday and Thursday afternoon",
        ),
        pytest.param(
            HoursBefore(30, Hour(time(8), included=False)), "2026-11-18", "2026-11-17 02:00",
            id="30 hours before eight",
        ),
    ],
)  # fmt: skip
def test_a_rule_ends_at_its_instant(rule: Rule, target: str, first_late: str) -> None:
    assert end_of(rule, target) == at(first_late)


@pytest.mark.parametrize(
    ("rule", "target", "first_late"),
    [
        pytest.param(
            DaysBefore(1, Counting.CALENDAR, BEFORE_9), "2027-03-29", "2027-03-28T07:00:00+00:00",
            id="nine on the Sunday when summer time begins",
        ),
        pytest.param(
            DaysBefore(2, Counting.CALENDAR, BEFORE_9), "2027-03-29", "2027-03-27T08:00:00+00:00",
            id="nine on the Saturday before it",
        ),
        pytest.param(
            DaysBefore(1, Counting.CALENDAR, BEFORE_9), "2026-10-26", "2026-10-25T08:00:00+00:00",
            id="nine on the Sunday when summer time ends",
        ),
        pytest.param(
            HoursBefore(48, Hour(time(9), included=False)), "2027-03-30", "2027-03-28T07:00:00+00:00",
            id="48 hours are two days of the clock, on the change itself",
        ),
        pytest.param(
            HoursBefore(72, Hour(time(9), included=False)), "2027-03-30", "2027-03-27T08:00:00+00:00",
            id="72 hours on the clock, over a day of 23 hours",
        ),
        pytest.param(
            HoursBefore(24, Hour(time(9), included=False)), "2026-10-26", "2026-10-25T08:00:00+00:00",
            id="24 hours on the clock, over a day of 25 hours",
        ),
        pytest.param(
            DaysBefore(0, Counting.CALENDAR, HALF_PAST_2), "2026-10-25", "2026-10-25T01:30:00+00:00",
            id="an hour that comes twice ends when it comes again",
        ),
        pytest.param(
            DaysBefore(0, Counting.CALENDAR, HALF_PAST_2), "2027-03-28", "2027-03-28T01:30:00+00:00",
            id="an hour that the clock jumps over ends as late as it can be read",
        ),
        pytest.param(
            DaysBefore(1, Counting.CALENDAR), "2027-03-29", "2027-03-28T22:00:00+00:00",
            id="the midnight after the short day",
        ),
    ],
)  # fmt: skip
def test_the_clock_changes_move_no_deadline(rule: Rule, target: str, first_late: str) -> None:
    instant = end_of(rule, target)
    assert isinstance(instant, datetime)
    assert instant.astimezone(UTC) == datetime.fromisoformat(first_late)


class TestByWeekday:
    plain = ByWeekday({Weekday.MONDAY: PrecedingWeekday(Weekday.FRIDAY, hour=BEFORE_9)})

    def test_a_weekday_follows_its_own_rule(self) -> None:
        assert end_of(self.plain, "2026-11-16") == at("2026-11-13 09:00")

    def test_a_weekday_without_a_rule_says_so(self) -> None:
        assert end_of(self.plain, "2026-11-17") is WhyNever.NO_RULE_FOR_WEEKDAY

    def test_odd_weeks_may_have_their_own_map(self) -> None:
        rule = replace(self.plain, odd_weeks={Weekday.MONDAY: PrecedingWeekday(Weekday.THURSDAY)})
        assert end_of(rule, "2026-11-16") == at("2026-11-13 00:00")  # week 47
        assert end_of(rule, "2026-11-23") == at("2026-11-20 09:00")  # week 48

    def test_week_53_and_week_1_are_both_odd(self) -> None:
        rule = replace(self.plain, odd_weeks={Weekday.MONDAY: PrecedingWeekday(Weekday.THURSDAY)})
        assert end_of(rule, "2026-12-28") == at("2026-12-25 00:00")
        assert end_of(rule, "2027-01-04") == at("2027-01-01 00:00")

    def test_weeks_whose_monday_is_a_public_holiday_may_have_their_own_map(self) -> None:
        tuesday = {Weekday.TUESDAY: PrecedingWeekday(Weekday.MONDAY, hour=BEFORE_9)}
        rule = ByWeekday(
            tuesday, weeks_with_monday_off={Weekday.TUESDAY: PrecedingWeekday(Weekday.FRIDAY, hour=BEFORE_9)}
        )
        assert end_of(rule, "2027-03-30") == at("2027-03-26 09:00")
        assert end_of(rule, "2027-04-20") == at("2027-04-19 09:00")


class TestByPeriod:
    rule = ByPeriod(
        term=PrecedingWeekday(Weekday.FRIDAY),
        holidays=PeriodBefore(21, PeriodStart.FIRST_DAY),
        seasons={Season.SUMMER: MonthDay(1)},
    )

    def test_term_holidays_and_summer_each_follow_their_rule(self) -> None:
        assert end_of(self.rule, "2026-11-18") == at("2026-11-14 00:00")
        assert end_of(self.rule, "2026-10-21") == at("2026-09-27 00:00")
        assert end_of(self.rule, "2027-07-07") == at("2027-06-02 00:00")


class TestNextToClosedDays:
    @pytest.mark.parametrize(
        ("when_closed", "first_late"),
        [
            (WhenClosed.LITERAL, "2026-10-31 00:00"),
            (WhenClosed.PREVIOUS_WORKING_DAY, "2026-10-31 00:00"),
            (WhenClosed.PREVIOUS_SCHOOL_DAY, "2026-10-17 00:00"),
            (WhenClosed.NEXT_WORKING_DAY, "2026-10-31 00:00"),
        ],
    )
    def test_a_friday_in_the_holidays_stands_or_moves(self, when_closed: WhenClosed, first_late: str) -> None:
        deadline = Deadline(PrecedingWeekday(Weekday.FRIDAY), when_closed)
        assert last_instant(deadline, day("2026-11-02"), CALENDAR) == at(first_late)

    def test_a_public_holiday_moves_to_the_working_day_before(self) -> None:
        deadline = Deadline(WeekBefore(Weekday.WEDNESDAY, hour=NOON), WhenClosed.PREVIOUS_WORKING_DAY)
        assert last_instant(deadline, day("2026-11-16"), CALENDAR) == at("2026-11-10 12:01")

    def test_an_opening_may_move_to_the_working_day_after(self) -> None:
        opening = Deadline(MonthDay(1, hour=BEFORE_9), WhenClosed.NEXT_WORKING_DAY)
        assert first_instant(opening, day("2026-12-07"), CALENDAR) == at("2026-11-02 09:00")

    def test_a_dated_exception_goes_before_the_rule_and_does_not_move(self) -> None:
        exception = DatesFor(day("2026-11-12"), day("2026-11-13"), on=day("2026-11-11"), hour=BEFORE_9)
        deadline = Deadline(WeekBefore(Weekday.THURSDAY), WhenClosed.PREVIOUS_WORKING_DAY, (exception,))
        assert last_instant(deadline, day("2026-11-13"), CALENDAR) == at("2026-11-11 09:00")
        assert last_instant(deadline, day("2026-11-16"), CALENDAR) == at("2026-11-13 00:00")


class TestDates:
    rule = Dates((DatesFor(day("2026-10-19"), day("2026-10-30"), on=day("2026-09-25"), hour=BEFORE_9),))

    def test_the_first_and_the_last_day_of_a_range_are_in_it(self) -> None:
        assert end_of(self.rule, "2026-10-19") == end_of(self.rule, "2026-10-30") == at("2026-09-25 09:00")

    def test_a_day_in_no_range_has_no_date_published(self) -> None:
        assert end_of(self.rule, "2026-10-31") is WhyNever.NO_DATE_PUBLISHED


@pytest.mark.parametrize("why", [WhyNever.NEVER, WhyNever.SUBSCRIPTION_ONLY, WhyNever.UNSTATED])
def test_where_there_is_no_instant_the_reason_is_given(why: WhyNever) -> None:
    assert end_of(Without(why), "2026-11-16") is why


def test_an_hour_that_comes_twice_opens_when_it_comes_first() -> None:
    opening = Deadline(DaysBefore(1, Counting.CALENDAR, HALF_PAST_2))
    instant = first_instant(opening, day("2026-10-26"), CALENDAR)
    assert isinstance(instant, datetime)
    assert instant.astimezone(UTC) == datetime.fromisoformat("2026-10-25T00:30:00+00:00")


def test_an_opening_starts_at_its_very_second() -> None:
    opening = Deadline(PeriodBefore(30, PeriodStart.FIRST_DAY, hour=Hour(time(20), included=False)))
    assert first_instant(opening, day("2026-10-19"), CALENDAR) == at("2026-09-17 20:00")


def test_a_rule_that_needs_an_unknown_year_raises_instead_of_guessing() -> None:
    with pytest.raises(CalendarMissing, match="2025"):
        end_of(PeriodBefore(250, PeriodStart.FIRST_DAY, Counting.WORKING), "2026-07-06")
