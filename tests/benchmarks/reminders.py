"""Planning reminders for a large town on PostgreSQL: 10,000 families, three services that close at the same hour.

Two evenings are measured: an ordinary one, on which three children in four are booked already, and one on which nobody
is. The memory of the process is read before and after, for a quarter of the families and for all of them.
"""

import argparse
import asyncio
import gc
import time
from dataclasses import replace
from datetime import date, datetime
from datetime import time as hour
from pathlib import Path

from rich.console import Console
from sqlalchemy import insert, text

from booking.database import Database
from booking.rules.reminding import DaysAhead, ReminderChoice, ReminderRules
from booking.tables import Session
from booking.town import Part, Town
from bot.reminders.planning import Planned, Planner
from channels.transport import Channel
from messages.wording.catalogue import Catalogue
from tests.benchmarks.databases import fresh, town

SERVICES = ("cantine", "garderie-matin", "garderie-soir")
SITES = ("jean-moulin", "les-oliviers", "marie-curie", "paul-eluard")
MONDAY = date(2026, 11, 30)
PAST = [date(2026, 11, day) for day in (2, 9, 16, 23)]
RULES = ReminderRules(ReminderChoice.USUAL, DaysAhead(1, hour(18)), share=50, weeks=4)
console = Console()

FAMILIES = (
    "INSERT INTO families (id, number, missing) SELECT g, 'F' || g, '[]' FROM generate_series(1, {families}) AS g",
    """INSERT INTO guardians (id, family_id, name, phone, language)
       SELECT g, g, 'Claire Martin', '+3363998' || lpad(g::text, 5, '0'), 'fr'
       FROM generate_series(1, {families}) AS g""",
    """INSERT INTO children (id, family_id, first_name, last_name, school, class_name)
       SELECT g, (g - 1) % {families} + 1, (ARRAY['Léo', 'Emma', 'Inès', 'Noé'])[1 + g % 4], 'Martin',
              (ARRAY['jean-moulin', 'les-oliviers', 'marie-curie', 'paul-eluard'])[1 + ((g - 1) % {families}) % 4], 'CP'
       FROM generate_series(1, {children}) AS g""",
    """INSERT INTO enrolments (child_id, service, site, first, last)
       SELECT c.id, s.service, c.school, '2026-09-01', '2027-07-02'
       FROM children AS c CROSS JOIN (VALUES ('cantine'), ('garderie-matin'), ('garderie-soir')) AS s(service)""",
    """INSERT INTO acts (id, author, author_name, channel, words, arrived, at)
       VALUES (1, 'guardian', 'Claire Martin', 'sms', 'cantine', '2026-09-01 09:00:00', '2026-09-01 09:00:00')""",
)
CAME = """
    INSERT INTO reservations (child_id, session_id, state, act_id, made_at)
    SELECT e.child_id, s.id, 'confirmed', 1, '2026-09-01 09:00:00'
    FROM enrolments AS e JOIN sessions AS s ON s.service = e.service AND s.site = e.site
    WHERE {days} AND (e.child_id * 7 + length(e.service)) % 100 < {percent}
"""


def large_town() -> Town:
    """The demonstration town, in which three services close at the hour of the canteen, and nothing else reminds."""
    demonstration = town()
    canteen = demonstration.service("cantine").booking
    return replace(
        demonstration,
        services=tuple(
            replace(service, booking=canteen, reminders=RULES)
            for service in demonstration.services
            if service.key in SERVICES
        ),
    )


async def fill(database: Database, *, families: int, booked_percent: int) -> None:
    """So many families, 1.6 children each; 80 of 100 usually come, and so many are booked for Monday already."""
    async with database.connection() as connection:
        for statement in FAMILIES:
            await connection.execute(text(statement.format(families=families, children=families * 8 // 5)))
        rows = [
            {"service": service, "site": site, "date": day, "part": Part.DAY, "capacity": 100_000, "booked": 0}
            for service in SERVICES
            for site in SITES
            for day in (*PAST, MONDAY)
        ]
        await connection.execute(insert(Session), rows)
        await connection.execute(text(CAME.format(days=f"s.date < '{MONDAY}'", percent=80)))
        await connection.execute(text(CAME.format(days=f"s.date = '{MONDAY}'", percent=booked_percent)))
        # as autovacuum does: of what was filled. A table that was analysed while it was empty is read whole each time
        # that a foreign key is looked up in it, until it is analysed again
        await connection.execute(text("ANALYZE families, guardians, children, enrolments, sessions, reservations"))


def memory() -> int:
    """The memory of this process, in megabytes."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) // 1024


async def planned(url: str, a_town: Town, *, families: int, booked_percent: int) -> tuple[Planned, float, int]:
    """What one evening's planning came to, its seconds, and by how many megabytes the process grew."""
    database = Database(url)
    await fill(database, families=families, booked_percent=booked_percent)
    planner = Planner(a_town, database, Catalogue(), channels=(Channel.SMS,))
    eve = datetime(2026, 11, 26, 17, 0, tzinfo=a_town.zone)
    await planner.plan(now=eve)  # nothing is due yet: opens the connection, computes the moments of the day
    gc.collect()
    gc.freeze()  # as `serve` does
    before, started = memory(), time.monotonic()
    found = await planner.plan(now=eve.replace(hour=18))
    took = time.monotonic() - started
    grown = memory() - before
    await database.close()
    return found, took, grown


def main() -> None:
    """Measure on PostgreSQL."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--families", type=int, default=10_000)
    asked = parser.parse_args()
    a_town = large_town()
    for name, booked_percent in (("an ordinary evening", 60), ("nobody has booked", 0)):
        for families in (asked.families // 4, asked.families):
            with fresh("postgresql") as url:
                found, took, grown = asyncio.run(planned(url, a_town, families=families, booked_percent=booked_percent))
            console.print(
                f"{name}, {families} families x {len(SERVICES)} services: {found.messages} messages that name "
                f"{found.concerns} places, {took:.2f} s (wanted: under 3 s for 10,000), +{grown} MB"
            )


if __name__ == "__main__":
    main()
