"""Taking messages in hand: replies first, in the order of each conversation, within what the channel allows."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import (
    ColumnClause,
    ColumnElement,
    Integer,
    Select,
    bindparam,
    exists,
    literal_column,
    or_,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from booking.database import run, table_of, write
from booking.tables import one_of
from channels.outbox.allowances import is_affordable, may_leave, spend
from channels.purpose import Lane
from channels.tables import UNFINISHED, Allowance, OutboxMessage, Sending
from channels.terms import Terms
from channels.transport import Channel

LEASE = timedelta(minutes=2)  # longer than any call to a provider may take
PROBES = 1  # messages with which a provider that was away is tried: those alone can be lost from sight
NOW = bindparam("now", type_=OutboxMessage.due_at.type)
# none are passed over; but it keeps PostgreSQL from joining a queue with all that was ever sent, as it does while it
# knows no better: of a table that was never analysed, or for as long as a statement stays prepared
ASKED_OF_EACH: ColumnElement[int] = literal_column("0", Integer)


def _waits_for_another() -> ColumnElement[bool]:
    """Whether an earlier message of the conversation must leave first.

    A reply does not wait for what was said unasked, nor does anything wait for what is only due tomorrow.
    """
    earlier = aliased(OutboxMessage, name="earlier")
    before_it = select(earlier.id).where(
        earlier.channel == OutboxMessage.channel,
        earlier.to == OutboxMessage.to,
        earlier.id < OutboxMessage.id,
        earlier.lane <= OutboxMessage.lane,
        one_of("earlier.state", UNFINISHED),  # the words of the index that knows them
        or_(earlier.failure.is_not(None), earlier.due_at <= NOW),
    )
    return before_it.offset(ASKED_OF_EACH).exists()


def _has_just_heard() -> ColumnElement[bool]:
    """Whether something left for this chat after the instant `since`."""
    recent = aliased(OutboxMessage)
    return exists().where(
        recent.channel == OutboxMessage.channel, recent.to == OutboxMessage.to, recent.sent_at > bindparam("since")
    )


def _due() -> Select[OutboxMessage]:
    return (
        select(OutboxMessage)
        .where(
            OutboxMessage.channel == bindparam("channel"),
            OutboxMessage.state == Sending.QUEUED,
            OutboxMessage.lane == bindparam("lane"),
            OutboxMessage.due_at <= NOW,
            or_(OutboxMessage.no_use_after.is_(None), OutboxMessage.no_use_after > NOW),
            ~_waits_for_another(),
        )
        .order_by(OutboxMessage.due_at, OutboxMessage.id)
        .limit(bindparam("most", type_=Integer))
        .with_for_update(skip_locked=True)
    )


# written once: to put these together anew for each look took an eighth of the time that a process had for a text
DUE = _due()
DUE_SPACED = _due().where(~_has_just_heard())
OUTBOX = table_of(OutboxMessage).c
LEASED = (
    update(table_of(OutboxMessage))
    .where(OUTBOX.id == bindparam("message"))
    .values(state=Sending.SENDING, leased_until=bindparam("until"), attempts=OUTBOX.attempts + 1)
)
LANES: list[ColumnClause[int]] = [literal_column(str(lane.value), Integer) for lane in Lane]
ANY_DUE = (
    select(OUTBOX.id)
    .where(
        OUTBOX.channel == bindparam("channel"),
        OUTBOX.state == Sending.QUEUED,
        OUTBOX.lane.in_(LANES),
        OUTBOX.due_at <= bindparam("now"),
    )
    .limit(1)
)


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
    await write(db, LEASED, *({"message": row.id, "until": now + LEASE} for row in taken))
    return taken


async def is_due(db: AsyncSession, channel: Channel, *, now: datetime) -> bool:
    """Whether something waits that is due: a look that holds up nobody."""
    return (await run(db, ANY_DUE, channel=channel, now=now)).first() is not None


async def _take(
    db: AsyncSession, allowance: Allowance, terms: Terms, lane: Lane, limit: int, now: datetime
) -> list[OutboxMessage]:
    values = {"channel": allowance.channel, "lane": lane, "now": now, "most": limit}
    due = await db.scalars(DUE_SPACED if terms.between else DUE, values | {"since": now - terms.between})
    taken = []
    for row in due:
        if may_leave(allowance, terms, row, now=now):
            spend(allowance, terms, row.segments, now=now)
            taken.append(row)
    return taken
