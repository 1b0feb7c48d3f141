"""64 clients from 4 processes race for the last 10 places, again and again, on each database.

    python -m tests.benchmarks.races [--rounds 1000] [--database sqlite]

Each round is a session of its own with 10 places. In even rounds the others are told "full" and the rank that they
would take, in odd rounds they agree to wait. That the places are exactly 10, that the ranks have no gap, and that no
error reached anybody is asserted; the time is only printed.
"""

import argparse
import asyncio
import multiprocessing
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date
from threading import Barrier

from rich.console import Console
from sqlalchemy import func, insert, select

from booking.database import Database
from booking.domain import Author, AuthorKind, Consent, Place, State
from booking.journal import open_act
from booking.outcomes import Booked, Full, Outcome, Waiting
from booking.reservations import book
from booking.tables import Child, Enrolment, Family, JournalLine, Reservation, Session
from tests.benchmarks.booking import school_days
from tests.benchmarks.databases import DIALECTS, SERVICE, YEAR, asked_at, fresh, town

PLACES, CLIENTS, PROCESSES = 10, 64, 4
SITES = 12  # each with 64 children of its own, so that there are sessions enough
console = Console(width=160)


@dataclass(frozen=True, slots=True)
class Told:
    """What one client heard: "booked", "full" or "waiting" with a rank, or an error."""

    what: str
    rank: int = 0


@dataclass(frozen=True, slots=True)
class Runners:
    """The clients of one process."""

    url: str
    number: int
    rounds: Sequence[tuple[int, date]]  # the site and the day of each
    start: Barrier  # before each round


def run(runners: Runners) -> list[list[Told]]:
    """In a process of its own: all rounds; what each client heard in each."""
    return asyncio.run(_run(runners))


async def _run(runners: Runners) -> list[list[Told]]:
    database = Database(runners.url, pool_size=CLIENTS // PROCESSES)
    mine = range(runners.number, CLIENTS, PROCESSES)
    told = []
    for number, (site, day) in enumerate(runners.rounds):
        consent = Consent(wait=number % 2 == 1)
        await asyncio.to_thread(runners.start.wait)
        told.append(
            await asyncio.gather(*(_ask(database, site * CLIENTS + client + 1, day, consent) for client in mine))
        )
    await database.close()
    return told


async def _ask(database: Database, child: int, day: date, consent: Consent) -> Told:
    author = Author(AuthorKind.GUARDIAN, "Claire Martin", "sms", "cantine lundi", asked_at())
    try:
        async with database.writing() as db:
            act = await open_act(db, author, now=asked_at())
            outcome = await book(db, town(), Place(child, SERVICE, day), act=act, consent=consent)
    except Exception as error:  # noqa: BLE001 - whatever reaches a parent is what is counted here
        return Told(repr(error))
    return _heard(outcome)


def _heard(outcome: Outcome) -> Told:
    match outcome:
        case Booked():
            return Told("booked")
        case Full(rank=int(rank)):
            return Told("full", rank)
        case Waiting(rank=rank):
            return Told("waiting", rank)
        case _:
            return Told(repr(outcome))


async def prepare(url: str, rounds: Sequence[tuple[int, date]]) -> None:
    """Children at each site, and a session with few places for each round."""
    database = Database(url)
    children = range(1, SITES * CLIENTS + 1)
    async with database.connection() as connection:
        await connection.execute(insert(Family), [{"id": i, "number": f"R{i}", "missing": []} for i in children])
        await connection.execute(
            insert(Child), [{"id": i, "family_id": i, "first_name": "Léo", "last_name": "Martin"} for i in children]
        )
        enrolled = {"service": SERVICE, "first": YEAR[0], "last": YEAR[1]}
        await connection.execute(
            insert(Enrolment), [enrolled | {"child_id": i, "site": _key((i - 1) // CLIENTS)} for i in children]
        )
        places = {"service": SERVICE, "capacity": PLACES}
        await connection.execute(insert(Session), [places | {"site": _key(site), "date": day} for site, day in rounds])
    await database.close()


def _key(site: int) -> str:
    return f"race-{site}"


def check(rounds: Sequence[Sequence[Told]]) -> None:
    """Exactly as many booked as there were places; every other told its rank, none twice where they wait."""
    for number, told in enumerate(rounds):
        odd = number % 2 == 1
        others = sorted((each.what, each.rank) for each in told if each.what != "booked")
        ranks = range(1, CLIENTS - PLACES + 1) if odd else [1] * (CLIENTS - PLACES)
        expected = [("waiting" if odd else "full", rank) for rank in ranks]
        if others != expected:
            wrong = sorted(set(others) - set(expected)) or others
            raise AssertionError(f"round {number}: {len(told) - len(others)} booked, and {wrong}")


async def check_tables(url: str, rounds: int) -> None:
    """The tables say the same: no place sold twice, a line for each answer."""
    database = Database(url)
    async with database.reading() as db:
        confirmed = select(func.count()).select_from(Reservation).where(Reservation.state == State.CONFIRMED)
        found = (
            await db.scalar(confirmed),
            await db.scalar(select(func.count()).select_from(Session).where(Session.booked == PLACES)),
            await db.scalar(select(func.count()).select_from(JournalLine)),
        )
    await database.close()
    if found != (rounds * PLACES, rounds, rounds * CLIENTS):
        raise AssertionError(f"(confirmed, full sessions, journal lines) are {found} after {rounds} rounds")


def race(url: str, number: int) -> None:
    """All rounds, checked; prints how long they took."""
    days = school_days(town())
    rounds = [(site, day) for site in range(SITES) for day in days][:number]
    asyncio.run(prepare(url, rounds))
    spawning = multiprocessing.get_context("spawn")
    with spawning.Manager() as manager, ProcessPoolExecutor(PROCESSES, mp_context=spawning) as pool:
        start = manager.Barrier(PROCESSES)
        started = time.monotonic()
        of_processes = list(pool.map(run, [Runners(url, process, rounds, start) for process in range(PROCESSES)]))
        took = time.monotonic() - started
    check([[told for process in each for told in process] for each in zip(*of_processes, strict=True)])
    asyncio.run(check_tables(url, len(rounds)))
    console.print(
        f"{url.split(':')[0]}: {len(rounds)} races of {CLIENTS} clients from {PROCESSES} processes: "
        f"{PLACES} of {PLACES} places each time, all others told full and their rank, no error; "
        f"{took:.0f} s, {len(rounds) * CLIENTS / took:.0f} answers a second"
    )


def main() -> None:
    """Race on each database."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=1000)
    parser.add_argument("--database", choices=DIALECTS, action="append")
    asked = parser.parse_args()
    for dialect in asked.database or DIALECTS:
        with fresh(dialect) as url:
            race(url, asked.rounds)


if __name__ == "__main__":
    main()
