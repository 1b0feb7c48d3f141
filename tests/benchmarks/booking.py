"""What a booking costs: through the core beside the same SQL by hand; with few reservations and with a million.

    python -m tests.benchmarks.booking [--bookings 500] [--rounds 5] [--clients 8] [--reservations 1000000]

By hand means: the very statements that the core sends, recorded as it sends them, in a transaction, through the bare
driver (asyncpg, aiosqlite). The two take turns in the same run; what is printed is the median. Nothing is asserted
on time.
"""

import argparse
import asyncio
import multiprocessing
import statistics
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import AsyncExitStack, ExitStack
from dataclasses import dataclass
from datetime import date, timedelta
from threading import Barrier
from typing import TypeAlias

from rich.console import Console
from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from booking.database import Database
from booking.domain import Author, AuthorKind, Place
from booking.journal import open_act
from booking.outcomes import Booked
from booking.reservations import book
from booking.rules.calendar import days_between
from booking.tables import ActRow, Reservation
from booking.town import Town
from tests.benchmarks.by_hand import Client, Recording, clients_by_hand, recorded
from tests.benchmarks.databases import DIALECTS, SERVICE, SITE, add_children, asked_at, fresh, town

FIRST_SESSION = 700_001  # so large that no other value of a recorded statement can be taken for it
LARGE = 1_000_000
WARM_UP = 200
Wanted: TypeAlias = tuple[int, date, int]  # a child, a day, the number of its session
console = Console(width=160)


class ThroughTheCore:
    """Books as the bot does: an act, and what comes of it."""

    def __init__(self, database: Database, a_town: Town) -> None:
        self._database = database
        self._town = a_town
        self._author = Author(AuthorKind.GUARDIAN, "Claire Martin", "sms", "cantine lundi", asked_at())

    async def book(self, child: int, day: date, _session: int) -> None:
        """Book, and make sure of it."""
        async with self._database.writing() as db:
            await self.book_in(db, child, day)

    async def book_in(self, db: AsyncSession, child: int, day: date) -> None:
        """The same in a transaction that is open."""
        act = await open_act(db, self._author, now=asked_at())
        outcome = await book(db, self._town, Place(child, SERVICE, day), act=act)
        if not isinstance(outcome, Booked):
            raise TypeError(f"not booked: {outcome}")


class Demand:
    """Children and days that nobody has asked for yet, in an order that spreads over the days."""

    def __init__(self, days: Sequence[date], children: range) -> None:
        self.days = days
        self._left = self._pairs(children)

    def _pairs(self, children: range) -> Iterator[Wanted]:
        for child in children:
            for number, day in enumerate(self.days):
                yield child, day, FIRST_SESSION + number

    def next(self, number: int) -> list[Wanted]:
        """The next ones."""
        return [next(self._left) for _ in range(number)]


def school_days(a_town: Town) -> Sequence[date]:
    """The days on which the canteen is open and may be booked at `asked_at`."""
    days = days_between(asked_at().date() + timedelta(days=7), a_town.school_year.last_day)
    return [day for day in days if a_town.calendar.is_school_day(day)]


async def prepare(database: Database, days: Sequence[date], children: int) -> None:
    """Families, and sessions with room for everybody."""
    await add_children(database, children)
    async with database.connection() as connection:
        for number, day in enumerate(days, start=FIRST_SESSION):
            await connection.execute(
                text(
                    "INSERT INTO sessions (id, service, site, date, part, capacity, booked)"
                    f" VALUES ({number}, '{SERVICE}', '{SITE}', '{day}', 'day', {LARGE}, 0)"
                )
            )


async def seconds(clients: Sequence[Client], wanted: Sequence[Wanted]) -> float:
    """How long these clients need for all of that together."""
    left = iter(wanted)

    async def work(client: Client) -> None:
        for child, day, session in left:
            await client.book(child, day, session)

    started = time.perf_counter()
    await asyncio.gather(*(work(client) for client in clients))
    return time.perf_counter() - started


@dataclass(frozen=True, slots=True)
class Share:
    """What one process does in one round."""

    url: str
    clients: int
    recording: Recording | None  # none: through the core
    wanted: Sequence[Wanted]
    start: Barrier  # at which all processes begin together


def do_share(share: Share) -> tuple[float, float]:
    """In a process of its own: connect, wait for the others, work; when it began and ended (the system's clock)."""
    return asyncio.run(_do_share(share))


async def _do_share(share: Share) -> tuple[float, float]:
    warm_up, wanted = share.wanted[:WARM_UP], share.wanted[WARM_UP:]
    async with AsyncExitStack() as stack:
        clients: Sequence[Client]
        if share.recording is None:
            database = Database(share.url, pool_size=share.clients)
            stack.push_async_callback(database.close)
            clients = [ThroughTheCore(database, town())] * share.clients
        else:
            bare = clients_by_hand(share.url, share.recording, share.clients)
            clients = await stack.enter_async_context(bare)
        await seconds(clients, warm_up)
        await asyncio.to_thread(share.start.wait)
        started = time.monotonic()
        await seconds(clients, wanted)
        return started, time.monotonic()


def beside_the_driver(url: str, *, clients: int, processes: int, bookings: int, rounds: int) -> None:
    """Print the rate through the core, by hand, and their ratio."""
    days = school_days(town())[:40]
    all_of_them = 2 * rounds * processes * (WARM_UP + bookings // processes)
    recording, statements = asyncio.run(_prepared(url, days, WARM_UP + all_of_them))
    demand = Demand(days, range(2 + WARM_UP // len(days), LARGE))
    through_core: list[float] = []
    by_hand: list[float] = []
    spawning = multiprocessing.get_context("spawn")
    with spawning.Manager() as manager, ProcessPoolExecutor(processes, mp_context=spawning) as pool:
        start = manager.Barrier(processes)
        for _ in range(rounds):
            for rates, how in ((through_core, None), (by_hand, recording)):
                shares = [
                    Share(url, clients // processes, how, demand.next(WARM_UP + bookings // processes), start)
                    for _ in range(processes)
                ]
                times = list(pool.map(do_share, shares))
                took = max(ended for _, ended in times) - min(started for started, _ in times)
                rates.append(bookings / took)
    asyncio.run(_check(url, 1 + WARM_UP + all_of_them))
    core_rate, hand_rate = statistics.median(through_core), statistics.median(by_hand)
    console.print(
        f"{url.split(':')[0]}: {statements} statements a booking, {clients} clients in {processes} processes: "
        f"core {core_rate:.0f}/s, by hand {hand_rate:.0f}/s: {core_rate / hand_rate:.0%} (wanted: 40 % at least)"
    )


async def _prepared(url: str, days: Sequence[date], bookings: int) -> tuple[Recording, int]:
    database = Database(url)
    await prepare(database, days, bookings // len(days) + 3)
    demand = Demand(days, range(1, LARGE))
    core = ThroughTheCore(database, town())
    await seconds([core], demand.next(WARM_UP))
    recording = await _record(database, core, demand)
    await database.close()
    return recording, len(recording.statements)


async def _record(database: Database, core: ThroughTheCore, demand: Demand) -> Recording:
    async with database.writing() as db:  # so that the numbers of the act and of its reservation differ
        await open_act(db, Author(AuthorKind.SYSTEM, "measure", "system", "", asked_at()), now=asked_at())
    child, day, session = demand.next(1)[0]
    statements = await recorded(database, lambda db: core.book_in(db, child, day))
    async with database.reading() as db:
        act = (await db.scalars(select(func.max(ActRow.id)))).one()
        reservation = (await db.scalars(select(func.max(Reservation.id)))).one()
    return Recording(statements, child, day, session, act, reservation)


async def _check(url: str, expected: int) -> None:
    """Both must have done the whole work, or the rates mean nothing."""
    database = Database(url)
    async with database.reading() as db:
        made = (await db.scalars(select(func.count()).select_from(Reservation))).one()
        taken = await db.scalar(text("SELECT sum(booked) FROM sessions"))
        told = await db.scalar(text("SELECT count(*) FROM journal"))
    await database.close()
    if not made == taken == told == expected:
        raise AssertionError(f"{made} reservations, {taken} places, {told} lines: {expected} were asked for")


NUMBERS = {
    "postgresql": "SELECT g AS n FROM generate_series(1, {rows}) AS g",
    "sqlite": "WITH RECURSIVE g(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM g WHERE n < {rows}) SELECT n FROM g",
}
ACTS = """
    INSERT INTO acts (author, author_name, channel, words, arrived, at)
    SELECT 'guardian', 'Claire Martin', 'sms', 'cantine lundi', '2026-09-01 09:00:00', '2026-09-01 09:00:00'
    FROM ({numbers}) AS numbers
"""
RESERVATIONS = """
    INSERT INTO reservations (child_id, session_id, state, act_id, made_at)
    SELECT (n - 1) / {days} + 1, {first} + (n - 1) % {days}, 'confirmed', n, '2026-09-01 09:00:00'
    FROM ({numbers}) AS numbers
"""
JOURNAL = """
    INSERT INTO journal (act_id, entry, child_id, reservation_id, service, site, date, part, after, details)
    SELECT r.act_id, 'booked', r.child_id, r.id, s.service, s.site, s.date, s.part, 'confirmed', '{{}}'
    FROM reservations AS r JOIN sessions AS s ON s.id = r.session_id
"""
COUNTS = "UPDATE sessions SET booked = (SELECT count(*) FROM reservations WHERE session_id = sessions.id)"


async def filled(url: str, days: Sequence[date], rows: int) -> Database:
    """A database with so many reservations, each with its act and its line, and twice the children."""
    database = Database(url)
    await prepare(database, days, 2 * (rows // len(days) + 1))
    numbers = NUMBERS[database.dialect].format(rows=rows)
    async with database.connection() as connection:
        for statement in (ACTS, RESERVATIONS, JOURNAL, COUNTS):
            await connection.execute(text(statement.format(numbers=numbers, days=len(days), first=FIRST_SESSION)))
        await connection.execute(text("ANALYZE"))
    return database


async def with_many(few_url: str, many_url: str, *, bookings: int, rounds: int, few: int, many: int) -> None:
    """Print the time of a booking beside few reservations and beside many, one client, taking turns."""
    a_town = town()
    days = school_days(a_town)
    each = []
    for url, rows in ((few_url, few), (many_url, many)):
        database = await filled(url, days, rows)
        children = range(rows // len(days) + 2, LARGE)
        each.append((database, ThroughTheCore(database, a_town), Demand(days, children)))
    times: list[list[float]] = [[], []]
    for turn in range(rounds + 1):
        for which, (_, core, demand) in enumerate(each):
            taken = await seconds([core], demand.next(bookings))
            if turn:  # the first one warms up
                times[which].append(taken / bookings * 1000)
    for database, _, _ in each:
        await database.close()
    short, long = (statistics.median(of) for of in times)
    console.print(
        f"{each[0][0].dialect}: {short:.2f} ms a booking beside {few:,} reservations, {long:.2f} ms beside {many:,}: "
        f"{long / short:.2f} times (wanted: 1.3 at most)"
    )


def main() -> None:
    """Measure on each database."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bookings", type=int, default=500, help="bookings in each round")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--processes", type=int, default=4, help="among which the clients are, on PostgreSQL")
    parser.add_argument("--reservations", type=int, default=1_000_000)
    parser.add_argument("--few", type=int, default=10_000)
    parser.add_argument("--only", choices=("driver", "growth"))
    parser.add_argument("--database", choices=DIALECTS, action="append")
    asked = parser.parse_args()
    for dialect in asked.database or DIALECTS:
        if asked.only != "growth":
            processes = 1 if dialect == "sqlite" else asked.processes  # a town on SQLite is one process
            with fresh(dialect) as url:
                beside_the_driver(
                    url, clients=asked.clients, processes=processes, bookings=asked.bookings, rounds=asked.rounds
                )
        if asked.only != "driver":
            with ExitStack() as stack:
                few_url, many_url = (stack.enter_context(fresh(dialect)) for _ in range(2))
                asyncio.run(
                    with_many(
                        few_url,
                        many_url,
                        bookings=asked.bookings,
                        rounds=asked.rounds,
                        few=asked.few,
                        many=asked.reservations,
                    )
                )


if __name__ == "__main__":
    main()
