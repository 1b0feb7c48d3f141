"""Rules of real towns, as a clerk would write them: a file each in towns/, read by the real loader.

The files hold the service alone; the town around it is the same for all, but for the year and the region.
"""

import json
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from booking.town import Service, Town
from booking.town_file import load

HERE = Path(__file__).parent
TOWNS = HERE / "towns"
RULES = sorted(path.stem for path in TOWNS.glob("*.toml"))

# rules that are nothing but published dates keep the year in which they were published
STARTS_IN = {
    "ales-ete": 2019,
    "begles-vacances": 2023,
    "gisors-vacances": 2015,
    "infojeunesse-vacances": 2022,
    "lons-periscolaire": 2019,
    "wervicq-vacances": 2024,
}
REGIONS = {"osthouse-midi": "alsace-moselle", "saintleu-cantine": "reunion"}

AROUND = """
[town]
name = "Une commune"
school_zone = "C"
public_holidays = "{region}"

[town.office]
phone = "01 99 00 20 26"
hours = "du lundi au vendredi de 9 h à 12 h"
decides = "le service scolaire"

[school_year]
label = "{year}-{next_year}"
first_day = {year}-09-01
last_day = {next_year}-07-02
last_possible_day = {next_year}-08-30

[[sites]]
key = "ecole"
name = "école du village"
kind = "school"

[[sites]]
key = "centre"
name = "centre de loisirs"
kind = "centre"

[[sites]]
key = "creche"
name = "multi-accueil"
kind = "creche"

"""


@dataclass(frozen=True, slots=True)
class Case:
    """One worked case: the last minute in time, to book and to cancel, where the town's page fixes it."""

    rule: str
    target: date
    last_booking: datetime | None
    last_cancel: datetime | None
    note: str


def town_of(rule: str, folder: Path) -> Town:
    """The town whose one service follows a real rule; its file is written in `folder`."""
    year = STARTS_IN.get(rule, 2026)
    around = AROUND.format(region=REGIONS.get(rule, "metropole"), year=year, next_year=year + 1)
    path = folder / f"{rule}.toml"
    path.write_text(around + (TOWNS / path.name).read_text(encoding="utf-8"), encoding="utf-8")
    return load(path)


def service_of(rule: str, folder: Path) -> tuple[Town, Service]:
    """The town, and its one service."""
    town = town_of(rule, folder)
    return town, town.services[0]


def cases() -> list[Case]:
    """Every worked case, in the order of the file."""
    return [_case(line) for line in (HERE / "cases.jsonl").read_text(encoding="utf-8").splitlines()]


def _case(line: str) -> Case:
    fields = json.loads(line)
    return Case(
        rule=fields["rule"],
        target=date.fromisoformat(fields["target"]),
        last_booking=_minute(fields["last_booking"]),
        last_cancel=_minute(fields["last_cancel"]),
        note=fields["note"],
    )


def _minute(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
