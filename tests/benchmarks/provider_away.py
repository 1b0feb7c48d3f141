"""A provider that is away for ten minutes, then back: how long until all that is still of use has been sent?

    python -m tests.benchmarks.provider_away [--people 1500] [--replies 100] [--channel sms]

Simulated is the time alone: the outbox is told what time it is, and its clock is moved on in steps, a second during
the outage and a fifth afterwards, at which two workers do what they then would. All else is real: the transports with
their libraries, a stand-in provider over HTTP that is away in three ways, the database (SQLite).
A broadcast waits from the start, replies arrive all through the outage, and some reminders are of no use any more at
its end. Prints, for each way of being away, by that clock: when the last reply and the last message left after the
provider's return, and by how much that is later than the rates allow. Fails above a minute, or where a message is
missing. With 1,500 people it takes about a minute for each of the six, most of it in the libraries.
"""

import argparse
import asyncio
import logging
import sys
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy import func, select

from booking.database import Database
from channels import outbox
from channels.carrier import Lookup
from channels.postman import Postman
from channels.purpose import Purpose
from channels.sms import SmsTransport
from channels.tables import OutboxMessage, Sending
from channels.telegram import TelegramTransport
from channels.terms import Terms
from channels.transport import Channel, Outgoing, Transport
from tests.benchmarks.databases import asked_at, fresh
from tests.fakes.provider import Provider
from tests.fakes.telegram import FakeTelegram
from tests.fakes.twilio import FakeTwilio

AWAY = timedelta(minutes=10)
STEP = timedelta(seconds=0.2)
LOOKED_AFTER = timedelta(seconds=10)  # how often what is in doubt is looked after
TERMS = {
    Channel.SMS: Terms(10),
    Channel.TELEGRAM: Terms(25, provider_queues=False, between=timedelta(seconds=1), one_by_one=True),
}
ALLOWED = 60  # seconds beyond what the rates ask for
PATIENCE = timedelta(seconds=0.5)  # of the transports: a provider that never answers costs real time
FIRST_CHAT = 5_000_000_001
Trouble = Callable[[Provider], None]
TROUBLES: Sequence[tuple[str, Trouble]] = (
    ("cuts each call off", lambda provider: provider.drop()),
    ("answers with 503", lambda provider: provider.fail(503)),
    ("has the messages but never says so", lambda provider: provider.silent(taken=True)),
)


@dataclass
class Town:
    """A moved clock, and two workers that go by it."""

    database: Database
    channel: Channel
    time: datetime
    workers: Sequence[Postman] = ()
    looked_after: datetime | None = None

    def now(self) -> datetime:
        return self.time

    async def pass_for(self, span: timedelta, step: timedelta) -> None:
        """Let time go by."""
        end = self.time + span
        while self.time < end:
            await self._work()
            self.time += step

    async def _work(self) -> None:
        for worker in self.workers:
            while await worker.round():
                continue
        if self.looked_after is None or self.time - self.looked_after >= LOOKED_AFTER:
            self.looked_after = self.time
            await self.workers[0].recover()
            await self.workers[0].tidy()

    async def queue(self, to: Sequence[str], words: str, purpose: Purpose, use: timedelta | None = None) -> None:
        """Queue one message for each."""
        until = None if use is None else self.time + use
        async with self.database.writing() as db:
            for address in to:
                message = Outgoing(self.channel, address, words)
                await outbox.queue(db, message, now=self.time, purpose=purpose, no_use_after=until)

    async def waiting(self) -> Counter[Purpose]:
        """What is not finished, by purpose."""
        wanted = (
            select(OutboxMessage.purpose, func.count().label("number"))
            .where(OutboxMessage.state.in_([Sending.QUEUED, Sending.SENDING]))
            .group_by(OutboxMessage.purpose)
        )
        async with self.database.reading() as db:
            return Counter({row.purpose: row.number for row in await db.execute(wanted)})

    async def states(self) -> Counter[Sending]:
        """How many messages stand where."""
        async with self.database.reading() as db:
            rows = await db.execute(
                select(OutboxMessage.state, func.count().label("number")).group_by(OutboxMessage.state)
            )
            return Counter({row.state: row.number for row in rows})


def addresses(channel: Channel, first: int, number: int) -> list[str]:
    """So many people."""
    if channel is Channel.SMS:
        return [f"+33639{place:06}" for place in range(first, first + number)]
    return [str(FIRST_CHAT + place) for place in range(first, first + number)]


async def measure(town: Town, provider: Provider, trouble: Trouble, people: int, replies: int) -> tuple[float, float]:
    """Seconds by the town's clock from the provider's return to the last reply, and to the last message."""
    trouble(provider)
    await town.queue(addresses(town.channel, 0, people), "Grève mardi.", Purpose.NOTICE)
    await town.queue(addresses(town.channel, 100_000, 50), "Dernier moment.", Purpose.REMINDER, timedelta(minutes=9))
    for place in range(20):
        await town.queue(addresses(town.channel, 200_000 + place * replies, replies // 20), "Noté.", Purpose.ANSWER)
        await town.pass_for(AWAY / 20, STEP * 5)
    provider.recover()
    back, last_reply = town.time, None
    while waiting := await town.waiting():
        if last_reply is None and not waiting[Purpose.ANSWER]:
            last_reply = town.time
        await town.pass_for(STEP * 5, STEP)
        if town.time - back > timedelta(hours=2):
            sys.exit(f"never sent: {waiting}")
    return ((last_reply or town.time) - back).total_seconds(), (town.time - back).total_seconds()


@asynccontextmanager
async def opened(provider: FakeTwilio | FakeTelegram) -> AsyncIterator[tuple[Transport, dict[Channel, Lookup]]]:
    """The transport for a stand-in, and how it can be asked what it has."""
    if isinstance(provider, FakeTwilio):
        sms = SmsTransport(
            provider.account_sid, provider.auth_token, provider.number, provider.address, patience=PATIENCE
        )
        yield sms, {Channel.SMS: sms.find}
        await sms.aclose()
    else:
        chats = TelegramTransport(provider.token, provider.address, patience=PATIENCE)
        yield chats, {}
        await chats.aclose()


async def run(channel: Channel, url: str, name: str, trouble: Trouble, people: int, replies: int) -> bool:
    """Measure one way of being away, and print it; whether it is as it should be."""
    town = Town(Database(url), channel, asked_at())
    provider = FakeTwilio(now=town.now) if channel is Channel.SMS else FakeTelegram(now=town.now)
    async with provider, opened(provider) as (transport, lookups):
        if isinstance(provider, FakeTelegram):
            provider.knows(FIRST_CHAT, 200_000 + 20 * replies)
        pings = {channel: transport.ping} if isinstance(transport, TelegramTransport) else {}
        town.workers = [
            Postman(town.database, {channel: transport}, town.now, lookups, TERMS, pings=pings) for _ in range(2)
        ]
        last_reply, last = await measure(town, provider, trouble, people, replies)
        came = Counter(str(message.get("to", message.get("chat"))) for message in provider.told())
    states = await town.states()
    await town.database.close()
    ideal = (people + replies) / (TERMS[channel].per_second or 1)
    twice = sum(times - 1 for times in came.values())
    counted = ", ".join(f"{state} {number}" for state, number in sorted(states.items()))
    print(f"{channel}, {name}: the last reply {last_reply:.0f} s, the last message {last:.0f} s after its return;")
    print(f"    what is still of use is sent within {max(0.0, last - ideal):.0f} s of what the rates allow", end=" ")
    print(f"({ideal:.0f} s, wanted: {ALLOWED} s at most); {counted}; {twice} came twice", flush=True)
    complete = len(came) == people + replies == states[Sending.SENT]
    return complete and last <= ideal + ALLOWED and last_reply <= ALLOWED


def main() -> None:
    """Measure each channel and each way of being away."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.provider_away", description=__doc__)
    parser.add_argument("--people", type=int, default=1500)
    parser.add_argument("--replies", type=int, default=100, help="a multiple of 20")
    parser.add_argument("--channel", type=Channel, choices=[*TERMS])
    options = parser.parse_args()
    logging.disable(logging.CRITICAL)  # the libraries tell of each call that failed
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    fine = True
    for channel in (options.channel,) if options.channel else TERMS:
        for name, trouble in TROUBLES:
            with fresh("sqlite") as url:
                fine = asyncio.run(run(channel, url, name, trouble, options.people, options.replies)) and fine
    if not fine:
        sys.exit("not as promised")


if __name__ == "__main__":
    main()
