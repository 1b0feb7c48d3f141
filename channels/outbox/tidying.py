"""What must be looked at now and then: messages that are of no use any more, and those whose sender has died."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import and_, exists, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from channels.outbox.claiming import LEASE
from channels.outbox.states import change
from channels.tables import OutboxMessage, Sending
from channels.transport import Channel

AT_ONCE = 100  # a lookup each: more would take longer than the lease


async def expire(db: AsyncSession, *, now: datetime) -> None:
    """Give up what is of no use any more: better no message than a reminder after its deadline."""
    too_late = and_(OutboxMessage.state == Sending.QUEUED, OutboxMessage.no_use_after <= now)
    await change(db, too_late, {"state": Sending.EXPIRED})


async def bring_forward(db: AsyncSession, *, now: datetime) -> None:
    """What was not delivered, and waits for a better hour, leaves now where more is to be said to the same person.

    Theirs is the newer word: they have written meanwhile, or something else has happened. Told in its order.
    """
    newer = aliased(OutboxMessage)
    overtaken = exists().where(
        newer.channel == OutboxMessage.channel,
        newer.to == OutboxMessage.to,
        newer.id > OutboxMessage.id,
        newer.lane >= OutboxMessage.lane,
        newer.state == Sending.QUEUED,
        newer.due_at <= now,
    )
    waits = and_(OutboxMessage.state == Sending.QUEUED, OutboxMessage.undelivered > 0, OutboxMessage.due_at > now)
    await change(db, and_(waits, overtaken), {"due_at": now})


async def in_doubt(
    db: AsyncSession, channel: Channel, *, now: datetime, lease: timedelta = LEASE
) -> Sequence[OutboxMessage]:
    """Messages whose fate nobody knows: their sender died, or had no answer. Leased anew to whoever asks."""
    abandoned = (
        select(OutboxMessage)
        .where(
            OutboxMessage.state == Sending.SENDING,
            OutboxMessage.channel == channel,
            OutboxMessage.leased_until <= now,
        )
        .order_by(OutboxMessage.id)
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    rows = (await db.scalars(abandoned)).all()
    if rows:
        await change(db, OutboxMessage.id.in_([row.id for row in rows]), {"leased_until": now + lease})
    return rows


async def known_ids(db: AsyncSession, channel: Channel, to: str) -> set[str]:
    """The provider's ids of all that we know to have left for this address."""
    known = select(OutboxMessage.provider_id).where(OutboxMessage.channel == channel, OutboxMessage.to == to)
    return {provider_id for provider_id in await db.scalars(known) if provider_id is not None}
