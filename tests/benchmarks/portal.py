"""The portal under a large town: a family's month, bookings through the API, the weight of pages.

    python -m tests.benchmarks.portal [--reservations 1000000] [--bookings 2000] [--months 200]

Prints, on PostgreSQL: the median time of a family's month, page and API, with so many reservations in the base and one
process that serves; bookings a second through the API with two that serve, spread over days and all for the same one;
the processor time that each takes, which other work on the machine does not change; and what each page weighs, in all.
The load runs on the same machine and takes its part.
"""

import argparse
import asyncio
import re
import statistics
import tempfile
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import cycle
from pathlib import Path
from zoneinfo import ZoneInfo

import aiohttp
import httpx
import psutil
from sqlalchemy import text

from booking.database import Database
from channels.portal.browsers import open_browser
from channels.portal.keys import Scope, add_key
from tests.benchmarks.databases import fresh
from tests.benchmarks.processor_time import Meter, by, by_family, server_of
from tests.processes import CLOCK, free_port, prepared, served

NOW = datetime.fromisoformat(CLOCK).replace(tzinfo=ZoneInfo("Europe/Paris"))
DAYS = 80  # reservations of each child
MONTH = "2026-12"
PAGES = ("", "?mois=2026-12", "/historique?mois=2026-12", "/preferences")
AT_ONCE = 24
FILL = (
    "INSERT INTO families (number, missing) SELECT 'B' || n, '[]' FROM generate_series(1, :children) n",
    """INSERT INTO children (family_id, first_name, last_name, school)
       SELECT id, 'Léo', 'Martin', 'jean-moulin' FROM families WHERE number LIKE 'B%'""",
    """INSERT INTO enrolments (child_id, service, site, first, last)
       SELECT id, 'cantine', 'jean-moulin', '2026-09-01', '2027-07-02' FROM children WHERE last_name = 'Martin'""",
    """UPDATE sessions SET capacity = 1000000 WHERE service = 'cantine' AND site = 'jean-moulin'""",
    """INSERT INTO acts (author, author_name, channel, words, arrived, at)
       VALUES ('system', 'measure', 'system', '', now(), now())""",
    """INSERT INTO reservations (child_id, session_id, state, act_id, made_at)
       SELECT c.id, s.id, 'confirmed', (SELECT max(id) FROM acts), now()
       FROM (SELECT id FROM children WHERE last_name = 'Martin' ORDER BY id LIMIT :children) c
       CROSS JOIN (SELECT id FROM sessions WHERE service = 'cantine' AND site = 'jean-moulin'
                   AND date > '2027-01-03' ORDER BY date LIMIT :days) s""",
)


async def fill(database: Database, reservations: int) -> int:
    """Put so many reservations into the base; how many there are."""
    values = {"children": max(reservations // DAYS, 400), "days": DAYS}
    async with database.connection() as connection:
        for statement in FILL:
            named = {name: value for name, value in values.items() if f":{name}" in statement}
            await connection.execute(text(statement), named)
        count = await connection.scalar(text("SELECT count(*) FROM reservations"))
    async with database.engine.connect() as connection:
        bare = await connection.execution_options(isolation_level="AUTOCOMMIT")
        await bare.execute(text("ANALYZE"))
    return int(count or 0)


@asynccontextmanager
async def serving(number: int, url: str, folder: Path) -> AsyncIterator[Sequence[str]]:
    """The addresses of so many processes that serve."""
    options = {"database_url": url, "clock": CLOCK, "api_calls_per_minute": "1000000"}
    async with AsyncExitStack() as stack:
        yield [
            await stack.enter_async_context(served(free_port(), folder, "--no-worker", **options))
            for _ in range(number)
        ]


async def meter(database: Database) -> Meter:
    """Reads the processor time of those that serve, of the database and of the load."""
    serving = [child for child in psutil.Process().children() if "serve" in child.cmdline()]
    database_server = by_family(await server_of(database))
    return Meter({"serving": by(serving), "database": database_server, "load": by([psutil.Process()])})


def said(shares: Mapping[str, float]) -> str:
    """ "4.1 ms of processor: serving 2.4, database 1.1, load 0.6"."""
    return f"{sum(shares.values()):.1f} ms of processor: " + ", ".join(
        f"{name} {share:.1f}" for name, share in shares.items()
    )


async def time_month(
    client: httpx.AsyncClient, database: Database, what: str, path: str, headers: dict[str, str], times: int
) -> None:
    """Print the median time of a page or a call."""
    taken, metered = [], await meter(database)
    for _ in range(times):
        started = time.perf_counter()
        (await client.get(path, headers=headers)).raise_for_status()
        taken.append((time.perf_counter() - started) * 1000)
    print(
        f"    a family's month, {what}: median {statistics.median(taken):.1f} ms; {said(metered.milliseconds(times))}"
    )


@dataclass(frozen=True, slots=True)
class Asked:
    """A place that is asked for."""

    family: int
    child: int
    day: str


async def time_bookings(homes: Sequence[str], database: Database, what: str, places: Sequence[Asked], key: str) -> None:
    """Book these places, so many at once, and print how many a second."""
    metered, started = await meter(database), time.perf_counter()
    headers = {"Authorization": f"Bearer {key}"}
    async with aiohttp.ClientSession(headers=headers, connector=aiohttp.TCPConnector(limit=AT_ONCE)) as http:
        room = asyncio.Semaphore(AT_ONCE)

        async def book(home: str, asked: Asked) -> None:
            wish = {"place": {"child": asked.child, "service": "cantine", "day": asked.day}}
            async with room, http.post(f"{home}/api/v1/families/{asked.family}/reservations", json=wish) as answer:
                assert answer.status == httpx.codes.CREATED, await answer.text()

        await asyncio.gather(*(book(home, asked) for home, asked in zip(cycle(homes), places, strict=False)))
    rate = len(places) / (time.perf_counter() - started)
    print(f"    {what}: {rate:.0f} API bookings a second, {AT_ONCE} at once; {said(metered.milliseconds(len(places)))}")


async def weights(client: httpx.AsyncClient, cookie: dict[str, str]) -> None:
    """Print what each page weighs with its style and its icon, as it comes over the line."""
    for page in PAGES:
        answer = await client.get(f"/famille{page}", headers=cookie)
        parts = re.findall(r'(?:href)="(/famille/static/[^"]+)"', answer.text)
        weight = len(answer.content) + sum([len((await client.get(part)).content) for part in set(parts)])
        print(f"    /famille{page}: {weight / 1000:.1f} KB in all")


async def measure(url: str, folder: Path, options: argparse.Namespace) -> None:
    """Print the figures of one base."""
    await prepared(folder, url)
    database = Database(url)
    count = await fill(database, options.reservations)
    async with database.writing() as db:
        key = await add_key(db, "measure", list(Scope), now=NOW)
        cookie = {"Cookie": f"allo_famille={await open_browser(db, 1, '', now=NOW)}"}
    print(f"postgresql, {count} reservations, 1 serving:")
    async with serving(1, url, folder) as [home], httpx.AsyncClient(base_url=home, trust_env=False) as client:
        await time_month(client, database, "page", f"/famille?mois={MONTH}", cookie, options.months)
        held = {"Authorization": f"Bearer {key}"}
        await time_month(client, database, "API", f"/api/v1/families/1/month?month={MONTH}", held, options.months)
        await weights(client, cookie)
    print(f"postgresql, {count} reservations, 2 serving:")
    async with serving(2, url, folder) as homes:
        spread, same_day = await places_to_book(database, options.bookings)
        await time_bookings(homes, database, "over many days", spread, key)
        await time_bookings(homes, database, "all for one day", same_day, key)
    await database.close()


async def places_to_book(database: Database, number: int) -> tuple[Sequence[Asked], Sequence[Asked]]:
    """Places of many children on all days but the last; and on the last alone."""
    async with database.reading() as db:
        children = [tuple(row) for row in await db.execute(text(CHILDREN))]
        *days, last = [str(row[0]) for row in await db.execute(text(OPEN_DAYS))]
    spread = [Asked(family, child, day) for child, family in children for day in days][:number]
    return spread, [Asked(family, child, last) for child, family in children]


CHILDREN = "SELECT id, family_id FROM children WHERE last_name = 'Martin' ORDER BY id LIMIT 400"
OPEN_DAYS = """SELECT date FROM sessions WHERE service = 'cantine' AND site = 'jean-moulin'
               AND date BETWEEN '2026-11-26' AND '2026-12-18' ORDER BY date"""


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reservations", type=int, default=1_000_000)
    parser.add_argument("--bookings", type=int, default=2000)
    parser.add_argument("--months", type=int, default=200)
    options = parser.parse_args()
    with fresh("postgresql") as url, tempfile.TemporaryDirectory(prefix="allo-portal-") as folder:
        asyncio.run(measure(url, Path(folder), options))


if __name__ == "__main__":
    main()
