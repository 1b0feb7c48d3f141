"""What must hold for texts to be answered: the database, its tables, the clock, a worker, the outbox, the spool."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from booking.database import DATABASE_FAILURES, Database
from booking.schema import version_of, versions
from booking.server_clock import server_clock
from bot.clock import Clock
from bot.workers import workers
from channels.purpose import Lane
from channels.spool import Spool
from channels.tables import Allowance, Handling, InboxMessage, OutboxMessage, Sending

PATIENCE = 3.0  # seconds: a database that does not answer by then is not there
CLOCKS_MAY_DIFFER = timedelta(seconds=30)  # a deadline is judged by our clock
MAY_WAIT = timedelta(minutes=2)  # a text, or a reply whose provider is there


class Part(StrEnum):
    """What is looked at, the gravest first."""

    DATABASE = "database"
    SCHEMA = "schema"
    CLOCK = "clock"
    WORKER = "worker"
    OUTBOX = "outbox"
    SPOOL = "spool"


@dataclass(frozen=True, slots=True)
class Readiness:
    """What is wrong with each part, in a few words of English; and how many messages wait in the spool."""

    wrong: Mapping[Part, str]
    spooled: int

    @property
    def status(self) -> str:
        """ "ok", or the gravest of what is wrong."""
        return next((self.wrong[part] for part in Part if part in self.wrong), "ok")


async def readiness(database: Database, spool: Spool, clock: Clock) -> Readiness:
    """Look at every part; a database that is away leaves the parts in it unsaid."""
    wrong: dict[Part, str] = {}
    try:
        async with asyncio.timeout(PATIENCE), database.reading() as db:
            wrong |= await _in_database(db, clock)
    except DATABASE_FAILURES:
        wrong[Part.DATABASE] = "no database"
    spooled = await asyncio.to_thread(_spooled, spool)
    if spooled is None:
        wrong[Part.SPOOL] = "spool not writable"
    return Readiness(wrong, spooled or 0)


def _spooled(spool: Spool) -> int | None:
    """How many messages wait there; none where it takes no more."""
    return spool.size() if spool.is_writable() else None


async def _in_database(db: AsyncSession, clock: Clock) -> Mapping[Part, str]:
    found = await version_of(db)
    if found is None or found < versions()[-1]:  # a later one is a migration under way: we go on serving
        return {Part.SCHEMA: "tables of an older version"}
    now = clock.now()
    said = {
        Part.CLOCK: await _wrong_clock(db, clock),
        Part.WORKER: await _wrong_worker(db, now),
        Part.OUTBOX: await _wrong_outbox(db, now),
    }
    return {part: words for part, words in said.items() if words is not None}


async def _wrong_clock(db: AsyncSession, clock: Clock) -> str | None:
    by_server = await server_clock(db)
    if by_server is not None and abs(by_server - clock.of_the_machine()) > CLOCKS_MAY_DIFFER:
        return "clock differs from the database's"
    latest = await db.scalar(select(InboxMessage.received_at).order_by(InboxMessage.id.desc()).limit(1))
    if latest is not None and not clock.is_moved and latest > clock.now() + CLOCKS_MAY_DIFFER:
        return "clock went back"
    return None


async def _wrong_worker(db: AsyncSession, now: datetime) -> str | None:
    known = await workers(db, now=now)
    if any(worker.is_alive for worker in known):
        return None
    return "no worker" if known or await _some_text_waits(db, now) or await _some_reply_waits(db, now) else None


async def _wrong_outbox(db: AsyncSession, now: datetime) -> str | None:
    if await _some_text_waits(db, now):
        return "texts are not answered"
    return "replies do not leave" if await _some_reply_waits(db, now) else None


async def _some_text_waits(db: AsyncSession, now: datetime) -> bool:
    waiting = select(func.min(InboxMessage.next_try_at)).where(InboxMessage.state == Handling.NEW)
    oldest = await db.scalar(waiting)
    return oldest is not None and oldest <= now - MAY_WAIT


async def _some_reply_waits(db: AsyncSession, now: datetime) -> bool:
    """One that is due for long although its provider was there the last time."""
    away = exists().where(Allowance.channel == OutboxMessage.channel, Allowance.failures > 0)
    waiting = select(OutboxMessage.id).where(
        OutboxMessage.state == Sending.QUEUED,
        OutboxMessage.lane == Lane.REPLY,
        OutboxMessage.due_at <= now - MAY_WAIT,
        ~away,
    )
    return await db.scalar(waiting.limit(1)) is not None
