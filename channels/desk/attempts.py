"""Slowing down those who try passwords: per account, and per address from which they try. In the database, so that
several processes count together; the hour is passed in."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from channels.desk.tables import FailedLogin

REMEMBERED = timedelta(hours=1)
FREE_FOR_A_NAME = 4  # failures without consequence: a wrong key, capitals
FREE_FOR_AN_ADDRESS = 30  # a whole town hall stands behind one
LONGEST_PAUSE = timedelta(minutes=15)  # so that nobody is locked out for good by somebody else's tries


async def pause_left(db: AsyncSession, name: str, address: str, *, now: datetime) -> timedelta | None:
    """How long this name, or this address, must wait before the next try; none where it need not."""
    pauses = (
        await _pause(db, FailedLogin.name == _key(name), FREE_FOR_A_NAME, now),
        await _pause(db, FailedLogin.address == address, FREE_FOR_AN_ADDRESS, now),
    )
    longest = max(pauses)
    return longest if longest > timedelta() else None


async def note_failure(db: AsyncSession, name: str, address: str, *, now: datetime) -> None:
    """A login failed. What is too old to count is forgotten."""
    await db.execute(delete(FailedLogin).where(FailedLogin.at < now - REMEMBERED))
    db.add(FailedLogin(name=_key(name), address=address, at=now))
    await db.flush()


async def forget_failures(db: AsyncSession, name: str) -> None:
    """A login succeeded: this name is as good as new, the address is not."""
    await db.execute(delete(FailedLogin).where(FailedLogin.name == _key(name)))


async def _pause(db: AsyncSession, which: ColumnElement[bool], free: int, now: datetime) -> timedelta:
    """Two seconds after the first failure that counts, then twice as long each time."""
    failures = select(func.count(), func.max(FailedLogin.at)).where(which, FailedLogin.at >= now - REMEMBERED)
    number, last = (await db.execute(failures)).one()
    if number <= free:
        return timedelta()
    pause = min(timedelta(seconds=2 ** min(number - free, 20)), LONGEST_PAUSE)
    return max(last + pause - now, timedelta())


def _key(name: str) -> str:
    return " ".join(name.split()).casefold()[:100]
