"""Availability: in how many minutes of each hour a worker was there and could write to the database.

It is written by the workers themselves, and not guessed: a minute in which none of them could write is one in which
no text was answered. Texts that came in it were kept and answered later.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from booking.database import insert_once
from channels.tables import HourAtWork


@dataclass(frozen=True, slots=True)
class Hour:
    """So many of the 60 minutes of the hour that begins at `start` (UTC)."""

    start: datetime
    minutes: int


async def note_minute(db: AsyncSession, *, now: datetime) -> None:
    """Somebody is at work in this minute; whoever says so second adds nothing."""
    minute = now.replace(second=0, microsecond=0)
    hour = minute.replace(minute=0)
    later = update(HourAtWork).where(HourAtWork.hour == hour, HourAtWork.last_minute < minute)
    counted = later.values(minutes=HourAtWork.minutes + 1, last_minute=minute).returning(HourAtWork.hour)
    if (await db.scalars(counted.execution_options(synchronize_session=False))).first() is None:
        await insert_once(db, HourAtWork, hour=hour, minutes=1, last_minute=minute)


async def hours_at_work(db: AsyncSession, *, first: datetime, last: datetime) -> Sequence[Hour]:
    """The hours from `first` to `last` (excluded; both aware) in which anybody was at work at all."""
    within = (HourAtWork.hour >= first, HourAtWork.hour < last)
    wanted = select(HourAtWork.hour, HourAtWork.minutes).where(*within).order_by(HourAtWork.hour)
    return [Hour(*row) for row in await db.execute(wanted)]


async def watched_since(db: AsyncSession) -> datetime | None:
    """Since when minutes are written down; none where none was yet."""
    return await db.scalar(select(func.min(HourAtWork.hour)))
