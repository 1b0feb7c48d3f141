"""The facts behind a sentence: "jusqu'au vendredi 27 novembre à 9 h, ensuite majoré de 50 %"."""

from datetime import time
from decimal import Decimal

from booking.rules.acts import ActRules, Applicant, Group, PercentSurcharge, Provenance, Tier, Window
from booking.rules.calendar import Counting, Weekday
from booking.rules.deadlines import (
    DatesFor,
    DaysBefore,
    Deadline,
    Hour,
    PrecedingWeekday,
    WhenClosed,
    WhyNever,
    Without,
)
from booking.rules.explain import Explanation, explain
from tests.booking.rules.conventions import CALENDAR, at, day

SCHOOL_EVE = Deadline(DaysBefore(1, Counting.SCHOOL, Hour(time(9), included=False)))
SAME_DAY = Deadline(DaysBefore(0, Counting.CALENDAR, Hour(time(9), included=False)))
HALF_MORE = Tier(SAME_DAY, price=PercentSurcharge(Decimal(50)))


def explained(rules: ActRules, target: str, who: Applicant | None = None) -> Explanation:
    return explain(rules, day(target), calendar=CALENDAR, who=who or Applicant())


def test_the_ordinary_limit_comes_first_and_then_what_follows() -> None:
    facts = explained(ActRules((Window(SCHOOL_EVE),), late=(HALF_MORE,)), "2026-11-30")
    assert facts.limit is not None
    assert facts.limit.closes_at == at("2026-11-27 09:00")
    assert not facts.limit.whole_day
    assert [(step.tier.price, step.limit.closes_at) for step in facts.steps] == [
        (PercentSurcharge(Decimal(50)), at("2026-11-30 09:00"))
    ]


def test_a_limit_at_midnight_is_said_as_a_whole_day() -> None:
    facts = explained(ActRules((Window(Deadline(DaysBefore(4, Counting.CALENDAR))),)), "2026-11-30")
    assert facts.limit is not None
    assert facts.limit.whole_day
    assert facts.limit.last_day == day("2026-11-26")


def test_an_inclusive_limit_has_its_own_minute_as_the_last() -> None:
    until_nine = Deadline(DaysBefore(1, Counting.SCHOOL, Hour(time(9), included=True)))
    facts = explained(ActRules((Window(until_nine),)), "2026-11-30")
    assert facts.limit is not None
    assert facts.limit.last_minute == at("2026-11-27 09:00")


def test_a_tier_that_ends_no_later_is_left_out() -> None:
    useless = Tier(SCHOOL_EVE)
    assert explained(ActRules((Window(SCHOOL_EVE),), late=(useless,)), "2026-11-30").steps == ()


def test_it_says_from_which_closed_day_a_limit_moved() -> None:
    friday = Deadline(PrecedingWeekday(Weekday.FRIDAY), WhenClosed.PREVIOUS_SCHOOL_DAY)
    facts = explained(ActRules((Window(friday),)), "2026-11-02")
    assert facts.because is not None
    assert facts.because.moved_from == day("2026-10-30")
    unmoved = explained(ActRules((Window(friday),)), "2026-11-16")
    assert unmoved.because is not None
    assert unmoved.because.moved_from is None


def test_it_says_that_a_date_was_fixed_by_hand() -> None:
    exception = DatesFor(day("2026-11-12"), day("2026-11-12"), on=day("2026-11-09"))
    rules = ActRules((Window(Deadline(SCHOOL_EVE.rule, exceptions=(exception,))),))
    facts = explained(rules, "2026-11-12")
    assert facts.because is not None
    assert facts.because.by_exception


def test_without_an_ordinary_route_it_says_why_and_what_remains() -> None:
    facts = explained(ActRules((Window(Deadline(Without(WhyNever.UNSTATED))),), late=(HALF_MORE,)), "2026-11-30")
    assert facts.limit is None
    assert facts.never is WhyNever.UNSTATED
    assert len(facts.steps) == 1


def test_it_says_when_booking_opens_for_them() -> None:
    opens = Deadline(DaysBefore(21, Counting.CALENDAR, Hour(time(20), included=False)))
    rules = ActRules((Window(SCHOOL_EVE, opens, frozenset({Group.RESIDENTS})), Window(SCHOOL_EVE, SAME_DAY)))
    assert explained(rules, "2026-11-30", Applicant(frozenset({Group.RESIDENTS}))).opens_at == at("2026-11-09 20:00")
    assert explained(ActRules((Window(SCHOOL_EVE),)), "2026-11-30").opens_at is None


def test_the_source_of_a_rule_goes_with_it() -> None:
    source = Provenance(source="rovon.fr", phrase="LA VEILLE avant midi")
    assert explained(ActRules((Window(SCHOOL_EVE),), provenance=source), "2026-11-30").provenance == source
