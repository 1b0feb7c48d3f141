"""The outbox as those see it who look after it: what waits, what is in doubt, what has failed and why; in figures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, exists, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from channels.errors import Failure
from channels.outbox.claiming import LEASE
from channels.tables import Allowance, OutboxMessage, Sending
from channels.transport import Channel

LATELY = timedelta(days=1)
WORTH_A_LOOK = timedelta(days=7)  # how long a failed message is shown
DELAYS_AT_MOST = 1000  # receipts, the latest ones, from which their delay is told
AT_MOST = 200  # messages in a list
WAITING = OutboxMessage.state == Sending.QUEUED
IN_DOUBT = and_(OutboxMessage.state == Sending.SENDING, OutboxMessage.failure == Failure.IN_DOUBT)


@dataclass(frozen=True, slots=True)
class Queue:
    """What waits on one channel: how many messages, how many of them are due, and since when the first one is."""

    channel: Channel
    waiting: int
    due: int
    oldest: datetime | None


@dataclass(frozen=True, slots=True)
class Count:
    """How many messages of a channel came to a state lately, and why where they failed."""

    channel: Channel
    state: Sending
    failure: Failure | None
    number: int


async def queues(db: AsyncSession, *, now: datetime) -> Sequence[Queue]:
    """What waits on each channel on which anything does."""
    due = OutboxMessage.due_at <= now
    waiting = (
        select(
            OutboxMessage.channel,
            func.count(),
            func.count().filter(due),
            func.min(OutboxMessage.due_at).filter(due),
        )
        .where(WAITING)
        .group_by(OutboxMessage.channel)
        .order_by(OutboxMessage.channel)
    )
    return [Queue(*row) for row in await db.execute(waiting)]


async def counts(db: AsyncSession, *, now: datetime) -> Sequence[Count]:
    """What became of the messages that were queued within a day."""
    lately = (
        select(OutboxMessage.channel, OutboxMessage.state, OutboxMessage.failure, func.count())
        .where(OutboxMessage.queued_at > now - LATELY)
        .group_by(OutboxMessage.channel, OutboxMessage.state, OutboxMessage.failure)
    )
    return [Count(*row) for row in await db.execute(lately)]


async def receipt_delays(db: AsyncSession, *, now: datetime) -> Mapping[Channel, Sequence[float]]:
    """The seconds between handing a message over and its receipt, of the latest ones within a day."""
    delivered = (
        select(OutboxMessage.channel, OutboxMessage.sent_at, OutboxMessage.delivered_at)
        .where(OutboxMessage.queued_at > now - LATELY, OutboxMessage.state == Sending.DELIVERED)
        .order_by(OutboxMessage.id.desc())
        .limit(DELAYS_AT_MOST)
    )
    found: dict[Channel, list[float]] = {}
    for channel, sent_at, delivered_at in await db.execute(delivered):
        if sent_at is not None and delivered_at is not None:
            found.setdefault(channel, []).append((delivered_at - sent_at).total_seconds())
    return found


async def allowances(db: AsyncSession) -> Sequence[Allowance]:
    """What each channel has spent this month, and whether it is closed."""
    return (await db.scalars(select(Allowance).order_by(Allowance.channel))).all()


async def worth_a_look(db: AsyncSession, *, now: datetime) -> Sequence[OutboxMessage]:
    """What is overdue, in doubt, or has failed within a week and did not go another way; the oldest first."""
    overdue = and_(WAITING, OutboxMessage.due_at <= now)
    abandoned = and_(OutboxMessage.state == Sending.SENDING, OutboxMessage.leased_until <= now - LEASE)
    wanted = or_(overdue, abandoned, IN_DOUBT, _failed(now))
    return (await db.scalars(select(OutboxMessage).where(wanted).order_by(OutboxMessage.id).limit(AT_MOST))).all()


async def retry(db: AsyncSession, *, now: datetime) -> int:
    """Send again what has failed within a week and is still of use, but where the person wants nothing; how many."""
    again = (
        update(OutboxMessage)
        .where(_failed(now), or_(OutboxMessage.no_use_after.is_(None), OutboxMessage.no_use_after > now))
        .where(OutboxMessage.failure != Failure.OPTED_OUT)
        .values(state=Sending.QUEUED, due_at=now, attempts=0, doubts=0, undelivered=0, failure=None, provider_id=None)
        .returning(OutboxMessage.id)
        .execution_options(synchronize_session=False)
    )
    return len((await db.scalars(again)).all())


def _failed(now: datetime) -> ColumnElement[bool]:
    second = aliased(OutboxMessage)
    return and_(
        OutboxMessage.state == Sending.FAILED,
        OutboxMessage.queued_at > now - WORTH_A_LOOK,
        ~exists().where(second.instead_of == OutboxMessage.id),
    )
