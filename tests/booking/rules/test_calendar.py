"""Which days count: civil, working and school days, the holidays, and the years that are not known."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from holidays import country_holidays
from hypothesis import given
from hypothesis import strategies as st
from vacances_scolaires_france import SchoolHolidayDates

from booking.calendars import ASCENSION_BRIDGE, SUBDIVISIONS, public_holidays, school_holidays
from booking.errors import CalendarMissing
from booking.rules.calendar import Counting, Season, Weekday, days_between
from booking.town import Region, SchoolZone
from booking.town_file import demonstration_town
from tests.booking.rules.conventions import CALENDAR, day

THE_YEAR = list(days_between(date(2026, 9, 1), date(2027, 7, 2)))


def test_the_packages_give_the_official_year_2026_27_of_zone_c() -> None:
    calendar = demonstration_town().calendar
    assert [d for d in THE_YEAR if calendar.is_school_day(d)] == [d for d in THE_YEAR if CALENDAR.is_school_day(d)]
    assert [d for d in THE_YEAR if calendar.is_working_day(d)] == [d for d in THE_YEAR if CALENDAR.is_working_day(d)]


@pytest.mark.parametrize(
    ("text", "is_school", "is_working"),
    [
        pytest.param("2026-11-16", True, True, id="a plain Monday"),
        pytest.param("2026-11-18", False, True, id="a Wednesday has no school, the office works"),
        pytest.param("2026-11-11", False, False, id="11 November is a public holiday"),
        pytest.param("2026-10-30", False, True, id="a Friday of the holidays has no school, the office works"),
        pytest.param("2026-10-16", True, True, id="the last day before the holidays has school"),
        pytest.param("2026-11-02", True, True, id="the first day back has school"),
        pytest.param("2027-05-07", False, True, id="on the bridge there is no school, the office works"),
        pytest.param("2027-07-02", True, True, id="the last day of the year has school"),
        pytest.param("2026-11-21", False, False, id="a Saturday"),
    ],
)
def test_each_calendar_counts_its_own_days(text: str, is_school: bool, is_working: bool) -> None:
    assert CALENDAR.is_school_day(day(text)) is is_school
    assert CALENDAR.is_working_day(day(text)) is is_working


def test_alsace_moselle_keeps_good_friday_and_26_december() -> None:
    local = set(public_holidays(Region.ALSACE_MOSELLE, [2026, 2027])) - set(
        public_holidays(Region.METROPOLE, [2026, 2027])
    )
    assert local == {day("2026-04-03"), day("2026-12-26"), day("2027-03-26"), day("2027-12-26")}


@pytest.mark.parametrize(
    ("region", "text"),
    [
        (Region.GUADELOUPE, "2027-05-27"),
        (Region.MARTINIQUE, "2027-05-22"),
        (Region.GUYANE, "2027-06-10"),
        (Region.REUNION, "2026-12-20"),
        (Region.MAYOTTE, "2027-04-27"),
    ],
)
def test_overseas_keep_the_abolition_of_slavery_on_their_own_day(region: Region, text: str) -> None:
    kept = public_holidays(region, [2026, 2027])
    assert day(text) in kept
    assert day(text) not in public_holidays(Region.METROPOLE, [2026, 2027])


def test_a_closed_day_of_the_town_is_neither_a_school_day_nor_a_working_day() -> None:
    calendar = replace(CALENDAR, closed_days=frozenset({day("2026-11-16")}))
    assert not calendar.is_school_day(day("2026-11-16"))
    assert not calendar.is_working_day(day("2026-11-16"))


def test_an_office_shut_on_wednesdays_does_not_work_on_them() -> None:
    calendar = replace(CALENDAR, office_closed_weekdays=frozenset({Weekday.WEDNESDAY}))
    assert calendar.back(day("2026-11-19"), 1, Counting.WORKING) == day("2026-11-17")


def test_a_wednesday_with_school_counts_as_a_school_day() -> None:
    calendar = replace(CALENDAR, extra_school_days=frozenset({day("2026-11-18")}))
    assert calendar.back(day("2026-11-19"), 1, Counting.SCHOOL) == day("2026-11-18")


def test_a_day_closed_by_the_town_has_no_school_even_where_it_was_to_be_made_up() -> None:
    wednesday = frozenset({day("2026-11-18")})
    calendar = replace(CALENDAR, extra_school_days=wednesday, closed_days=wednesday)
    assert not calendar.is_school_day(day("2026-11-18"))


def test_saturdays_count_where_the_rule_counts_them() -> None:
    assert CALENDAR.back(day("2026-11-16"), 1, Counting.WORKING_OR_SATURDAY) == day("2026-11-14")


def test_the_term_reaches_from_the_end_of_one_holiday_to_the_start_of_the_next() -> None:
    term = CALENDAR.period_of(day("2026-11-18"))
    assert (term.season, term.first, term.last) == (None, day("2026-11-02"), day("2026-12-18"))


def test_christmas_is_one_period_across_the_new_year() -> None:
    holidays, _ = school_holidays(SchoolZone.C, [2026, 2027])
    christmas = next(period for period in holidays if day("2026-12-31") in period)
    assert (christmas.season, christmas.first, christmas.last) == (
        Season.CHRISTMAS,
        day("2026-12-19"),
        day("2027-01-03"),
    )


def test_the_ascension_bridge_is_a_bridge_and_no_holidays() -> None:
    holidays, bridges = school_holidays(SchoolZone.C, [2027])
    assert bridges == {day("2027-05-06"), day("2027-05-07"), day("2027-05-08")}
    assert not any(day("2027-05-07") in period for period in holidays)


@pytest.mark.parametrize("year", [2015, 2019, 2020, 2023, 2024])
def test_the_years_of_older_rules_are_known(year: int) -> None:
    holidays, _ = school_holidays(SchoolZone.C, [year])
    assert {period.season for period in holidays} == set(Season) - {Season.OTHER}


@pytest.mark.parametrize("zone", [SchoolZone.A, SchoolZone.B, SchoolZone.C])
def test_the_days_off_are_those_that_the_package_reads_from_its_table_itself(zone: SchoolZone) -> None:
    package = SchoolHolidayDates()
    for year in range(package.min_year, package.max_year + 1):
        official = {day: off["nom_vacances"] for day, off in package.holidays_for_year_and_zone(year, zone).items()}
        periods, bridges = school_holidays(zone, [year])
        read = {day: period.name for period in periods for day in days_between(period.first, period.last)}
        assert read | dict.fromkeys(bridges, ASCENSION_BRIDGE) == official


@pytest.mark.parametrize("region", Region)
def test_the_public_holidays_are_those_that_the_package_gives_by_its_own_way(region: Region) -> None:
    official = country_holidays("FR", subdiv=SUBDIVISIONS[region], years=range(2024, 2031), language="fr")
    assert public_holidays(region, range(2024, 2031)) == dict(official)


def test_a_year_that_is_not_known_is_an_error_that_names_it() -> None:
    with pytest.raises(CalendarMissing, match="2041"):
        school_holidays(SchoolZone.C, [2041])


@pytest.mark.parametrize("ask", ["is_school_day", "is_working_day", "holidays_at", "period_of"])
def test_a_day_beyond_the_calendar_is_an_error_and_never_an_ordinary_day(ask: str) -> None:
    with pytest.raises(CalendarMissing, match="2028"):
        getattr(CALENDAR, ask)(day("2028-01-03"))


@given(
    start=st.dates(date(2026, 9, 1), date(2027, 7, 2)),
    days=st.integers(1, 20),
    counting=st.sampled_from(Counting),
)
def test_counting_back_lands_on_a_day_that_counts_with_as_many_days_between(
    start: date, days: int, counting: Counting
) -> None:
    landed = CALENDAR.back(start, days, counting)
    assert CALENDAR.counts(landed, counting)
    assert sum(CALENDAR.counts(d, counting) for d in days_between(landed, start - timedelta(days=1))) == days
