"""Opening a school year's sessions for a large town: 100 sites with 3 services each, some 45,000 sessions.

    python -m tests.benchmarks.sessions [--sites 100] [--database sqlite]

How many were opened is asserted; the time is only printed (wanted: under 10 s on each database).
"""

import argparse
import asyncio
import time
from dataclasses import replace

from rich.console import Console
from sqlalchemy import func, select

from booking.database import Database
from booking.sessions import open_sessions
from booking.tables import Session
from booking.town import Capacity, Service, Site, SiteKind, Town
from tests.benchmarks.databases import DIALECTS, asked_at, fresh, town

SERVICES = ("cantine", "garderie-matin", "garderie-soir")
console = Console(width=160)


def large_town(sites: int) -> Town:
    """The demonstration town with so many schools, each with canteen, morning and evening care."""
    keys = tuple(f"ecole-{number}" for number in range(1, sites + 1))

    def everywhere(service: Service) -> Service:
        return replace(service, sites=keys, capacity={key: Capacity(60) for key in keys}, quotas=())

    small = town()
    return replace(
        small,
        sites=tuple(Site(key, f"école {key}", SiteKind.SCHOOL) for key in keys),
        services=tuple(everywhere(small.service(key)) for key in SERVICES),
    )


async def measure(url: str, sites: int) -> None:
    """Open the year, check that all of it is there, print the time."""
    large = large_town(sites)
    year = large.school_year
    days = sum(len(service.days(large.calendar, year.first_day, year.last_day)) for service in large.services)
    database = Database(url)
    started = time.monotonic()
    async with database.writing() as db:
        opened = await open_sessions(db, large, year.first_day, year.last_day, now=asked_at())
    took = time.monotonic() - started
    async with database.reading() as db:
        there = await db.scalar(select(func.count()).select_from(Session))
    await database.close()
    if not opened == there == days * sites:
        raise AssertionError(f"{opened} opened, {there} there, {days * sites} wanted")
    console.print(f"{database.dialect}: {opened:,} sessions opened in {took:.1f} s (wanted: under 10 s)")


def main() -> None:
    """Measure on each database."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sites", type=int, default=100)
    parser.add_argument("--database", choices=DIALECTS, action="append")
    asked = parser.parse_args()
    for dialect in asked.database or DIALECTS:
        with fresh(dialect) as url:
            asyncio.run(measure(url, asked.sites))


if __name__ == "__main__":
    main()
