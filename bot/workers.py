"""Who is at work: each worker says so every few seconds, so that others see when nobody does."""

import os
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from booking.schema import versions
from bot.tables import WorkerRow
from channels.at_work import note_minute

BEAT_EVERY = 10  # seconds
SILENT_AFTER = timedelta(seconds=60)  # a busy machine may leave out a beat or two
FORGOTTEN_AFTER = timedelta(days=1)
CLOCKS_MAY_DIFFER = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Seen:
    """A worker, and whether it has given a sign of life lately."""

    name: str
    version: str
    started_at: datetime
    seen_at: datetime
    is_alive: bool


def own_name() -> str:
    """The name of this process among the workers."""
    return f"{socket.gethostname()}:{os.getpid()}"


async def beat(db: AsyncSession, name: str, *, now: datetime) -> None:
    """Say that this worker lives; those that died without a word are forgotten after a day."""
    await note_minute(db, now=now)
    row = await db.get(WorkerRow, name)
    if row is None:
        db.add(WorkerRow(name=name, version=versions()[-1], started_at=now, seen_at=now))
    else:
        row.seen_at = now
    await db.execute(delete(WorkerRow).where(WorkerRow.seen_at < now - FORGOTTEN_AFTER, WorkerRow.name != name))


async def sign_off(db: AsyncSession, name: str) -> None:
    """This worker ends, as it should: nobody misses it."""
    await db.execute(delete(WorkerRow).where(WorkerRow.name == name))


async def workers(db: AsyncSession, *, now: datetime) -> Sequence[Seen]:
    """All who are at work, or went silent within a day; the one seen last comes first."""
    rows = await db.scalars(select(WorkerRow).order_by(WorkerRow.seen_at.desc()))
    return [
        Seen(row.name, row.version, row.started_at, row.seen_at, is_alive=_is_recent(row.seen_at, now)) for row in rows
    ]


def _is_recent(seen_at: datetime, now: datetime) -> bool:
    return now - SILENT_AFTER < seen_at < now + CLOCKS_MAY_DIFFER
