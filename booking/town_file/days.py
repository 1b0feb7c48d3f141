"""Reads the town's calendar: zone and region from the packages, and what the file states itself, which goes first."""

from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from booking.calendars import SEASONS, public_holidays, school_holidays
from booking.errors import CalendarMissing
from booking.rules.calendar import ONE_DAY, Calendar, Period, Season, Weekday
from booking.town import Region, SchoolYear, SchoolZone
from booking.town_file.dates import read_range
from booking.town_file.deadlines import WEEKDAY
from booking.town_file.problems import Complaint
from booking.town_file.table import Table
from booking.town_file.values import DAY, TEXT, word_of

LONGEST_YEAR = timedelta(days=450)  # from a summer centre to the next one's end
NO_YEAR = SchoolYear("", DAY.fallback, DAY.fallback, DAY.fallback, DAY.fallback)  # stands in for a faulty one
SUMMER = next(name for name, season in SEASONS.items() if season is Season.SUMMER)
SCHOOL_WEEK = (Weekday.MONDAY, Weekday.TUESDAY, Weekday.THURSDAY, Weekday.FRIDAY)


@dataclass(frozen=True, slots=True)
class Official:
    """What the calendar of holidays holds for the civil years around a school year."""

    first: date
    last: date
    holidays: tuple[Period, ...]
    bridges: frozenset[date]


def read_school_year(table: Table) -> SchoolYear:
    """The school year, and the days between which anything can take place at all."""
    first, last = table.one("first_day", DAY), table.one("last_day", DAY)
    year = SchoolYear(
        label=table.one("label", TEXT),
        first_day=first,
        last_day=last,
        first_possible_day=table.one("first_possible_day", DAY, first),
        last_possible_day=table.one("last_possible_day", DAY, last),
    )
    if table.report.touches(table.path):
        return NO_YEAR
    if not year.first_possible_day <= first <= last <= year.last_possible_day:
        table.complain("last_day", Complaint.ENDS_BEFORE_IT_STARTS)
        return NO_YEAR
    if year.last_possible_day - year.first_possible_day > LONGEST_YEAR:
        table.complain("first_day", Complaint.YEAR_TOO_LONG)
        return NO_YEAR
    return year


def read_holidays(table: Table) -> Period:
    """Holidays that the town states itself: `name`, `season = "winter"`, `days = [first, last]`."""
    first, last = read_range(table, "days")
    return Period(table.one("name", TEXT), table.one("season", word_of(Season), Season.OTHER), first, last)


def read_calendar(
    town: Table,
    *,
    zone: ZoneInfo,
    school_zone: SchoolZone,
    region: Region,
    year: SchoolYear,
    stated: tuple[Period, ...],
) -> Calendar:
    """The calendar of a school year; where no official holidays are known, the file has to state them."""
    official = _official(town, school_zone, year, stated)
    return Calendar(
        zone=zone,
        first=official.first,
        last=official.last,
        holidays=_merged(official.holidays, stated, year),
        public_holidays=public_holidays(region, _civil_years(year)),
        bridges=official.bridges | frozenset(town.many("bridges", DAY, ())),
        closed_days=frozenset(town.many("closed_days", DAY, ())),
        extra_school_days=frozenset(town.many("extra_school_days", DAY, ())),
        school_weekdays=frozenset(town.many("school_weekdays", WEEKDAY, SCHOOL_WEEK)),
        office_closed_weekdays=frozenset(town.many("office_closed_weekdays", WEEKDAY, ())),
    )


def _civil_years(year: SchoolYear) -> range:
    return range(year.first_possible_day.year, year.last_possible_day.year + 1)


def _official(town: Table, school_zone: SchoolZone, year: SchoolYear, stated: tuple[Period, ...]) -> Official:
    years = _civil_years(year)
    whole_years = date(years[0], 1, 1), date(years[-1], 12, 31)
    if school_zone is SchoolZone.NONE:
        if not stated:
            town.complain("school_zone", Complaint.HOLIDAYS_UNKNOWN, year=year.label)
        return Official(*whole_years, (), frozenset())
    try:
        return Official(*whole_years, *school_holidays(school_zone, years))
    except CalendarMissing as missing:
        if not stated:
            town.complain("school_zone", Complaint.HOLIDAYS_UNKNOWN, year=str(missing.year))
        return Official(*whole_years, (), frozenset())


def _merged(official: tuple[Period, ...], stated: tuple[Period, ...], year: SchoolYear) -> tuple[Period, ...]:
    """Stated holidays stand in for all official ones of the school year, the summers around it being their frame."""
    if not stated:
        return official
    before = Period(SUMMER, Season.SUMMER, date(year.first_day.year, 7, 1), year.first_day - ONE_DAY)
    after = Period(SUMMER, Season.SUMMER, year.last_day + ONE_DAY, date(year.last_day.year, 8, 31))
    around = [period for period in official if period.last < before.first or period.first > after.last]
    frame = [period for period in (before, after) if not any(period.first in said for said in stated)]
    return tuple(sorted([*around, *frame, *stated], key=lambda period: period.first))
