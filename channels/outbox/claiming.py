"""Taking messages in hand: replies first, in the order of each conversation, within what the channel allows."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from channels.outbox.allowances import is_affordable, may_leave, spend
from channels.outbox.states import UNFINISHED, change
from channels.purpose import Lane
from channels.tables import Allowance, OutboxMessage, Sending
from channels.terms import Terms
from channels.transport import Channel

LEASE = timedelta(minutes=2)  # longer than any call to a provider may take
PROBES = 1  # messages with which a provider that was away is tried: those alone can be lost from sight


async def claim(
    db: AsyncSession,
    allowance: Allowance,
    terms: Terms,
    *,
    now: datetime,
    limit: int,
    broadcasts: int | None = None,
) -> Sequence[OutboxMessage]:
    """Take messages that are due, at most `limit`, and of those at most so many `broadcasts`; for as long as `LEASE`.

    Whoever claims holds the channel's allowance, so workers take turns at it; what a dead one had taken is in doubt.
    """
    if allowance.closed_until > now:
        return ()
    most = min(limit, PROBES) if allowance.failures else limit
    taken = await _take(db, allowance, terms, Lane.REPLY, most, now)
    left = most - len(taken) if broadcasts is None else min(most - len(taken), broadcasts)
    if left > 0 and is_affordable(allowance, terms, 1):
        taken += await _take(db, allowance, terms, Lane.BROADCAST, left, now)
    if taken:
        leased = {"state": Sending.SENDING, "leased_until": now + LEASE, "attempts": OutboxMessage.attempts + 1}
        await change(db, OutboxMessage.id.in_([row.id for row in taken]), leased)
    return taken


async def is_due(db: AsyncSession, channel: Channel, *, now: datetime) -> bool:
    """Whether something waits that is due: a look that holds up nobody."""
    waiting = select(OutboxMessage.id).where(
        OutboxMessage.channel == channel, OutboxMessage.state == Sending.QUEUED, OutboxMessage.lane.in_(Lane),
        OutboxMessage.due_at <= now,
    )  # fmt: skip
    return await db.scalar(waiting.limit(1)) is not None


async def _take(
    db: AsyncSession, allowance: Allowance, terms: Terms, lane: Lane, limit: int, now: datetime
) -> list[OutboxMessage]:
    taken = []
    for row in await db.scalars(_due(allowance, terms, lane, now).limit(limit)):
        if may_leave(allowance, terms, row, now=now):
            spend(allowance, terms, row.segments, now=now)
            taken.append(row)
    return taken


def _due(allowance: Allowance, terms: Terms, lane: Lane, now: datetime) -> Select[OutboxMessage]:
    due = (
        select(OutboxMessage)
        .where(
            OutboxMessage.channel == allowance.channel,
            OutboxMessage.state == Sending.QUEUED,
            OutboxMessage.lane == lane,
            OutboxMessage.due_at <= now,
            or_(OutboxMessage.no_use_after.is_(None), OutboxMessage.no_use_after > now),
            ~_waits_for_another(now),
        )
        .order_by(OutboxMessage.due_at, OutboxMessage.id)
        .with_for_update(skip_locked=True)
    )
    return due.where(~_has_just_heard(now - terms.between)) if terms.between else due


def _waits_for_another(now: datetime) -> ColumnElement[bool]:
    """Whether an earlier message of the conversation must leave first.

    A reply does not wait for what was said unasked, nor does anything wait for what is only due tomorrow.
    """
    earlier = aliased(OutboxMessage)
    return exists().where(
        earlier.channel == OutboxMessage.channel,
        earlier.to == OutboxMessage.to,
        earlier.id < OutboxMessage.id,
        earlier.lane <= OutboxMessage.lane,
        earlier.state.in_(UNFINISHED),
        or_(earlier.failure.is_not(None), earlier.due_at <= now),
    )


def _has_just_heard(since: datetime) -> ColumnElement[bool]:
    """Whether something left for this chat after that instant."""
    recent = aliased(OutboxMessage)
    return exists().where(
        recent.channel == OutboxMessage.channel, recent.to == OutboxMessage.to, recent.sent_at > since
    )
