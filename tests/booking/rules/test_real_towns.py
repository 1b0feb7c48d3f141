"""118 worked cases of 39 real rules, to the minute; and 17 more rules that can be written though no date is known."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from booking.rules.acts import ActRules, Applicant, Group
from booking.rules.calendar import Calendar
from booking.rules.judge import InTime, judge
from tests.booking.rules.real_towns import RULES, Case, cases, service_of, town_of

A_FAMILY = Applicant(groups=frozenset({Group.RESIDENTS, Group.OCCASIONAL}))
ONE_SECOND = timedelta(seconds=1)
ONE_MINUTE = timedelta(minutes=1)

booking_cases = [case for case in cases() if case.last_booking is not None]
cancelling_cases = [case for case in cases() if case.last_cancel is not None]


def name(case: Case) -> str:
    return f"{case.rule} on {case.target:%a %Y-%m-%d}"


def in_time(clock: ActRules, case: Case, local: datetime, calendar: Calendar) -> bool:
    verdict = judge(clock, case.target, now=local.replace(tzinfo=calendar.zone), calendar=calendar, who=A_FAMILY)
    return isinstance(verdict, InTime)


@pytest.mark.parametrize("case", booking_cases, ids=name)
def test_booking_is_in_time_through_the_last_minute_and_late_the_next(case: Case, tmp_path: Path) -> None:
    town, service = service_of(case.rule, tmp_path)
    last = case.last_booking
    assert last is not None
    assert in_time(service.booking, case, last + 59 * ONE_SECOND, town.calendar)
    assert not in_time(service.booking, case, last + ONE_MINUTE, town.calendar)


@pytest.mark.parametrize("case", cancelling_cases, ids=name)
def test_cancelling_is_in_time_through_the_last_minute_and_late_the_next(case: Case, tmp_path: Path) -> None:
    town, service = service_of(case.rule, tmp_path)
    last = case.last_cancel
    assert last is not None
    assert in_time(service.cancelling, case, last + 59 * ONE_SECOND, town.calendar)
    assert not in_time(service.cancelling, case, last + ONE_MINUTE, town.calendar)


def test_every_case_is_held() -> None:
    assert len(cases()) == 118
    assert {case.rule for case in cases()} <= set(RULES)


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_can_be_written_and_keeps_its_source(rule: str, tmp_path: Path) -> None:
    service = town_of(rule, tmp_path).services[0]
    assert service.booking.provenance.source
