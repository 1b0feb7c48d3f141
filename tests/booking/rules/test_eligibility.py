"""Which children a service is for."""

from datetime import date

import pytest

from booking.rules.eligibility import (
    Age,
    ChildFacts,
    Conditions,
    NotResident,
    TooOld,
    TooYoung,
    WrongClass,
    WrongSchool,
    why_not,
)
from tests.booking.rules.conventions import day

DAY = day("2026-11-30")
CRECHE = Conditions(youngest=Age(weeks=10), oldest=Age(years=4))


@pytest.mark.parametrize(
    ("age", "born", "reached"),
    [
        (Age(years=3), "2023-11-30", "2026-11-30"),
        (Age(months=4), "2026-09-15", "2027-01-15"),
        (Age(weeks=10), "2026-09-21", "2026-11-30"),
        (Age(years=3), "2024-02-29", "2027-03-01"),
        (Age(months=6), "2026-08-31", "2027-03-01"),
    ],
    ids=["on the birthday", "four months", "ten weeks", "born on 29 February", "no such day six months on"],
)
def test_an_age_is_reached_on_its_day(age: Age, born: str, reached: str) -> None:
    assert age.reached_on(day(born)) == day(reached)


@pytest.mark.parametrize(
    ("born", "expected"),
    [
        pytest.param("2026-09-21", (), id="ten weeks old today"),
        pytest.param("2026-09-22", (TooYoung(day("2026-12-01")),), id="ten weeks old tomorrow"),
        pytest.param("2022-12-01", (), id="four years old tomorrow"),
        pytest.param("2022-11-30", (TooOld(day("2026-11-30")),), id="four years old today"),
    ],
)
def test_ages_are_bounded_to_the_day(born: str, expected: tuple[TooYoung | TooOld, ...]) -> None:
    assert why_not(CRECHE, ChildFacts(born=day(born)), DAY) == expected


def test_every_reason_is_given_at_once() -> None:
    conditions = Conditions(
        oldest=Age(years=12),
        classes=frozenset({"CP"}),
        schools=frozenset({"jean-moulin"}),
        residents_only=True,
    )
    child = ChildFacts(born=date(2012, 1, 1), class_name="CM2", school="paul-eluard", resident=False)
    reasons = why_not(conditions, child, DAY)
    assert [type(reason) for reason in reasons] == [TooOld, WrongClass, WrongSchool, NotResident]


def test_what_is_not_known_is_not_held_against_a_child() -> None:
    conditions = Conditions(Age(years=3), Age(years=12), frozenset({"CP"}), frozenset({"ecole"}), residents_only=True)
    assert why_not(conditions, ChildFacts(), DAY) == ()
