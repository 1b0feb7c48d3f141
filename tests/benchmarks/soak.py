"""Half an hour of texts while workers, web processes and the database are killed at random.

    python -m tests.benchmarks.soak [--minutes 30] [--rate 50] [--every 15] [--database postgresql]

Two processes serve, two work, a stand-in Twilio in its own process takes what they send. About every so many seconds
one of them gets `kill -9` and is started again, or PostgreSQL is stopped as after a loss of power and comes back a few
seconds later. Whoever gets no answer to a text posts it again, as Twilio does. Places are scarcer than children.
Prints what was lost, answered never or twice, sent twice, overbooked, or not as the journal tells it: all must be 0.
"""

import argparse
import asyncio
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import aiohttp
import httpx
import psutil
from sqlalchemy import func, select, update
from twilio.request_validator import RequestValidator

from booking.audit import audit
from booking.database import Database
from booking.demonstration import families
from booking.tables import Session
from booking.town_file import demonstration_town
from channels.fates import Fate, fates
from channels.tables import InboxMessage, OutboxMessage, Sending
from tests.benchmarks.databases import add_parents
from tests.benchmarks.path import Provider, prepare, quantile, stand_in
from tests.conftest import address, run_on_server
from tests.processes import CLOCK, PROGRAM, environment, free_port
from tests.stoppable_postgres import StoppablePostgres, stoppable_postgres

TOWN = demonstration_town()
TOWN_FILE = Path(families.__file__).with_name("town.toml")  # known without the database, a process starts without it
SCHOOL, SERVICE = "jean-moulin", "cantine"
WORDS = ("cantine lundi", "mes réservations", "cantine mardi et jeudi", "annule lundi", "annule mardi")
PUBLIC_URL = "http://town.example"
PARENTS_PER_TEXT_A_SECOND = 20  # each then texts every twenty seconds: below what is taken for a machine
PLACES = 0.6  # of those who want one
AWAY = (1.0, 5.0)  # seconds for which PostgreSQL is gone
PATIENCE = 6 * 60  # seconds until the last answer: what a killed worker held is in doubt for two minutes
START = datetime.fromisoformat(CLOCK).replace(tzinfo=TOWN.zone)


@dataclass
class House:
    """The processes of a town, by name, each with the hour that all others have."""

    folder: Path
    settings: Mapping[str, str]
    began: float = field(default_factory=time.time)
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    ports: Mapping[str, int] = field(default_factory=lambda: {"web 1": free_port(), "web 2": free_port()})

    @property
    def addresses(self) -> Sequence[str]:
        """Of those that serve."""
        return [f"http://127.0.0.1:{port}" for port in self.ports.values()]

    def start(self, name: str) -> None:
        """Start one, or start it again."""
        serving = ("serve", "--no-worker", "--port", str(self.ports[name])) if name in self.ports else ("worker",)
        hour = START + timedelta(seconds=time.time() - self.began)
        told = environment(self.folder, **self.settings, clock=hour.isoformat())
        with (self.folder / "log").open("ab") as log:
            self.running[name] = subprocess.Popen([PROGRAM, *serving], cwd=self.folder, env=told, stderr=log)

    def kill(self, name: str) -> None:
        """`kill -9`, and again from the start."""
        self.running[name].kill()
        self.running[name].wait()
        self.start(name)

    def stop(self) -> bool:
        """End all as one should; whether all ended by themselves, without a fault."""
        for process in self.running.values():
            process.send_signal(signal.SIGTERM)
        return not any(process.wait(60) for process in self.running.values())

    def memory(self) -> Sequence[float]:
        """Resident megabytes of each."""
        return [psutil.Process(process.pid).memory_info().rss / 1e6 for process in self.running.values()]


@contextmanager
def house(folder: Path, settings: Mapping[str, str]) -> Iterator[House]:
    """Two processes that serve and two that work, ready."""
    opened = House(folder, settings)
    try:
        for name in (*opened.ports, "worker 1", "worker 2"):
            opened.start(name)
        for where in opened.addresses:
            _until_alive(where)
        yield opened
    finally:
        for process in opened.running.values():
            process.kill()
            process.wait()


def _until_alive(where: str) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            httpx.get(f"{where}/healthz", trust_env=False).raise_for_status()
        except httpx.HTTPError:
            time.sleep(0.1)
        else:
            return
    sys.exit("serve does not start")


@dataclass
class Parents:
    """Everybody who texts."""

    http: aiohttp.ClientSession
    addresses: Sequence[str]
    provider: Provider
    phones: Sequence[str]
    posted: list[str] = field(default_factory=list)
    again: int = 0

    async def text(self, number: int) -> None:
        """One text, posted until somebody takes it."""
        turn, who = divmod(number, len(self.phones))
        sid, words = f"SM{number:032x}", WORDS[turn % len(WORDS)]
        form = {
            "MessageSid": sid, "From": self.phones[who], "To": self.provider.number, "Body": words, "NumMedia": "0"
        }  # fmt: skip
        signature = RequestValidator(self.provider.auth_token).compute_signature(f"{PUBLIC_URL}/sms/inbound", form)
        while not await self._is_taken(random.choice(self.addresses), form, signature):
            self.again += 1
            await asyncio.sleep(0.2)
        self.posted.append(sid)

    async def _is_taken(self, where: str, form: Mapping[str, str], signature: str) -> bool:
        try:
            headers = {"X-Twilio-Signature": signature}
            async with self.http.post(f"{where}/sms/inbound", data=form, headers=headers) as answer:
                return answer.status == httpx.codes.OK
        except (aiohttp.ClientError, TimeoutError):
            return False

    async def keep_texting(self, seconds: float, rate: float) -> None:
        """So many texts a second, whatever happens."""
        started, under_way = time.perf_counter(), set[asyncio.Task[None]]()
        for number in range(int(seconds * rate)):
            await asyncio.sleep(max(0.0, started + number / rate - time.perf_counter()))
            task = asyncio.create_task(self.text(number))
            under_way.add(task)
            task.add_done_callback(under_way.discard)
        await asyncio.gather(*under_way)


async def keep_killing(
    house: House, postgres: StoppablePostgres | None, every: float, over: asyncio.Event
) -> Counter[str]:
    """At random instants somebody dies, until it is over; how often each kind did."""
    victims, done = [*house.running, *(["PostgreSQL"] * 2 if postgres else [])], Counter[str]()
    while not await _is_over(over, random.expovariate(1 / every)):
        victim = random.choice(victims)
        done[victim.split()[0]] += 1
        if victim != "PostgreSQL":
            await asyncio.to_thread(house.kill, victim)
        elif postgres is not None:
            await asyncio.to_thread(_strike, postgres)
    return done


async def _is_over(over: asyncio.Event, seconds: float) -> bool:
    with suppress(TimeoutError):
        await asyncio.wait_for(over.wait(), seconds)
    return over.is_set()


def _strike(postgres: StoppablePostgres) -> None:
    postgres.stop()
    time.sleep(random.uniform(*AWAY))
    postgres.start()


async def parents_with_few_places(url: str, number: int) -> list[str]:
    """So many parents, and fewer places than children; their phones."""
    database = Database(url)
    async with database.writing() as db:
        phones = add_parents(db, number, SERVICE)
        scarce = update(Session).where(Session.service == SERVICE, Session.site == SCHOOL, Session.booked == 0)
        await db.execute(scarce.values(capacity=int(number * PLACES)))
    await database.close()
    return phones


async def until_quiet(url: str, posted: int) -> float:
    """Seconds until every text is handled and nothing waits in the outbox."""
    started, database = time.monotonic(), Database(url)
    left = select(func.count()).where(OutboxMessage.state.in_([Sending.QUEUED, Sending.SENDING]))
    handled = select(func.count()).where(InboxMessage.handled_at.is_not(None))
    while time.monotonic() - started < PATIENCE:
        async with database.reading() as db:
            if not await db.scalar(left) and (await db.scalar(handled) or 0) >= posted:
                break
        await asyncio.sleep(1)
    await database.close()
    return time.monotonic() - started


async def wrong(url: str, posted: Sequence[str], at_provider: Counter[str]) -> tuple[dict[str, int], list[float]]:
    """What is not as it must be; and the seconds from each text to its reply at the provider."""
    database = Database(url)
    async with database.reading() as db:
        sids = set(await db.scalars(select(InboxMessage.provider_id)))
        replies = Counter(await db.scalars(select(OutboxMessage.answers).where(OutboxMessage.answers.is_not(None))))
        numbers = list(await db.scalars(select(InboxMessage.id)))
        gone = OutboxMessage.state.in_([Sending.SENT, Sending.DELIVERED])
        sent = Counter(await db.scalars(select(OutboxMessage.to).where(gone)))
        became = await fates(db, since=START - timedelta(days=1), until=START + timedelta(days=2))
        whole = await audit(db)
        took = select(InboxMessage.received_at, OutboxMessage.sent_at).join(
            OutboxMessage, OutboxMessage.answers == InboxMessage.id
        )
        seconds = [(sent_at - at).total_seconds() for at, sent_at in await db.execute(took) if sent_at is not None]
    await database.close()
    for contradiction in whole.contradictions:
        print(f"    {contradiction}")
    return {
        "lost": sum(1 for sid in posted if sid not in sids) + became[Fate.LOST],
        "without an answer": sum(1 for number in numbers if not replies[number]),
        "answered twice": sum(1 for number in numbers if replies[number] > 1),
        "sent twice": sum((at_provider - sent).values()),
        "not sent": sum((sent - at_provider).values()),
        "undelivered": became[Fate.UNDELIVERED] + became[Fate.WITH_STAFF] + became[Fate.WAITING],
        "overbooked or not as the journal tells": len(whole.contradictions),
    }, seconds


def received(provider: Provider) -> Counter[str]:
    """How many messages the provider has for each phone."""
    told = httpx.get(f"{provider.address}/_control/sent", timeout=120, trust_env=False).raise_for_status().json()
    return Counter(str(each["to"]) for each in told)


async def measure(url: str, folder: Path, postgres: StoppablePostgres | None, options: argparse.Namespace) -> bool:
    """Text, kill, wait, count; whether all is as it must be."""
    prepare(url, folder)
    phones = await parents_with_few_places(url, int(options.rate * PARENTS_PER_TEXT_A_SECOND))
    with stand_in() as provider:
        settings = {
            "database_url": url, "public_url": PUBLIC_URL, "twilio_account_sid": provider.account_sid,
            "twilio_auth_token": provider.auth_token, "twilio_from": provider.number,
            "twilio_api_base": provider.address, "sms_per_second": "1000", "town": str(TOWN_FILE),
        }  # fmt: skip
        with house(folder, settings) as running:
            before, over = running.memory(), asyncio.Event()
            lines = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0), timeout=aiohttp.ClientTimeout(15))
            async with lines as http:
                parents = Parents(http, running.addresses, provider, phones)
                killing = asyncio.create_task(keep_killing(running, postgres, options.every, over))
                await parents.keep_texting(options.minutes * 60, options.rate)
                over.set()
                kills = await killing
            quiet = await until_quiet(url, len(parents.posted))
            after, orderly = running.memory(), running.stop()
        found, seconds = await wrong(url, parents.posted, received(provider))
    print(f"{len(parents.posted)} texts in {options.minutes:g} minutes, {dict(kills)} killed,", end=" ")
    print(f"{parents.again} posted again;")
    print(f"    from the text to its reply at the provider: median {quantile(seconds, 0.5):.2f} s,", end=" ")
    print(
        f"p95 {quantile(seconds, 0.95):.2f} s, at most {max(seconds):.0f} s; quiet {quiet:.0f} s after the last text;"
    )
    print(f"    memory at first {_megabytes(before)}, at last {_megabytes(after)}; stopped in order: {orderly};")
    print(f"    {', '.join(f'{what} {number}' for what, number in found.items())}")
    return orderly and not any(found.values())


def _megabytes(sizes: Sequence[float]) -> str:
    return "/".join(f"{size:.0f}" for size in sizes) + " MB"


def main() -> None:
    """Run it on the database that is named."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--rate", type=float, default=50, help="texts a second")
    parser.add_argument("--every", type=float, default=15, help="seconds between two kills, on the average")
    parser.add_argument("--database", choices=["postgresql", "sqlite"], default="postgresql")
    parser.add_argument("--log", type=Path, help="keep what the processes said in this file")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="allo-soak-") as name, ExitStack() as stack:
        folder = Path(name)
        if options.database == "sqlite":
            fine = asyncio.run(measure(f"sqlite:///{folder / 'soak.db'}", folder, None, options))
        else:
            postgres = stack.enter_context(stoppable_postgres())
            asyncio.run(run_on_server(postgres.uri, "CREATE DATABASE soak"))
            fine = asyncio.run(measure(address(postgres.uri, "soak"), folder, postgres, options))
        if options.log:
            options.log.write_bytes((folder / "log").read_bytes())
    if not fine:
        sys.exit("not as promised")


if __name__ == "__main__":
    main()
