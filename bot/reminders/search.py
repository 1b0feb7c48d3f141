"""What guardians are to be told of some moments: so many at once, however many there are in all."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from sqlalchemy.ext.asyncio import AsyncSession

from booking.reminders.concern import Concern, by_guardian
from booking.reminders.concerned import concerned
from booking.reminders.moments import Moment
from booking.town import Town
from bot.reminders.message import Suppressed, ToTell, to_tell
from channels.transport import Channel

GUARDIANS_AT_ONCE = 250  # written in one transaction: short enough for texts that come meanwhile
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Found:
    """All that concerns some guardians, the messages that tell it, and how much of it is not told, by reason."""

    concerns: Sequence[Concern]
    messages: Sequence[ToTell]
    kept: Suppressed


async def search(
    db: AsyncSession, town: Town, moments: Sequence[Moment], *, channels: Collection[Channel], now: datetime
) -> AsyncIterator[Found]:
    """Everybody whom these moments of one kind concern at `now` (aware), and who has not been told."""
    today = now.astimezone(town.zone).date()
    async for guardians in in_batches(by_guardian(concerned(db, town, moments, today=today))):
        messages, kept = await to_tell(db, town, guardians, channels=channels)
        yield Found([concern for concerns in guardians for concern in concerns], messages, kept)


async def in_batches(guardians: AsyncIterator[Sequence[Concern]]) -> AsyncIterator[Sequence[Sequence[Concern]]]:
    """So many guardians at once; those of one family together, since they may share a telephone."""
    together: list[Sequence[Concern]] = []
    async for concerns in guardians:
        is_new_family = bool(together) and together[-1][0].who.family_id != concerns[0].who.family_id
        if len(together) >= GUARDIANS_AT_ONCE and is_new_family:
            yield together
            together = []
        together.append(concerns)
    if together:
        yield together


async def one_ahead(items: AsyncIterator[T]) -> AsyncGenerator[T, None]:
    """The same items, the next of which is looked for while one is worked on. To be closed by whoever asks for it."""
    following = asyncio.create_task(_next(items))
    try:
        while (item := await following) is not None:
            following = asyncio.create_task(_next(items))
            yield item
    finally:
        await asyncio.wait([following])  # a transaction is in its hands
        following.cancelled() or following.exception()


async def _next(items: AsyncIterator[T]) -> T | None:
    return await anext(items, None)
