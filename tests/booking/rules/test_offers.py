"""How long a freed place is held for the family it is offered to."""

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from booking.rules.offers import OfferRules, awake_between, offer_end
from booking.rules.parts import Hours
from tests.booking.rules.conventions import CALENDAR, at

NIGHT = Hours(time(21), time(8))
FOUR_HOURS = OfferRules(lasts=timedelta(hours=4), at_least=timedelta(minutes=30))
FAR = "2026-12-04 09:00"


def end(now: str, last: str = FAR, rules: OfferRules = FOUR_HOURS) -> datetime | None:
    return offer_end(rules, now=at(now), last=at(last), night=NIGHT, calendar=CALENDAR)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        pytest.param("2026-11-23 09:00", "2026-11-23 13:00", id="in the morning it runs until noon and after"),
        pytest.param("2026-11-23 17:00", "2026-11-23 21:00", id="it may end just as the night begins"),
        pytest.param("2026-11-23 19:30", "2026-11-24 10:30", id="the night does not count"),
        pytest.param("2026-11-23 23:00", "2026-11-24 12:00", id="made at night it starts in the morning"),
        pytest.param("2026-11-24 07:59", "2026-11-24 12:00", id="a minute before the morning too"),
    ],
)
def test_an_offer_lasts_its_hours_by_day(now: str, expected: str) -> None:
    assert end(now) == at(expected)


def test_near_the_deadline_it_is_shorter() -> None:
    assert end("2026-11-23 09:00", last="2026-11-23 11:00") == at("2026-11-23 11:00")


def test_with_less_left_than_its_least_none_is_made() -> None:
    assert end("2026-11-23 10:30", last="2026-11-23 11:00") == at("2026-11-23 11:00")
    assert end("2026-11-23 10:31", last="2026-11-23 11:00") is None


def test_a_night_before_the_deadline_is_no_time_to_answer() -> None:
    assert end("2026-11-23 20:45", last="2026-11-24 08:10") is None


def test_after_the_deadline_none_is_made() -> None:
    assert end("2026-11-23 11:00", last="2026-11-23 11:00") is None


def test_the_hour_that_comes_twice_lies_in_the_night_and_changes_nothing() -> None:
    assert end("2026-10-24 20:00", last="2026-10-30 09:00") == at("2026-10-25 11:00")


def test_without_a_night_the_hours_simply_pass() -> None:
    none = Hours(time(0), time(0))
    offered = offer_end(FOUR_HOURS, now=at("2026-11-23 22:00"), last=at(FAR), night=none, calendar=CALENDAR)
    assert offered == at("2026-11-24 02:00")


MINUTES = st.integers(0, 60 * 24 * 9)


@given(made=MINUTES, left=MINUTES)
def test_an_offer_never_outlives_the_deadline_nor_its_hours(made: int, left: int) -> None:
    now = at("2026-11-23 00:00").astimezone(UTC) + timedelta(minutes=made)
    last = now + timedelta(minutes=left)
    ends = offer_end(FOUR_HOURS, now=now, last=last, night=NIGHT, calendar=CALENDAR)
    awake = awake_between(now, last, NIGHT, CALENDAR)
    if ends is None:
        assert awake < FOUR_HOURS.at_least
    else:
        assert ends <= last
        held = awake_between(now, ends.astimezone(UTC), NIGHT, CALENDAR)
        assert held == min(awake, FOUR_HOURS.lasts)
