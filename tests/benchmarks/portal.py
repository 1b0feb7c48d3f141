"""The portal under a large town: a family's month, bookings through the API, the weight of pages.

    python -m tests.benchmarks.portal [--reservations 1000000] [--bookings 2000] [--months 200]

Prints, on PostgreSQL: the median time of a family's month, page and API, with so many reservations in the base and one
process that serves; bookings a second through the API with two that serve; and what each page weighs, in all.
The load runs on the same machine and takes its part.
"""

import argparse
import asyncio
import re
import statistics
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import httpx
from sqlalchemy import text

from booking.database import Database
from channels.portal.browsers import open_browser
from channels.portal.keys import Scope, add_key
from tests.benchmarks.databases import fresh
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
    values = {"children": max(reservations // DAYS, 200), "days": DAYS}
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
async def clients(stack: AsyncExitStack, number: int, url: str, folder: Path) -> AsyncIterator[list[httpx.AsyncClient]]:
    """So many processes that serve, and a client of each."""
    limits = httpx.Limits(max_connections=AT_ONCE)
    made = []
    for _ in range(number):
        home = await stack.enter_async_context(
            served(free_port(), folder, "--no-worker", database_url=url, clock=CLOCK, api_calls_per_minute="1000000")
        )
        http = httpx.AsyncClient(base_url=home, limits=limits, timeout=60, trust_env=False)
        made.append(await stack.enter_async_context(http))
    yield made


async def median_ms(client: httpx.AsyncClient, path: str, times: int, headers: dict[str, str]) -> float:
    """The median time of a page or a call, in milliseconds."""
    taken = []
    for _ in range(times):
        started = time.perf_counter()
        (await client.get(path, headers=headers)).raise_for_status()
        taken.append((time.perf_counter() - started) * 1000)
    return statistics.median(taken)


async def bookings_a_second(
    all_clients: Sequence[httpx.AsyncClient],
    children: Sequence[tuple[int, int]],
    days: Sequence[str],
    number: int,
    key: str,
) -> float:
    """Book so many places, spread over children and days; how many a second."""
    room = asyncio.Semaphore(AT_ONCE)
    headers = {"Authorization": f"Bearer {key}"}

    async def one(place: int) -> None:
        child, family = children[place % len(children)]
        day = days[place // len(children) % len(days)]
        body = {"place": {"child": child, "service": "cantine", "day": day}}
        async with room:
            client = all_clients[place % len(all_clients)]
            answer = await client.post(f"/api/v1/families/{family}/reservations", json=body, headers=headers)
            assert answer.status_code == httpx.codes.CREATED, answer.text

    started = time.perf_counter()
    await asyncio.gather(*(one(place) for place in range(number)))
    return number / (time.perf_counter() - started)


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
    async with database.reading() as db:
        children = [tuple(row) for row in await db.execute(text(CHILDREN))]
        days = [str(row[0]) for row in await db.execute(text(OPEN_DAYS))]
    async with AsyncExitStack() as stack, clients(stack, 1, url, folder) as [client]:
        page = await median_ms(client, f"/famille?mois={MONTH}", options.months, cookie)
        headers = {"Authorization": f"Bearer {key}"}
        call = await median_ms(client, f"/api/v1/families/1/month?month={MONTH}", options.months, headers)
        print(f"postgresql, {count} reservations, 1 serving: a family's month, page {page:.1f} ms, API {call:.1f} ms")
        await weights(client, cookie)
    async with AsyncExitStack() as stack, clients(stack, 2, url, folder) as both:
        rate = await bookings_a_second(both, [(a, b) for a, b in children], days, options.bookings, key)
        print(f"postgresql, {count} reservations, 2 serving: {rate:.0f} API bookings a second, {AT_ONCE} at a time")
    await database.close()


CHILDREN = "SELECT id, family_id FROM children WHERE last_name = 'Martin' ORDER BY id LIMIT 200"
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
