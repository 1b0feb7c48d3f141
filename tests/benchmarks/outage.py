"""The database goes away under a real `serve` while parents go on texting, and comes back.

    python -m tests.benchmarks.outage [--seconds 60] [--a-second 50]

PostgreSQL is really stopped (as after a loss of power); a SQLite file is really locked by somebody else. A deadline
passes in the middle of it. Prints, for each: how the webhooks answered meanwhile, what waited in the spool, what was
lost, answered twice, out of order, or judged by another hour than that of its arrival: all these must be 0.
"""

import argparse
import asyncio
import contextlib
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import aiohttp
from sqlalchemy import select, text, update
from twilio.request_validator import RequestValidator

from booking.database import Database
from booking.tables import Session
from booking.town_file import demonstration_town
from channels.tables import InboxMessage, OutboxMessage
from tests.benchmarks.databases import add_parents
from tests.benchmarks.path import Provider, prepare, quantile, stand_in
from tests.conftest import address, run_on_server
from tests.processes import free_port, served
from tests.stoppable_postgres import stoppable_postgres

TOWN = demonstration_town()
DEADLINE = datetime(2026, 11, 23, 10, tzinfo=TOWN.zone)  # evening care: the same day before ten
SERVICE = "garderie-soir"
WORDS = ("garderie du soir aujourd'hui pour Léo", "annule la garderie du soir aujourd'hui")
DONE = ("Réservé", "Annulé")
CALM = 5  # seconds of texting before and after
START = timedelta(seconds=40)  # for the process to start, on a busy machine
PUBLIC_URL = "http://town.example"
PATIENCE = 15 * 60  # seconds until the last answer

Away = Callable[[], "contextlib.AbstractAsyncContextManager[None]"]


@dataclass
class Sent:
    """A text as it was sent: when (by this machine's clock), and how it was received."""

    sid: str
    sender: str
    at: float
    status: int = 0
    took: float = 0


@dataclass
class Parents:
    """Everybody who texts."""

    http: aiohttp.ClientSession
    app: str
    provider: Provider
    phones: Sequence[str]
    sent: list[Sent] = field(default_factory=list)

    async def text(self) -> None:
        """The next text of all: each parent books, then cancels, then books again."""
        number = len(self.sent)
        turn, who = divmod(number, len(self.phones))
        one = Sent(f"SM{number:032x}", self.phones[who], time.time())
        self.sent.append(one)
        body = WORDS[turn % len(WORDS)]
        form = {"MessageSid": one.sid, "From": one.sender, "To": self.provider.number, "Body": body, "NumMedia": "0"}
        signature = RequestValidator(self.provider.auth_token).compute_signature(f"{PUBLIC_URL}/sms/inbound", form)
        started = time.perf_counter()
        async with self.http.post(
            f"{self.app}/sms/inbound", data=form, headers={"X-Twilio-Signature": signature}
        ) as answer:
            one.status = answer.status
        one.took = time.perf_counter() - started

    async def keep_texting(self, seconds: float, a_second: int) -> None:
        """So many texts a second, whether they are answered or not."""
        started = time.perf_counter()
        under_way = []
        for number in range(int(seconds * a_second)):
            await asyncio.sleep(max(0.0, started + number / a_second - time.perf_counter()))
            under_way.append(asyncio.create_task(self.text()))
        await asyncio.gather(*under_way)


async def measure(name: str, url: str, away: Away, options: argparse.Namespace, folder: Path) -> bool:
    """Print the figures of one kind of database; whether all is as it must be."""
    prepare(url, folder)
    total = int((options.seconds + 2 * CALM) * options.a_second)
    phones = await parents_with_room(url, total // 2 + 1)
    starts_at = DEADLINE - START - timedelta(seconds=CALM + options.seconds / 2)
    port, opened = free_port(), time.time()
    with stand_in() as provider:
        settings = {
            "database_url": url, "clock": f"{starts_at:%Y-%m-%dT%H:%M:%S}", "public_url": PUBLIC_URL,
            "twilio_account_sid": provider.account_sid, "twilio_auth_token": provider.auth_token,
            "twilio_from": provider.number, "twilio_api_base": provider.address, "sms_per_second": "1000",
        }  # fmt: skip
        lines = aiohttp.TCPConnector(limit=0)  # a text that waits for another's line would be late by our own doing
        async with served(port, folder, **settings) as app, aiohttp.ClientSession(connector=lines) as http:
            parents = Parents(http, app, provider, phones)
            await asyncio.sleep(max(0.0, opened + START.total_seconds() - time.time()))
            await parents.keep_texting(CALM, options.a_second)
            calm = len(parents.sent)
            async with away():
                texting = asyncio.create_task(parents.keep_texting(options.seconds, options.a_second))
                most = await most_waiting(texting, folder)
            back = time.time()
            meanwhile = parents.sent[calm:]
            await parents.keep_texting(CALM, options.a_second)
            took = await until_all_answered(url, len(parents.sent), back)
    return await report(name, url, parents.sent, meanwhile, most, took)


async def parents_with_room(url: str, number: int) -> list[str]:
    """So many parents of a child in evening care, and room for all; their phones."""
    database = Database(url)
    async with database.writing() as db:
        phones = add_parents(db, number, SERVICE)
        await db.execute(update(Session).where(Session.service == SERVICE).values(capacity=10 * number))
    await database.close()
    return phones


async def most_waiting(texting: asyncio.Task[None], folder: Path) -> int:
    """How many messages wait in the spool at most, until the texting ends."""
    most = 0
    while not texting.done():
        most = max(most, sum(1 for file in (folder / "spool").iterdir() if file.suffix == ".json"))
        await asyncio.sleep(0.5)
    await texting
    return most


async def until_all_answered(url: str, number: int, back: float) -> float:
    """Seconds from the return of the database to the last answer at the provider."""
    database = Database(url)
    left = "SELECT count(*) FROM outbox WHERE answers IS NOT NULL AND state IN ('sent', 'delivered')"
    while time.time() - back < PATIENCE:
        async with database.reading() as db:
            if (await db.scalar(text(left)) or 0) >= number:
                break
        await asyncio.sleep(0.25)
    await database.close()
    return time.time() - back


@dataclass(frozen=True, slots=True)
class Kept:
    """A text as the database has it in the end, with all that was said to it."""

    id: int
    sid: str
    sender: str
    received_at: datetime
    answers: Sequence[str]


async def all_kept(url: str) -> Sequence[Kept]:
    """Every text, in the order of its number."""
    database = Database(url)
    async with database.reading() as db:
        answers: dict[int, list[str]] = {}
        for number, words in await db.execute(select(OutboxMessage.answers, OutboxMessage.text)):
            answers.setdefault(number or 0, []).append(words)
        rows = await db.scalars(select(InboxMessage).order_by(InboxMessage.id))
        kept = [Kept(row.id, row.provider_id, row.sender, row.received_at, answers.get(row.id, [])) for row in rows]
    await database.close()
    return kept


async def report(name: str, url: str, sent: Sequence[Sent], meanwhile: Sequence[Sent], most: int, took: float) -> bool:
    """Print what became of all texts; whether that is what must be."""
    kept = await all_kept(url)
    by_sid = {each.sid: each for each in kept}
    times = [each.took * 1000 for each in meanwhile]
    ahead = min(each.received_at.timestamp() - one.at for one in sent if (each := by_sid.get(one.sid)))
    wrong = {
        "lost": sum(1 for one in sent if one.sid not in by_sid),
        "without an answer": sum(1 for each in kept if not each.answers),
        "answered twice": sum(1 for each in kept if len(each.answers) > 1),
        "out of order": len(out_of_order(sent, kept)),
        "judged by another hour": sum(1 for each in kept if not is_judged_by_arrival(each)),
        "not taken": sum(1 for one in sent if one.status != 200),
    }
    late = max(by_sid[one.sid].received_at.timestamp() - one.at - ahead for one in sent if one.sid in by_sid)
    before = sum(1 for each in kept if each.received_at < DEADLINE)
    print(f"{name}: {len(sent)} texts, {len(meanwhile)} of them without the database;", end=" ")
    print(f"webhooks answered {dict(Counter(one.status for one in meanwhile))},")
    print(f"    median {quantile(times, 0.5):.0f} ms, p99 {quantile(times, 0.99):.0f} ms, at most {max(times):.0f} ms;")
    print(f"    {most} in the spool at most; all answered {took:.1f} s after the database was back;")
    print(f"    {before} arrived before the deadline, {len(kept) - before} after it;", end=" ")
    print(f"the hour kept is that of sending, to {late:.2f} s;")
    print(f"    {', '.join(f'{what} {number}' for what, number in wrong.items())}")
    return not any(wrong.values())


def is_judged_by_arrival(kept: Kept) -> bool:
    """Before the deadline each text changes something, after it none does."""
    lines = [line for words in kept.answers for line in words.splitlines()]
    return any(line.startswith(DONE) for line in lines) == (kept.received_at < DEADLINE)


def out_of_order(sent: Sequence[Sent], kept: Sequence[Kept]) -> Sequence[str]:
    """The parents whose texts were not handled in the order in which they were sent."""
    as_sent: dict[str, list[str]] = {}
    as_kept: dict[str, list[str]] = {}
    for one in sent:
        as_sent.setdefault(one.sender, []).append(one.sid)
    for each in kept:
        as_kept.setdefault(each.sender, []).append(each.sid)
    return [sender for sender, sids in as_sent.items() if as_kept.get(sender) != sids]


@asynccontextmanager
async def locked(path: Path) -> AsyncIterator[None]:
    """While this lasts, somebody else writes to the SQLite file."""
    holder = sqlite3.connect(path, isolation_level=None, timeout=30)
    holder.execute("BEGIN IMMEDIATE")
    yield
    holder.execute("ROLLBACK")
    holder.close()


def measure_both(options: argparse.Namespace) -> Iterator[bool]:
    """One after the other."""
    with tempfile.TemporaryDirectory(prefix="allo-bench-") as name, stoppable_postgres() as postgres:
        folder = Path(name)

        @asynccontextmanager
        async def stopped() -> AsyncIterator[None]:
            await asyncio.to_thread(postgres.stop)
            yield
            await asyncio.to_thread(postgres.start)

        asyncio.run(run_on_server(postgres.uri, "CREATE DATABASE bench"))
        url = address(postgres.uri, "bench")
        yield asyncio.run(measure("PostgreSQL stopped", url, stopped, options, folder))
    with tempfile.TemporaryDirectory(prefix="allo-bench-") as name:
        path = Path(name) / "bench.db"
        yield asyncio.run(measure("SQLite locked", f"sqlite:///{path}", lambda: locked(path), options, Path(name)))


def main() -> None:
    """Measure on both databases; fails where anything was lost or judged wrongly."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.outage", description=__doc__)
    parser.add_argument("--seconds", type=int, default=60, help="how long the database is away")
    parser.add_argument("--a-second", type=int, default=50, help="texts that come in meanwhile")
    if not all(measure_both(parser.parse_args())):
        sys.exit("the outage was felt")


if __name__ == "__main__":
    main()
