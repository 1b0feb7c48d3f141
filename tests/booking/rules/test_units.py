"""In which pieces a service may be taken."""

from datetime import date, time, timedelta

import pytest

from booking.rules.acts import Span
from booking.rules.calendar import Season, days_between
from booking.rules.parts import Hours, Part
from booking.rules.units import (
    Amount,
    Breach,
    ByTheHour,
    NotOffered,
    OutsideHours,
    Pick,
    Piece,
    TooFew,
    TooMany,
    TooShort,
    Units,
    WeekIncomplete,
    billed,
    breaches,
)
from tests.booking.rules.conventions import CALENDAR, day

WINTER = [d for d in days_between(day("2027-02-08"), day("2027-02-19")) if d.isoweekday() <= 5]
JULY = [d for d in days_between(day("2027-07-05"), day("2027-07-30")) if CALENDAR.is_working_day(d)]


def found(units: Units, picks: list[Pick], open_days: list[date] = WINTER) -> tuple[Breach, ...]:
    return breaches(units, picks, open_days=open_days, calendar=CALENDAR)


def days(*chosen: date) -> list[Pick]:
    return [Pick(d) for d in chosen]


def from_to(start: int, end: int) -> Hours:
    return Hours(time(start), time(end))


class TestPieces:
    units = Units(pieces=frozenset({Piece.DAY_WITH_MEAL, Piece.MORNING}))

    @pytest.mark.parametrize(
        ("pick", "is_offered"),
        [
            pytest.param(Pick(WINTER[0], Part.DAY, meal=True), True, id="a day with its meal"),
            pytest.param(Pick(WINTER[0], Part.DAY, meal=False), False, id="no day without a meal"),
            pytest.param(Pick(WINTER[0], Part.DAY), True, id="a day with nothing said of the meal"),
            pytest.param(Pick(WINTER[0], Part.MORNING, meal=False), True, id="a bare morning"),
            pytest.param(Pick(WINTER[0], Part.MORNING, meal=True), False, id="no morning with a meal"),
            pytest.param(Pick(WINTER[0], Part.AFTERNOON), False, id="no afternoon at all"),
            pytest.param(Pick(WINTER[0], hours=from_to(9, 11)), False, id="not by the hour"),
        ],
    )
    def test_only_what_is_offered(self, pick: Pick, is_offered: bool) -> None:
        assert (found(self.units, [pick]) == ()) is is_offered

    def test_the_answer_says_what_is_offered(self) -> None:
        pick = Pick(WINTER[0], Part.AFTERNOON)
        assert found(self.units, [pick]) == (NotOffered(pick, self.units.pieces),)

    def test_nothing_said_is_everything(self) -> None:
        assert found(Units(), [Pick(WINTER[0], Part.AFTERNOON, meal=True)]) == ()


class TestWholeWeeks:
    def test_a_whole_week_is_every_open_day_of_it(self) -> None:
        assert found(Units(whole_weeks=True), days(*WINTER[:5])) == ()

    def test_the_days_that_are_missing_are_named(self) -> None:
        result = found(Units(whole_weeks=True), days(*WINTER[:3]))
        assert result == (WeekIncomplete(WINTER[0], missing=tuple(WINTER[3:5])),)

    def test_a_public_holiday_is_not_missed(self) -> None:
        week = [d for d in JULY if day("2027-07-12") <= d <= day("2027-07-16")]
        assert day("2027-07-14") not in week
        assert found(Units(whole_weeks=True), days(*week), JULY) == ()

    def test_only_in_the_holidays_that_are_named(self) -> None:
        units = Units(whole_weeks_in=frozenset({Season.SUMMER}))
        assert found(units, days(WINTER[0])) == ()
        assert found(units, days(JULY[0]), JULY) != ()


class TestLeast:
    three_days_or_six_halves = Units(at_least=(Amount(Span.PERIOD, days=3, half_days=6),))

    def test_fewer_than_the_least_is_too_few_for_the_period(self) -> None:
        (least,) = self.three_days_or_six_halves.at_least
        mornings = [Pick(d, Part.MORNING) for d in WINTER[:2]]
        assert found(self.three_days_or_six_halves, mornings) == (TooFew(day("2027-02-06"), least),)

    def test_one_of_the_measures_is_enough(self) -> None:
        assert found(self.three_days_or_six_halves, days(*WINTER[:3])) == ()
        assert found(self.three_days_or_six_halves, [Pick(d, Part.MORNING) for d in WINTER[:6]]) == ()

    def test_a_week_with_a_public_holiday_may_ask_for_less(self) -> None:
        units = Units(at_least=(Amount(Span.WEEK, days=4, days_in_short_week=3),))
        bastille = [d for d in JULY if day("2027-07-12") <= d <= day("2027-07-15")]
        plain = [d for d in JULY if day("2027-07-19") <= d <= day("2027-07-21")]
        assert len(bastille) == len(plain) == 3
        assert found(units, days(*bastille), JULY) == ()
        assert len(found(units, days(*plain), JULY)) == 1

    def test_it_may_hold_in_some_holidays_only(self) -> None:
        units = Units(at_least=(Amount(Span.MONTH, days=5, seasons=frozenset({Season.SUMMER})),))
        assert found(units, days(WINTER[0])) == ()
        assert len(found(units, days(JULY[0]), JULY)) == 1


class TestMost:
    def test_more_than_the_most_is_too_many(self) -> None:
        units = Units(at_most=(Amount(Span.WEEK, days=2),))
        assert found(units, days(*WINTER[:2])) == ()
        assert found(units, days(*WINTER[:3])) == (TooMany(WINTER[0], units.at_most[0]),)

    @pytest.mark.parametrize(
        ("picks", "is_within"),
        [
            pytest.param([Pick(WINTER[0], Part.MORNING), Pick(WINTER[1], Part.MORNING)], True, id="two half days"),
            pytest.param([Pick(WINTER[0])], True, id="one whole day"),
            pytest.param([Pick(WINTER[0]), Pick(WINTER[1], Part.MORNING)], False, id="a day and a half"),
            pytest.param([Pick(d, hours=from_to(9, 11)) for d in WINTER[:3]], True, id="three times two hours"),
            pytest.param([Pick(d, hours=from_to(9, 11)) for d in WINTER[:4]], False, id="four times two hours"),
            pytest.param(
                [Pick(d, Part.MORNING, hours=from_to(8, 12)) for d in WINTER[:2]],
                False,
                id="two mornings taken by the hour are eight hours",
            ),
        ],
    )
    def test_two_half_days_or_a_day_or_six_hours_a_week(self, picks: list[Pick], is_within: bool) -> None:
        units = Units(at_most=(Amount(Span.WEEK, half_days=2, hours=6),))
        assert (found(units, picks) == ()) is is_within

    def test_hours_do_not_bound_what_is_not_taken_by_the_hour(self) -> None:
        assert found(Units(at_most=(Amount(Span.MONTH, hours=60),)), days(WINTER[0])) == ()


class TestByTheHour:
    units = Units(
        by_the_hour=ByTheHour(
            open=(from_to(8, 12), from_to(14, 18)),
            shortest=timedelta(hours=2),
            step=timedelta(minutes=30),
            billed_at_least=timedelta(hours=4),
        )
    )

    def test_it_must_be_long_enough(self) -> None:
        pick = Pick(WINTER[0], hours=from_to(9, 10))
        assert found(self.units, [pick]) == (TooShort(pick, timedelta(hours=2)),)

    @pytest.mark.parametrize("hours", [from_to(7, 10), from_to(10, 13), from_to(11, 15)])
    def test_it_must_lie_in_one_stretch_of_opening_hours(self, hours: Hours) -> None:
        (breach,) = found(self.units, [Pick(WINTER[0], hours=hours)])
        assert isinstance(breach, OutsideHours)

    @pytest.mark.parametrize(
        ("hours", "length"),
        [
            pytest.param(from_to(9, 11), timedelta(hours=4), id="two hours are billed as four"),
            pytest.param(Hours(time(8), time(12, 10)), timedelta(hours=4, minutes=30), id="a step begun is due"),
        ],
    )
    def test_what_is_billed(self, hours: Hours, length: timedelta) -> None:
        assert billed(self.units, Pick(WINTER[0], hours=hours)) == length


def test_a_most_below_a_least_of_the_same_span_contradicts_it() -> None:
    assert Amount(Span.WEEK, days=2).contradicts(Amount(Span.WEEK, days=3))
    assert not Amount(Span.WEEK, days=2).contradicts(Amount(Span.MONTH, days=3))
    assert not Amount(Span.WEEK, days=2, half_days=6).contradicts(Amount(Span.WEEK, days=3, half_days=6))
