"""Whether an act may still be done: windows, groups, later tiers, accepted hours."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from booking.rules.acts import (
    AcceptedHours,
    ActRules,
    Applicant,
    FixedSurcharge,
    Group,
    LateQuota,
    PercentSurcharge,
    Span,
    Tier,
    Window,
)
from booking.rules.calendar import Counting, Weekday
from booking.rules.deadlines import DaysBefore, Deadline, Hour, WeekBefore, WhyNever, Without
from booking.rules.judge import InTime, Late, Never, NotYet, TooLate, Verdict, judge
from tests.booking.rules.conventions import CALENDAR, at, day

MONDAY = day("2026-11-30")
ANYBODY = Applicant()
RESIDENT = Applicant(frozenset({Group.RESIDENTS}))
ELSEWHERE = Applicant(frozenset({Group.NON_RESIDENTS}))
WORKING_DAYS = frozenset(list(Weekday)[:5])

SCHOOL_EVE = Deadline(DaysBefore(1, Counting.SCHOOL, Hour(time(9), included=False)))
SAME_DAY = Deadline(DaysBefore(0, Counting.CALENDAR, Hour(time(9), included=False)))
HALF_MORE = Tier(SAME_DAY, price=PercentSurcharge(Decimal(50)))
PLAIN = ActRules((Window(SCHOOL_EVE),))
WITH_TIER = ActRules((Window(SCHOOL_EVE),), late=(HALF_MORE,))


def verdict(rules: ActRules, now: str, who: Applicant = ANYBODY) -> Verdict:
    return judge(rules, MONDAY, now=at(now), calendar=CALENDAR, who=who)


class TestOneWindow:
    def test_it_is_in_time_until_the_last_second(self) -> None:
        assert verdict(PLAIN, "2026-11-27 08:59:59") == InTime(until=at("2026-11-27 09:00"))

    def test_the_deadline_itself_is_too_late(self) -> None:
        assert verdict(PLAIN, "2026-11-27 09:00:00") == TooLate(since=at("2026-11-27 09:00"))

    def test_an_instant_in_another_zone_is_judged_the_same(self) -> None:
        early = datetime(2026, 11, 27, 7, 59, 59, tzinfo=UTC)
        assert isinstance(judge(PLAIN, MONDAY, now=early, calendar=CALENDAR, who=ANYBODY), InTime)
        late = early + timedelta(seconds=1)
        assert isinstance(judge(PLAIN, MONDAY, now=late, calendar=CALENDAR, who=ANYBODY), TooLate)

    def test_an_instant_without_a_zone_is_not_judged_at_all(self) -> None:
        naive = at("2026-11-27 08:00").replace(tzinfo=None)
        with pytest.raises(ValueError, match="time zone"):
            judge(PLAIN, MONDAY, now=naive, calendar=CALENDAR, who=ANYBODY)

    @pytest.mark.parametrize("why", [WhyNever.NEVER, WhyNever.SUBSCRIPTION_ONLY, WhyNever.UNSTATED])
    def test_without_an_ordinary_route_it_says_why(self, why: WhyNever) -> None:
        assert verdict(ActRules((Window(Deadline(Without(why))),)), "2026-11-27 08:00") == Never(why)


class TestLaterTiers:
    def test_a_tier_follows_the_ordinary_deadline(self) -> None:
        assert verdict(WITH_TIER, "2026-11-27 09:00") == Late(HALF_MORE, until=at("2026-11-30 09:00"))

    def test_once_the_last_tier_is_over_it_is_too_late_since_then(self) -> None:
        assert verdict(WITH_TIER, "2026-11-30 09:00") == TooLate(since=at("2026-11-30 09:00"))

    def test_tiers_grow_with_lateness_in_the_order_of_the_file(self) -> None:
        sunday = Tier(Deadline(DaysBefore(1, Counting.CALENDAR)), price=PercentSurcharge(Decimal(5)))
        monday = Tier(SAME_DAY, price=PercentSurcharge(Decimal(10)))
        rules = replace(PLAIN, late=(sunday, monday))
        assert verdict(rules, "2026-11-29 23:59:59") == Late(sunday, until=at("2026-11-30 00:00"))
        assert verdict(rules, "2026-11-30 00:00") == Late(monday, until=at("2026-11-30 09:00"))

    def test_a_tier_may_be_for_some_only(self) -> None:
        rules = replace(PLAIN, late=(replace(HALF_MORE, who=frozenset({Group.RESIDENTS})),))
        assert isinstance(verdict(rules, "2026-11-28 10:00", RESIDENT), Late)
        assert verdict(rules, "2026-11-28 10:00", ELSEWHERE) == TooLate(since=at("2026-11-27 09:00"))

    def test_a_quota_of_late_acts_is_used_up_by_those_already_done(self) -> None:
        rules = replace(PLAIN, late=(replace(HALF_MORE, quota=LateQuota(2, Span.MONTH)),))
        assert isinstance(verdict(rules, "2026-11-28 10:00", Applicant(late_acts={Span.MONTH: 1})), Late)
        used_up = Applicant(late_acts={Span.MONTH: 2})
        assert verdict(rules, "2026-11-28 10:00", used_up) == TooLate(since=at("2026-11-27 09:00"))

    def test_after_a_quota_another_tier_may_follow(self) -> None:
        free = replace(HALF_MORE, price=None, quota=LateQuota(1, Span.YEAR))
        dear = replace(HALF_MORE, price=FixedSurcharge(Decimal(1)))
        rules = replace(PLAIN, late=(free, dear))
        assert verdict(rules, "2026-11-28 10:00") == Late(free, until=at("2026-11-30 09:00"))
        assert verdict(rules, "2026-11-28 10:00", Applicant(late_acts={Span.YEAR: 1})) == Late(
            dear, until=at("2026-11-30 09:00")
        )

    def test_a_tier_may_open_later_than_the_ordinary_route_ends(self) -> None:
        morning = Deadline(DaysBefore(0, Counting.CALENDAR, Hour(time(8), included=False)))
        rules = replace(PLAIN, late=(replace(HALF_MORE, opens=morning),))
        assert verdict(rules, "2026-11-28 10:00") == NotYet(opens_at=at("2026-11-30 08:00"))
        assert isinstance(verdict(rules, "2026-11-30 08:00"), Late)

    def test_a_tier_serves_where_there_is_no_ordinary_route(self) -> None:
        rules = ActRules((Window(Deadline(Without(WhyNever.SUBSCRIPTION_ONLY))),), late=(HALF_MORE,))
        assert isinstance(verdict(rules, "2026-11-28 10:00"), Late)
        assert verdict(rules, "2026-11-30 09:00") == Never(WhyNever.SUBSCRIPTION_ONLY)

    @pytest.mark.parametrize(
        ("done", "bears_it"),
        [(0, False), (1, True), (2, True), (3, False)],
        ids=["not the first", "the second", "the third", "not the fourth"],
    )
    def test_a_price_change_may_touch_only_some_of_the_late_acts(self, done: int, bears_it: bool) -> None:
        tier = replace(HALF_MORE, price_from_act=2, price_until_act=3, price_span=Span.MONTH)
        price = tier.price_for(Applicant(late_acts={Span.MONTH: done, Span.YEAR: 9}))
        assert price == (PercentSurcharge(Decimal(50)) if bears_it else None)

    def test_a_price_change_touches_every_late_act_unless_bounded(self) -> None:
        assert HALF_MORE.price_for(Applicant(late_acts={Span.YEAR: 99})) == PercentSurcharge(Decimal(50))

    def test_the_rules_say_over_which_spans_late_acts_must_be_counted(self) -> None:
        assert replace(PLAIN, late=(replace(HALF_MORE, quota=LateQuota(2, Span.MONTH)),)).spans == {
            Span.MONTH,
            Span.YEAR,
        }
        assert PLAIN.spans == frozenset()


class TestOpenings:
    @pytest.fixture
    def rules(self) -> ActRules:
        def opens(days: int) -> Deadline:
            return Deadline(DaysBefore(days, Counting.CALENDAR, Hour(time(20), included=False)))

        return ActRules((Window(SCHOOL_EVE, opens(21), frozenset({Group.RESIDENTS})), Window(SCHOOL_EVE, opens(14))))

    def test_residents_come_first(self, rules: ActRules) -> None:
        assert verdict(rules, "2026-11-09 19:59:59", RESIDENT) == NotYet(opens_at=at("2026-11-09 20:00"))
        assert isinstance(verdict(rules, "2026-11-09 20:00", RESIDENT), InTime)

    def test_the_others_wait_for_their_own_hour(self, rules: ActRules) -> None:
        assert verdict(rules, "2026-11-09 20:00", ELSEWHERE) == NotYet(opens_at=at("2026-11-16 20:00"))
        assert isinstance(verdict(rules, "2026-11-16 20:00", ELSEWHERE), InTime)

    def test_where_every_window_is_for_others_it_says_so(self) -> None:
        rules = ActRules((Window(SCHOOL_EVE, who=frozenset({Group.REGULAR})),))
        assert verdict(rules, "2026-11-20 10:00") == Never(WhyNever.NOT_FOR_THIS_GROUP)

    def test_of_two_windows_that_are_open_the_later_end_holds(self) -> None:
        rules = ActRules((Window(SCHOOL_EVE), Window(SAME_DAY, who=frozenset({Group.RESIDENTS}))))
        assert verdict(rules, "2026-11-20 10:00", RESIDENT) == InTime(until=at("2026-11-30 09:00"))
        assert verdict(rules, "2026-11-20 10:00", ELSEWHERE) == InTime(until=at("2026-11-27 09:00"))

    def test_regular_and_occasional_requests_may_end_at_different_hours(self) -> None:
        whole_eve = Deadline(DaysBefore(1, Counting.SCHOOL))
        rules = ActRules(
            (
                Window(whole_eve, who=frozenset({Group.REGULAR})),
                Window(SCHOOL_EVE, who=frozenset({Group.OCCASIONAL})),
            )
        )
        assert isinstance(verdict(rules, "2026-11-27 15:00", Applicant(frozenset({Group.REGULAR}))), InTime)
        assert isinstance(verdict(rules, "2026-11-27 15:00", Applicant(frozenset({Group.OCCASIONAL}))), TooLate)


class TestAcceptedHours:
    """This week or the next only, and only from nine to eleven."""

    rules = ActRules(
        (
            Window(
                closes=Deadline(DaysBefore(0, Counting.CALENDAR, Hour(time(11), included=False))),
                opens=Deadline(WeekBefore(Weekday.MONDAY, 1, Hour(time(9), included=False))),
                hours=(AcceptedHours(WORKING_DAYS, time(9), time(11)),),
            ),
        )
    )

    @pytest.mark.parametrize(
        ("now", "expected"),
        [
            pytest.param("2026-11-20 10:00", NotYet(at("2026-11-23 09:00")), id="two weeks ahead it is not open yet"),
            pytest.param("2026-11-23 08:59:59", NotYet(at("2026-11-23 09:00")), id="a second before nine"),
            pytest.param("2026-11-23 09:00", InTime(at("2026-11-30 11:00")), id="at nine"),
            pytest.param("2026-11-23 10:59:59", InTime(at("2026-11-30 11:00")), id="the last second before eleven"),
            pytest.param("2026-11-23 11:00", NotYet(at("2026-11-24 09:00")), id="after eleven, tomorrow at nine"),
            pytest.param("2026-11-27 12:00", NotYet(at("2026-11-30 09:00")), id="over the week-end"),
            pytest.param("2026-11-30 11:00", TooLate(at("2026-11-30 11:00")), id="after the last morning"),
        ],
    )
    def test_it_is_taken_in_the_hours_only(self, now: str, expected: Verdict) -> None:
        assert verdict(self.rules, now) == expected

    def test_on_a_public_holiday_nobody_takes_it(self) -> None:
        after_armistice = judge(
            self.rules, day("2026-11-13"), now=at("2026-11-11 09:30"), calendar=CALENDAR, who=ANYBODY
        )
        assert after_armistice == NotYet(opens_at=at("2026-11-12 09:00"))


INSTANTS = st.datetimes(datetime(2026, 11, 1), datetime(2026, 12, 5)).map(lambda naive: naive.replace(tzinfo=UTC))  # noqa: DTZ001 (made aware at once)


@given(now=INSTANTS, rules=st.sampled_from([PLAIN, WITH_TIER, TestAcceptedHours.rules]))
def test_what_was_refused_as_too_late_stays_refused(now: datetime, rules: ActRules) -> None:
    first = judge(rules, MONDAY, now=now, calendar=CALENDAR, who=ANYBODY)
    later = judge(rules, MONDAY, now=now + timedelta(hours=7), calendar=CALENDAR, who=ANYBODY)
    if isinstance(first, TooLate):
        assert later == first


@given(now=INSTANTS, rules=st.sampled_from([PLAIN, WITH_TIER, TestAcceptedHours.rules]))
def test_the_instants_of_a_verdict_are_those_at_which_it_changes(now: datetime, rules: ActRules) -> None:
    match judge(rules, MONDAY, now=now, calendar=CALENDAR, who=ANYBODY):
        case InTime(until) | Late(_, until):
            assert now < until
            after = judge(rules, MONDAY, now=until, calendar=CALENDAR, who=ANYBODY)
            assert not isinstance(after, InTime)
        case NotYet(opens_at):
            assert now < opens_at
            assert isinstance(judge(rules, MONDAY, now=opens_at, calendar=CALENDAR, who=ANYBODY), InTime)
        case TooLate(since):
            assert since <= now
        case Never():
            pytest.fail("these rules always have an instant")
