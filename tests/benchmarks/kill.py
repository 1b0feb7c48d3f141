"""`kill -9` of the worker at random instants of a broadcast: what is lost, and what comes twice?

    python -m tests.benchmarks.kill [--people 10000] [--kills 100] [--database sqlite] [--channel sms]

`allo-cantine worker` sends to a stand-in provider in a process of its own; after a random number of messages and a
random fraction of a second more it is killed, and another one begins: the kills are spread over the whole broadcast.
Nothing sleeps through the two minutes for which a dead worker's messages are left alone: each new worker's clock
(ALLO_CLOCK) starts three minutes later. Prints the figures, and fails where a message is lost, a text comes twice, or
more Telegram messages come twice than there were kills. Most of the time is that in which a hundred workers start.
"""

import argparse
import asyncio
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import httpx
from rich.progress import track

from booking.database import Database
from channels.outbox import Letter, queue_many, tally
from channels.purpose import Purpose
from channels.tables import Sending
from channels.transport import Channel, Outgoing
from tests.benchmarks.databases import DIALECTS, fresh, town
from tests.processes import CLOCK, PROGRAM, environment

BATCH = "notice:1"
FIRST_CHAT = 5_000_000_001
LEASE_AND_MORE = timedelta(minutes=3)
A_LIFE = 0.25  # seconds that a worker sends for, on average: so fast the provider lets it, if it can
JITTER = 0.05  # seconds: the kill hangs on no call of the provider's
PATIENCE = 60  # seconds in which a worker must send something


@dataclass(frozen=True, slots=True)
class Provider:
    """A stand-in in its own process."""

    http: httpx.Client
    facts: dict[str, str]

    def do(self, action: str, **arguments: object) -> object:
        """One of the actions of its door for other processes."""
        answer = self.http.post(f"/_control/{action}", json=arguments).raise_for_status()
        return answer.json()["result"]

    def received(self) -> Counter[str]:
        """How often each person was told."""
        sent = self.http.get("/_control/sent", timeout=60).raise_for_status().json()
        return Counter(str(message.get("to", message.get("chat"))) for message in sent)


@contextmanager
def stand_in(channel: Channel) -> Iterator[Provider]:
    """A provider of that channel."""
    name = "twilio" if channel is Channel.SMS else "telegram"
    quiet = subprocess.DEVNULL  # it tells of each call that a kill cut off
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.fakes", name], stdout=subprocess.PIPE, stderr=quiet, text=True
    )
    try:
        assert process.stdout is not None
        facts = json.loads(process.stdout.readline())
        with httpx.Client(base_url=facts["address"], trust_env=False) as http:
            yield Provider(http, facts)
    finally:
        process.terminate()
        process.wait()


def settings_for(channel: Channel, provider: Provider, rate: float) -> dict[str, str]:
    """What the worker is told of its provider."""
    facts = provider.facts
    if channel is Channel.SMS:
        return {
            "twilio_account_sid": facts["account_sid"],
            "twilio_auth_token": facts["auth_token"],
            "twilio_from": facts["number"],
            "twilio_api_base": facts["address"],
            "public_url": "http://town.example",
            "sms_per_second": str(rate),
        }
    return {
        "telegram_mode": "polling",
        "telegram_token": facts["token"],
        "telegram_api_base": facts["address"],
        "telegram_per_second": str(rate),
        "telegram_per_chat": "0",
    }


def addresses(channel: Channel, people: int) -> list[str]:
    """Where everybody is told."""
    if channel is Channel.SMS:
        return [f"+336399{number:05}" for number in range(people)]
    return [str(FIRST_CHAT + number) for number in range(people)]


async def broadcast(url: str, channel: Channel, people: int, now: datetime) -> None:
    """Queue one message for each, all with the same words."""
    letters = [
        Letter(Outgoing(channel, to, "Grève mardi : pas de cantine."), None) for to in addresses(channel, people)
    ]
    database = Database(url)
    async with database.writing() as db:
        await queue_many(db, letters, purpose=Purpose.URGENT, batch=BATCH, now=now)
    await database.close()


async def stand(url: str) -> dict[Sending, int]:
    """How many messages stand where."""
    database = Database(url)
    async with database.reading() as db:
        found = dict(await tally(db, BATCH))
    await database.close()
    return found


@dataclass
class Workers:
    """One worker after the other, each three minutes later by its clock."""

    folder: Path
    settings: dict[str, str]
    provider: Provider
    clock: datetime

    def start(self) -> subprocess.Popen[bytes]:
        """The next one."""
        told = environment(self.folder, **self.settings, clock=self.clock.isoformat())
        self.clock += LEASE_AND_MORE
        return subprocess.Popen([PROGRAM, "worker"], env=told, cwd=self.folder, stderr=subprocess.DEVNULL)

    def killed(self, after: float) -> bool:
        """Start one, and kill it once it has sent about so many; false where it had nothing left to send."""
        before = self.sent()
        process = self.start()
        deadline = time.monotonic() + PATIENCE
        while self.sent() <= before + after and time.monotonic() < deadline:
            if process.poll() is not None:
                sys.exit("a worker ended by itself: the program or its settings have changed meanwhile")
            time.sleep(0.005)
        time.sleep(random.uniform(0, JITTER))
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        return self.sent() > before

    def sent(self) -> int:
        """How often the provider was called."""
        calls = self.provider.do("calls")
        assert isinstance(calls, int)
        return calls


def kill_many(workers: Workers, people: int, kills: int) -> int:
    """Kill so many workers, at instants that are spread over the broadcast; how many of them were sending."""
    hits = 0
    for done in track(range(kills), "kills"):
        left = people - workers.sent()
        hits += workers.killed(random.uniform(0, 1.9 * left / (kills - done + 1)))
    return hits


def finish(workers: Workers, url: str) -> None:
    """Let one last worker bring it to its end; fails where it sends nothing for a minute."""
    process = workers.start()
    sent, deadline = workers.sent(), time.monotonic() + PATIENCE
    try:
        while set(asyncio.run(stand(url))) & {Sending.QUEUED, Sending.SENDING}:
            if workers.sent() > sent:
                sent, deadline = workers.sent(), time.monotonic() + PATIENCE
            if time.monotonic() > deadline:
                sys.exit("the last worker does not come to an end")
            time.sleep(0.5)
    finally:
        process.terminate()
        process.wait()


def measure(channel: Channel, url: str, people: int, kills: int, folder: Path) -> bool:
    """Kill, finish, count; whether it is as it should be."""
    start = datetime.fromisoformat(CLOCK).replace(tzinfo=town().zone)
    told = environment(folder, database_url=url)
    subprocess.run(
        [PROGRAM, "demo", "--prepare", "--now", CLOCK], env=told, cwd=folder, check=True, capture_output=True
    )
    asyncio.run(broadcast(url, channel, people, start))
    with stand_in(channel) as provider:
        if channel is Channel.TELEGRAM:
            provider.do("knows", first=FIRST_CHAT, number=people)
        settings = settings_for(channel, provider, people / (kills * A_LIFE)) | {"database_url": url}
        workers = Workers(folder, settings, provider, start)
        hits = kill_many(workers, people, kills)
        left = asyncio.run(stand(url))
        finish(workers, url)
        received = provider.received()
    lost = [to for to in addresses(channel, people) if not received[to]]
    twice = sum(times - 1 for times in received.values())
    waited = left.get(Sending.QUEUED, 0)
    at_last = ", ".join(f"{state} {number}" for state, number in asyncio.run(stand(url)).items())
    print(f"{channel}: {people} messages, {hits} kills while sending, {waited} still waited after the last;")
    print(f"    {len(lost)} lost, {twice} twice; in the outbox: {at_last}", flush=True)
    return not lost and twice <= (0 if channel is Channel.SMS else hits)


def main() -> None:
    """Measure both channels, unless one is named."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.kill", description=__doc__)
    parser.add_argument("--people", type=int, default=10_000)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--database", choices=DIALECTS, default="sqlite")
    parser.add_argument("--channel", choices=["sms", "telegram"])
    options = parser.parse_args()
    channels = [Channel(options.channel)] if options.channel else [Channel.SMS, Channel.TELEGRAM]
    fine = True
    for channel in channels:
        with fresh(options.database) as url, tempfile.TemporaryDirectory(prefix="allo-kill-") as folder:
            fine = measure(channel, url, options.people, options.kills, Path(folder)) and fine
    if not fine:
        sys.exit("not as promised")


if __name__ == "__main__":
    main()
