"""When families are reminded: from the rules, by the town's clock, in hours at which they may be written to."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from booking.reminders.moments import Moment, Moments, costs_more, groups_told_apart
from booking.reminders.tables import Kind
from booking.rules.acts import FixedSurcharge, Group, OtherPrice, PercentSurcharge, PriceChange, Tier, Window
from booking.rules.calendar import Counting
from booking.rules.deadlines import DaysBefore, Deadline, Hour
from booking.rules.reminding import DaysAhead, HoursAhead, Lead, ReminderChoice, ReminderRules, due_at, wanted_at
from booking.town import Service, Town
from tests.booking.places import with_service
from tests.conftest import At

RULES = ReminderRules(ReminderChoice.USUAL, DaysAhead(1, time(18)))


def always(instant: datetime) -> datetime:
    """Somebody who may be written to at any hour."""
    return instant


def by_day(instant: datetime) -> datetime:
    """Somebody who may be written to from 8 h to 21 h, UTC."""
    day = instant.astimezone(UTC)
    if 8 <= day.hour < 21:
        return instant
    eight = day.replace(hour=8, minute=0, second=0, microsecond=0)
    return eight if day.hour < 8 else eight + timedelta(days=1)


def of(town: Town, service: str, day: date, rules: ReminderRules = RULES) -> Sequence[Moment]:
    """The moments before the ends of a day."""
    changed = with_service(town, service, lambda each: replace(each, reminders=rules))
    return Moments(changed, always).for_day(Kind.DEADLINE, changed.service(service), day)


@pytest.mark.parametrize(
    ("service", "day", "due", "closes"),
    [
        pytest.param("cantine", "2026-11-30", "2026-11-26 18:00", "2026-11-27 09:00", id="the eve of a friday's end"),
        pytest.param("cantine", "2026-11-02", "2026-10-15 18:00", "2026-10-16 09:00", id="before the holidays"),
        pytest.param("etude", "2026-12-01", "2026-11-26 18:00", "2026-11-27 12:01", id="a week that closes at once"),
        pytest.param("garderie-soir", "2026-10-26", "2026-10-25 18:00", "2026-10-26 10:00", id="clocks go back"),
        pytest.param("garderie-soir", "2027-03-29", "2027-03-28 18:00", "2027-03-29 10:00", id="clocks go forward"),
        pytest.param("centre", "2027-02-08", "2027-01-17 18:00", "2027-01-19 00:00", id="until a midnight: the eve"),
    ],
)
def test_a_reminder_is_due_on_the_eve_of_the_end_by_the_towns_clock(
    town: Town, at: At, service: str, day: str, due: str, closes: str
) -> None:
    (moment,) = of(town, service, date.fromisoformat(day))
    assert (moment.due_at, moment.closes_at) == (at(due), at(closes))


def with_tiers(service: Service) -> Service:
    """5 % more until the eve, 10 % until the day itself, then at the same price with a warning."""
    ends = [(2, 5), (1, 10), (0, 10)]
    late = tuple(
        Tier(Deadline(DaysBefore(days, Counting.CALENDAR, Hour(time(9), included=False))), price=percent(number))
        for days, number in ends
    )
    return replace(service, booking=replace(service.booking, windows=closing(3), late=late))


def percent(number: int) -> PercentSurcharge:
    return PercentSurcharge(Decimal(number))


def closing(days: int) -> tuple[Window, ...]:
    return (Window(Deadline(DaysBefore(days, Counting.CALENDAR, Hour(time(9), included=False)))),)


@pytest.mark.parametrize(
    ("dearer", "ends"),
    [
        (True, [(0, "2026-11-24 09:00", percent(5)), (1, "2026-11-25 09:00", percent(10))]),
        (False, [(0, "2026-11-24 09:00", percent(5))]),
    ],
)
def test_a_tier_that_costs_more_still_is_an_end_of_its_own(
    town: Town, at: At, dearer: bool, ends: list[tuple[int, str, PriceChange]]
) -> None:
    changed = with_service(town, "cantine", with_tiers)
    moments = of(changed, "cantine", date(2026, 11, 27), replace(RULES, dearer=dearer))
    found = [(moment.step, moment.closes_at, moment.then and moment.then.price) for moment in moments]
    assert found == [(step, at(end), price) for step, end, price in ends]
    assert all(moment.dearer for moment in moments)


@pytest.mark.parametrize(
    ("price", "before", "more"),
    [
        (None, FixedSurcharge(Decimal(1)), False),
        (FixedSurcharge(Decimal(1)), None, True),
        (FixedSurcharge(Decimal(2)), FixedSurcharge(Decimal(1)), True),
        (FixedSurcharge(Decimal(1)), FixedSurcharge(Decimal(1)), False),
        (OtherPrice(Decimal(6)), OtherPrice(Decimal(5)), True),
        (PercentSurcharge(Decimal(5)), FixedSurcharge(Decimal(1)), True),
    ],
)
def test_what_costs_more(price: PriceChange | None, before: PriceChange | None, more: bool) -> None:
    assert costs_more(price, before) is more


def test_rules_that_tell_groups_apart_have_an_end_for_each_of_them(town: Town) -> None:
    def first_for_residents(service: Service) -> Service:
        (window,) = service.booking.windows
        sooner = Deadline(DaysBefore(5, Counting.CALENDAR))
        windows = (replace(window, who=frozenset({Group.RESIDENTS})), Window(sooner, who=frozenset({Group.SIBLINGS})))
        return replace(service, booking=replace(service.booking, windows=windows))

    changed = with_service(town, "cantine", first_for_residents)
    among = {moment.among for moment in of(changed, "cantine", date(2026, 11, 30))}
    everybody = set(groups_told_apart(changed.service("cantine").booking))
    assert everybody - among == {frozenset()}  # who is neither may book never: nothing to be reminded of
    assert len(everybody) == 4


MINUTES = st.integers(0, 60 * 24 * 300).map(lambda number: datetime(2026, 9, 1, tzinfo=UTC) + timedelta(minutes=number))
LEADS = st.builds(DaysAhead, st.integers(0, 9), st.times(max_value=time(23, 59))) | st.builds(
    HoursAhead, st.integers(1, 99)
)


@given(closes_at=MINUTES, lead=LEADS, open_for=st.none() | st.timedeltas(timedelta(minutes=1), timedelta(days=20)))
def test_a_reminder_is_never_late_nor_early_nor_at_night(
    town: Town, closes_at: datetime, lead: Lead, open_for: timedelta | None
) -> None:
    opens_at = None if open_for is None else closes_at - open_for
    wanted = wanted_at(lead, closes_at, town.zone)
    due = due_at(wanted, opens_at=opens_at, closes_at=closes_at, earliest=by_day)
    if due is not None:
        assert due < closes_at
        assert by_day(due) == due
        assert opens_at is None or due >= opens_at
