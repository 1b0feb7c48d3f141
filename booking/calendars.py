"""Builds a town's calendar: holidays by zone and public holidays by region, from the two packages that keep them."""

from collections.abc import Iterable
from datetime import date
from functools import cache
from itertools import groupby

import holidays
from vacances_scolaires_france import SchoolHolidayDates, UnsupportedYearException

from booking.errors import CalendarMissing
from booking.rules.calendar import ONE_DAY, Period, Season
from booking.town import Region, SchoolZone

# codes of the package `holidays`, which are those of ISO 3166-2
SUBDIVISIONS = {
    Region.METROPOLE: None,
    Region.ALSACE_MOSELLE: "57",
    Region.GUADELOUPE: "971",
    Region.MARTINIQUE: "972",
    Region.GUYANE: "973",
    Region.REUNION: "974",
    Region.MAYOTTE: "976",
    Region.SAINT_BARTHELEMY: "BL",
    Region.SAINT_MARTIN: "MF",
    Region.SAINT_PIERRE_ET_MIQUELON: "PM",
    Region.NOUVELLE_CALEDONIE: "NC",
    Region.POLYNESIE: "PF",
    Region.WALLIS_ET_FUTUNA: "WF",
}

ASCENSION_BRIDGE = "Pont de l'Ascension"
SEASONS = {
    "Vacances de la Toussaint": Season.AUTUMN,
    "Vacances de Noël": Season.CHRISTMAS,
    "Vacances d'hiver": Season.WINTER,
    "Vacances de printemps": Season.SPRING,
    "Vacances d'été": Season.SUMMER,
}


def public_holidays(region: Region, years: Iterable[int]) -> dict[date, str]:
    """The public holidays of a region, with their French names.

    They are national law and known for any year (Code du travail, article L3133-1, and the local laws).
    """
    known = holidays.country_holidays("FR", subdiv=SUBDIVISIONS[region], years=years, language="fr")
    return dict(sorted(known.items()))


def school_holidays(zone: SchoolZone, years: Iterable[int]) -> tuple[tuple[Period, ...], frozenset[date]]:
    """The official holidays of a zone, and the days of the Ascension bridge; in the order of the calendar.

    Raises CalendarMissing where the package does not know one of the years.
    """
    named = [(day, name) for year in sorted(years) for day, name in _official_days(zone, year)]
    bridges = frozenset(day for day, name in named if name == ASCENSION_BRIDGE)
    return tuple(_periods([entry for entry in named if entry[1] != ASCENSION_BRIDGE])), bridges


def _official_days(zone: SchoolZone, year: int) -> list[tuple[date, str]]:
    try:
        found = _official_table().holidays_for_year_and_zone(year, zone.value)
    except UnsupportedYearException as unknown:
        raise CalendarMissing(year) from unknown
    return sorted((day, str(entry["nom_vacances"])) for day, entry in found.items())


@cache
def _official_table() -> SchoolHolidayDates:
    """Read once: the package parses 14,000 dates (0.1 s) each time it is asked for."""
    return SchoolHolidayDates()


def _periods(named: list[tuple[date, str]]) -> Iterable[Period]:
    for (_, name), days in groupby(_numbered(named), key=lambda entry: entry[0]):
        dates = [day for _, day in days]
        yield Period(name, SEASONS.get(name, Season.OTHER), dates[0], dates[-1])


def _numbered(named: list[tuple[date, str]]) -> Iterable[tuple[tuple[int, str], date]]:
    """Each day with the number of its unbroken run, so that Christmas of one year is not that of the next."""
    run = 0
    for index, (day, name) in enumerate(named):
        if index and named[index - 1] != (day - ONE_DAY, name):
            run += 1
        yield (run, name), day
