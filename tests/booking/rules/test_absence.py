"""What an absence costs, and what a family must show, until when."""

from datetime import date, datetime, time

import pytest

from booking.rules.absence import (
    Absence,
    AbsenceReason,
    AbsenceRules,
    Billing,
    CountedFrom,
    Excuse,
    Proof,
    Settlement,
    settle,
)
from booking.rules.acts import GivesBack
from booking.rules.calendar import Counting
from booking.rules.deadlines import DaysBefore, Deadline, Hour
from tests.booking.rules.conventions import CALENDAR, at, day

SICK = AbsenceReason.SICKNESS
WEEK = (day("2026-11-16"), day("2026-11-17"), day("2026-11-19"), day("2026-11-20"))
TWO_WEEKS = (*WEEK, day("2026-11-23"), day("2026-11-24"))
CALL_BEFORE_9 = Deadline(DaysBefore(0, Counting.CALENDAR, Hour(time(9), included=False)))


def settled(
    excuse: Excuse,
    days: tuple[date, ...] = WEEK,
    *,
    notice: Deadline | None = None,
    notice_at: datetime | None = None,
    proof_at: datetime | None = None,
    reason: AbsenceReason = SICK,
) -> Settlement:
    absence = Absence(reason, days, notice_at=notice_at, proof_at=proof_at)
    return settle(AbsenceRules({reason: excuse}, notice=notice), absence, calendar=CALENDAR)


def test_a_reason_of_which_nothing_is_said_is_billed() -> None:
    result = settle(AbsenceRules({}), Absence(AbsenceReason.WORK, WEEK), calendar=CALENDAR)
    assert result.billed == WEEK
    assert result.free == ()


@pytest.mark.parametrize(
    ("billing", "free"),
    [(Billing.FREE, WEEK), (Billing.REMOVED, WEEK), (Billing.BILLED, ()), (Billing.UNLESS_CANCELLED, ())],
)
def test_each_way_of_billing(billing: Billing, free: tuple[date, ...]) -> None:
    assert settled(Excuse(billing)).free == free


class TestProof:
    within_48_hours = Excuse(Billing.FREE, proof=Proof(hours=48, counted_from=CountedFrom.NOTICE))

    def test_a_proof_in_time_frees_the_days(self) -> None:
        result = settled(self.within_48_hours, notice_at=at("2026-11-16 08:10"), proof_at=at("2026-11-18 08:09"))
        assert result.free == WEEK
        assert result.proof_until == at("2026-11-18 08:10")

    def test_a_proof_too_late_frees_nothing(self) -> None:
        result = settled(self.within_48_hours, notice_at=at("2026-11-16 08:10"), proof_at=at("2026-11-18 08:10"))
        assert result.billed == WEEK

    def test_no_proof_yet_frees_nothing_yet_and_says_until_when(self) -> None:
        result = settled(self.within_48_hours, notice_at=at("2026-11-16 08:10"))
        assert result.billed == WEEK
        assert result.proof_until == at("2026-11-18 08:10")

    @pytest.mark.parametrize(
        ("proof", "until"),
        [
            pytest.param(Proof(days=8), "2026-11-25 00:00", id="eight days from the first day, midnight included"),
            pytest.param(Proof(days=5, counted_from=CountedFrom.LAST_DAY), "2026-11-26 00:00", id="from the last day"),
            pytest.param(Proof(days=3, counting=Counting.WORKING), "2026-11-20 00:00", id="three working days"),
            pytest.param(Proof(hours=72), "2026-11-19 00:00", id="hours without notice run from the first day"),
        ],
    )
    def test_its_time_limit(self, proof: Proof, until: str) -> None:
        assert settled(Excuse(Billing.FREE, proof=proof)).proof_until == at(until)

    def test_a_late_proof_may_cost_only_the_waiting_days(self) -> None:
        forgiving = Proof(days=2, late_costs_only_waiting_days=True)
        excuse = Excuse(Billing.FREE, proof=forgiving, waiting_days=1)
        assert settled(excuse, proof_at=at("2026-11-17 10:00")).billed == ()
        assert settled(excuse, proof_at=at("2026-11-30 10:00")).billed == WEEK[:1]


class TestWaitingDays:
    def test_the_first_days_of_absence_are_billed(self) -> None:
        assert settled(Excuse(Billing.FREE, waiting_days=2)).billed == WEEK[:2]

    def test_counted_from_notice_the_days_before_it_are_billed_too(self) -> None:
        excuse = Excuse(Billing.FREE, waiting_days=1, waiting_from=CountedFrom.NOTICE)
        assert settled(excuse, notice_at=at("2026-11-17 08:00")).billed == WEEK[:2]

    def test_a_teacher_away_may_count_from_the_second_day_only(self) -> None:
        result = settled(Excuse(Billing.FREE, waiting_days=1), reason=AbsenceReason.TEACHER_ABSENT)
        assert (result.billed, result.free) == (WEEK[:1], WEEK[1:])


class TestLength:
    def test_below_the_least_length_nothing_is_freed(self) -> None:
        assert settled(Excuse(Billing.FREE, at_least_days=8)).free == ()
        assert settled(Excuse(Billing.FREE, at_least_days=8), TWO_WEEKS).free == TWO_WEEKS

    def test_the_length_may_be_counted_in_school_days(self) -> None:
        four_school_days = Excuse(Billing.FREE, at_least_days=4, at_least_in=Counting.SCHOOL)
        assert settled(four_school_days).free == WEEK
        assert settled(four_school_days, WEEK[:3]).free == ()

    def test_only_from_the_monday_of_the_second_week(self) -> None:
        assert settled(Excuse(Billing.FREE, from_second_week=True), TWO_WEEKS).free == TWO_WEEKS[4:]

    def test_no_more_than_so_many_days_are_free(self) -> None:
        assert settled(Excuse(Billing.FREE, free_days_at_most=2)).billed == WEEK[2:]


class TestMorningCall:
    def test_a_call_in_time_frees_that_day_and_the_following(self) -> None:
        result = settled(Excuse(Billing.FREE), notice=CALL_BEFORE_9, notice_at=at("2026-11-17 08:59:59"))
        assert (result.billed, result.free) == (WEEK[:1], WEEK[1:])

    def test_a_call_at_the_hour_itself_is_too_late_for_that_day(self) -> None:
        result = settled(Excuse(Billing.FREE), notice=CALL_BEFORE_9, notice_at=at("2026-11-17 09:00"))
        assert result.free == WEEK[2:]

    def test_without_a_call_all_is_billed(self) -> None:
        assert settled(Excuse(Billing.FREE), notice=CALL_BEFORE_9).billed == WEEK

    @pytest.mark.parametrize("excuse", [Excuse(Billing.REMOVED), Excuse(Billing.FREE, needs_notice=False)])
    def test_what_the_town_knows_itself_needs_no_call(self, excuse: Excuse) -> None:
        assert settled(excuse, notice=CALL_BEFORE_9).free == WEEK


def test_a_reason_may_give_back_something_else_than_the_service_does() -> None:
    rules = AbsenceRules({SICK: Excuse(Billing.FREE, gives_back=GivesBack.CREDIT)}, gives_back=GivesBack.DEDUCTION)
    assert settle(rules, Absence(SICK, WEEK), calendar=CALENDAR).gives_back is GivesBack.CREDIT
    assert settle(rules, Absence(AbsenceReason.WORK, WEEK), calendar=CALENDAR).gives_back is GivesBack.DEDUCTION
