"""Reads the whole town from the top table of its file."""

from collections import Counter
from functools import partial
from pathlib import Path

from booking.rules.keeping import Privacy
from booking.town import Hours, Office, Region, SchoolZone, Site, SiteKind, Town
from booking.town_file.acts import read_accepted_hours
from booking.town_file.days import read_calendar, read_holidays, read_school_year
from booking.town_file.hours import read_hours
from booking.town_file.privacy import read_privacy
from booking.town_file.problems import Complaint
from booking.town_file.services import Surroundings, read_service
from booking.town_file.table import Table
from booking.town_file.values import HOUR_OF_DAY, PHONE, TEXT, ZONE, word_of


def read_town(file: Table, folder: Path) -> Town:
    """The town; only to be used where the report stayed empty. Other files that it names lie in `folder`."""
    year = file.table("school_year", read_school_year)
    stated = file.tables("holidays", read_holidays)
    sites = file.tables("sites", _site)
    _complain_of_twins(file, sites)
    around = Surroundings(sites, year)

    def town(table: Table) -> Town:
        zone = table.one("time_zone", ZONE, ZONE.fallback)
        school_zone = table.one("school_zone", word_of(SchoolZone))
        region = table.one("public_holidays", word_of(Region), Region.METROPOLE)
        menus = table.maybe("menus", TEXT)
        name = table.one("name", TEXT)
        return Town(
            name=name,
            zone=zone,
            school_zone=school_zone,
            region=region,
            office=table.table("office", _office),
            quiet_hours=read_hours(table, "quiet_hours") if table.has("quiet_hours") else USUAL_NIGHT,
            school_year=year,
            calendar=read_calendar(table, zone=zone, school_zone=school_zone, region=region, year=year, stated=stated),
            sites=sites,
            privacy=table.maybe_table("privacy", partial(read_privacy, name=name)) or Privacy(name),
            menus=None if menus is None else folder / menus,
            services=file.table(
                "services", lambda services: services.each_table(lambda key, sub: read_service(key, sub, around))
            ),
        )

    return file.table("town", town)


USUAL_NIGHT = Hours(HOUR_OF_DAY.convert("20:00"), HOUR_OF_DAY.convert("08:00"))


def _office(table: Table) -> Office:
    return Office(
        phone=table.one("phone", PHONE),
        hours=table.one("hours", TEXT),
        decides=table.one("decides", TEXT),
        email=table.maybe("email", TEXT),
        open=table.tables("open", read_accepted_hours),
    )


def _site(table: Table) -> Site:
    return Site(
        key=table.one("key", TEXT),
        name=table.one("name", TEXT),
        kind=table.one("kind", word_of(SiteKind)),
        classes=table.many("classes", TEXT, ()),
    )


def _complain_of_twins(file: Table, sites: tuple[Site, ...]) -> None:
    counted = Counter(site.key for site in sites)
    for number, site in enumerate(sites):
        if counted[site.key] > 1 and site.key:
            file.report.add(("sites", number, "key"), Complaint.SAME_KEY_TWICE, key=site.key)
