"""Builds a town's calendar: holidays by zone and public holidays by region, from the two packages that keep them."""

import csv
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache
from importlib.machinery import PathFinder
from importlib.resources import files
from importlib.util import find_spec, module_from_spec
from itertools import groupby

from holidays import HolidayBase

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
    known = _france()(subdiv=SUBDIVISIONS[region], years=years, language="fr")
    return dict(sorted(known.items()))


@cache
def _france() -> type[HolidayBase]:
    """The module of France by itself: the package's own way loads all 250 countries for one (8 MB, 0.1 s)."""
    countries = find_spec("holidays.countries")
    folders = None if countries is None else countries.submodule_search_locations
    spec = PathFinder.find_spec("holidays.countries.france", folders)
    if spec is None or spec.loader is None:
        raise ImportError("the package holidays has no module of France any more")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    france: type[HolidayBase] = module.France
    return france


def school_holidays(zone: SchoolZone, years: Iterable[int]) -> tuple[tuple[Period, ...], frozenset[date]]:
    """The official holidays of a zone, and the days of the Ascension bridge; in the order of the calendar.

    Raises CalendarMissing where the package does not know one of the years.
    """
    known = _official_lines()
    named = [(day, name) for year in sorted(years) for day, name in _days_off(zone, year, known)]
    bridges = frozenset(day for day, name in named if name == ASCENSION_BRIDGE)
    return tuple(_periods([entry for entry in named if entry[1] != ASCENSION_BRIDGE])), bridges


def _official_lines() -> list[str]:
    """The package's own table, a line a day from 1990 on; its own reader takes all of them apart (0.1 s, 3 MB)."""
    return (files("vacances_scolaires_france") / "data" / "data.csv").read_text("utf-8").splitlines()


def _days_off(zone: SchoolZone, year: int, lines: Sequence[str]) -> list[tuple[date, str]]:
    of_year = [line for line in lines if line.startswith(f"{year}-")]
    if not of_year:
        raise CalendarMissing(year)
    rows = csv.DictReader([lines[0], *of_year])
    off = [row for row in rows if row[f"vacances_zone_{zone.lower()}"] == "True"]
    return sorted((date.fromisoformat(row["date"]), row["nom_vacances"]) for row in off)


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
