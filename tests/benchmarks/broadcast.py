"""A broadcast: into the outbox with a progress bar, and out of it by two workers.

    python -m tests.benchmarks.broadcast [--people 10000] [--workers 2]

Prints, on SQLite and on PostgreSQL: the seconds until all messages are in the outbox, committed; and the messages a
second at which the workers, each a process of its own, hand them to a provider that answers at once and sets no limit
(in their own process, so that the outbox is measured and not the provider). Fails where a message is lost or doubled.
"""

import argparse
import asyncio
import itertools
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime

from rich.progress import Progress
from sqlalchemy import func, select

from booking.database import Database
from bot.logs import set_up_logs
from channels.outbox import Letter, queue_many, tally
from channels.postman import Postman
from channels.purpose import Purpose
from channels.tables import OutboxMessage, Sending
from channels.transport import Channel, Outgoing, Style
from tests.benchmarks.databases import DIALECTS, fresh

BATCH = "notice:1"
WORDS = "Grève du personnel mardi 1er décembre : pas de cantine. Prévoyez un panier-repas, la garderie est assurée."
AT_MOST = {"sqlite": 4.0, "postgresql": 2.0}  # seconds for 10,000


class AtOnce:
    """A provider that takes everything at once."""

    channel = Channel.SMS
    style = Style.PLAIN

    def __init__(self) -> None:
        self._ids = itertools.count(1)

    async def send(self, _message: Outgoing) -> str:
        """The id of the message."""
        return f"{os.getpid()}-{next(self._ids)}"


async def put_in(url: str, people: int) -> float:
    """Queue the broadcast; the seconds it took."""
    letters = [Letter(Outgoing(Channel.SMS, f"+336399{i:05}", WORDS), None) for i in range(people)]
    database = Database(url)
    with Progress() as bar:
        task = bar.add_task("messages", total=people)
        started = time.perf_counter()
        async with database.writing() as db:
            await queue_many(
                db,
                letters,
                purpose=Purpose.NOTICE,
                batch=BATCH,
                now=datetime.now(UTC),
                progress=lambda done, _of: bar.update(task, completed=done),
            )
        took = time.perf_counter() - started
    await database.close()
    return took


async def take_out(url: str, people: int, workers: int) -> float:
    """Have the workers drain the outbox; the seconds from their start to the last message noted as sent."""
    running = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.benchmarks.broadcast", "--work", url],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        )
        for _ in range(workers)
    ]  # fmt: skip
    try:
        for worker in running:
            assert worker.stdout is not None
            worker.stdout.readline()
        started = time.perf_counter()
        for worker in running:
            assert worker.stdin is not None
            worker.stdin.close()
        await until_sent(url, people)
        return time.perf_counter() - started
    finally:
        for worker in running:
            worker.terminate()
            worker.wait()


async def until_sent(url: str, people: int) -> None:
    """Return once all are sent; fails after two minutes, or where two have the same id."""
    database = Database(url)
    async with asyncio.timeout(120):
        while (await states(database)).get(Sending.SENT, 0) < people:
            await asyncio.sleep(0.05)
    async with database.reading() as db:
        assert await db.scalar(select(func.count(OutboxMessage.provider_id.distinct()))) == people
        assert await db.scalar(select(func.max(OutboxMessage.attempts))) == 1
    await database.close()


async def states(database: Database) -> dict[Sending, int]:
    """How many messages stand where."""
    async with database.reading() as db:
        return dict(await tally(db, BATCH))


async def work(url: str) -> None:
    """A worker: says that it is ready, waits until its input ends, and delivers until it is ended. It logs as real ones
    do, to nobody."""
    set_up_logs()
    database = Database(url)
    postman = Postman(database, {Channel.SMS: AtOnce()}, lambda: datetime.now(UTC))
    async with database.reading() as db:
        await db.scalar(select(func.count(OutboxMessage.id)))
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    await asyncio.to_thread(sys.stdin.read)
    await postman.run()


async def measure(dialect: str, url: str, people: int, workers: int) -> None:
    """Print the figures of one kind of database."""
    took = await put_in(url, people)
    drained = await take_out(url, people, workers)
    wanted = AT_MOST[dialect] * people / 10_000
    print(f"{dialect}: {people} in the outbox in {took:.2f} s (wanted: under {wanted:.1f} s);", end=" ")
    print(f"drained by {workers} workers at {people / drained:.0f} a second (wanted: 1000)")


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure on both databases."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.broadcast", description=__doc__)
    parser.add_argument("--people", type=int, default=10_000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--work", help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.work:
        asyncio.run(work(options.work))
        return
    for dialect in DIALECTS:
        with fresh(dialect) as url:
            asyncio.run(measure(dialect, url, options.people, options.workers))


if __name__ == "__main__":
    main()
