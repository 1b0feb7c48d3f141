"""What holds of every deadline, whatever its rule."""

from datetime import date, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from booking.rules.calendar import Counting, Weekday
from booking.rules.deadlines import (
    DaysBefore,
    Deadline,
    Hour,
    HoursBefore,
    MonthDay,
    MonthWeekday,
    PrecedingWeekday,
    Rule,
    WeekBefore,
    WeekOfMonth,
)
from booking.rules.instants import last_instant
from tests.booking.rules.conventions import CALENDAR

BEFORE_9 = Hour(time(9), included=False)
UNTIL_9 = Hour(time(9), included=True)


RULES: st.SearchStrategy[Rule] = st.one_of(
    st.builds(DaysBefore, st.integers(0, 15), st.sampled_from(Counting), st.sampled_from([BEFORE_9, UNTIL_9])),
    st.builds(WeekBefore, st.sampled_from(Weekday), st.integers(1, 3)),
    st.builds(PrecedingWeekday, st.sampled_from(Weekday), st.integers(0, 2)),
    st.builds(MonthDay, st.none() | st.integers(1, 31), st.integers(1, 2)),
    st.builds(MonthWeekday, st.sampled_from(Weekday), st.sampled_from(WeekOfMonth)),
    st.builds(HoursBefore, st.integers(1, 96), st.sampled_from([BEFORE_9, UNTIL_9]), st.sampled_from(Counting)),
)
DAYS = st.dates(date(2026, 9, 1), date(2027, 7, 2))


@given(rule=RULES, target=DAYS)
def test_a_deadline_is_aware_and_never_after_the_day_itself(rule: Rule, target: date) -> None:
    instant = last_instant(Deadline(rule), target, CALENDAR)
    assert isinstance(instant, datetime)
    assert instant.tzinfo is CALENDAR.zone
    assert instant.date() <= target + timedelta(days=1)


@given(rule=RULES, target=DAYS, later=st.integers(1, 30))
def test_a_later_day_never_closes_earlier(rule: Rule, target: date, later: int) -> None:
    first = last_instant(Deadline(rule), target, CALENDAR)
    second = last_instant(Deadline(rule), target + timedelta(days=later), CALENDAR)
    assert isinstance(first, datetime)
    assert isinstance(second, datetime)
    assert first <= second
