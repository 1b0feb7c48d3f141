"""Who wants to hear nothing of us unasked: by address and purpose, with the date as proof."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from channels.errors import Failure
from channels.purpose import UNASKED, Purpose
from channels.tables import OptedOutBy, OptOut, OutboxMessage, Sending
from channels.transport import Channel


async def opt_out(
    db: AsyncSession,
    channel: Channel,
    address: str,
    *,
    source: OptedOutBy,
    now: datetime,
    inbox_id: int | None = None,
    purposes: Sequence[Purpose] = UNASKED,
) -> None:
    """End what is said unasked at this address; an older opt-out keeps its date. `inbox_id` is the text that asked."""
    known = await opted_out(db, channel, address)
    rows = [
        {
            "channel": channel,
            "address": address,
            "purpose": purpose,
            "source": source,
            "inbox_id": inbox_id,
            "since": now,
        }
        for purpose in purposes
        if purpose not in known
    ]
    if rows:
        await db.execute(insert(OptOut), rows)
    await _take_back(db, channel, address, purposes)


async def _take_back(db: AsyncSession, channel: Channel, address: str, purposes: Sequence[Purpose]) -> None:
    """What is still queued there must not leave any more."""
    await db.execute(
        update(OutboxMessage)
        .where(
            OutboxMessage.channel == channel,
            OutboxMessage.to == address,
            OutboxMessage.state == Sending.QUEUED,
            OutboxMessage.purpose.in_(purposes),
        )
        .values(state=Sending.CANCELLED, failure=Failure.OPTED_OUT)
        .execution_options(synchronize_session=False)
    )


async def resume(db: AsyncSession, channel: Channel, address: str, *, now: datetime) -> None:
    """They asked to hear from us again. Nothing else ends an opt-out: texting us does not."""
    await db.execute(
        update(OptOut)
        .where(OptOut.channel == channel, OptOut.address == address, OptOut.ended_at.is_(None))
        .values(ended_at=now)
        .execution_options(synchronize_session=False)
    )


async def opted_out(db: AsyncSession, channel: Channel, address: str) -> Collection[Purpose]:
    """What must not be said at this address."""
    standing = select(OptOut.purpose).where(
        OptOut.channel == channel, OptOut.address == address, OptOut.ended_at.is_(None)
    )
    return set(await db.scalars(standing))
