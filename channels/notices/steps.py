"""How far a notice came to each guardian: one step for each, so that the steps add up to all of them."""

from collections import Counter
from collections.abc import Collection, Mapping
from enum import StrEnum

from sqlalchemy import ColumnElement, Select, and_, case, func, literal, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from channels.notices.tables import Recipient, batch_of
from channels.tables import OutboxMessage, Sending


class Step(StrEnum):
    """Where the word is. One that was tried on a second channel counts by what came of that."""

    WAITING = "waiting"
    SENT = "sent"
    DELIVERED = "delivered"
    FAILED = "failed"
    EXPIRED = "expired"  # it was of no use any more, or they had no say any more, before it could leave
    STOPPED = "stopped"  # by staff, before it left
    UNREACHABLE = "unreachable"
    FORGOTTEN = "forgotten"  # what we kept of the message is gone by its age


TOLD = frozenset({Step.WAITING, Step.SENT, Step.DELIVERED})  # or about to be
TO_CALL = frozenset({Step.FAILED, Step.EXPIRED, Step.UNREACHABLE})

First, Second, Named = aliased(OutboxMessage), aliased(OutboxMessage), aliased(OutboxMessage)
STATE = func.coalesce(Second.state, First.state)
FAILURE = case((Second.id.is_not(None), Second.failure), else_=func.coalesce(First.failure, Recipient.failure))
STEP = case(
    (Recipient.channel.is_(None), literal(Step.UNREACHABLE.value)),
    (First.id.is_(None), literal(Step.FORGOTTEN.value)),
    (STATE.in_((Sending.QUEUED, Sending.SENDING)), literal(Step.WAITING.value)),
    (STATE == Sending.SENT, literal(Step.SENT.value)),
    (STATE == Sending.DELIVERED, literal(Step.DELIVERED.value)),
    (STATE == Sending.EXPIRED, literal(Step.EXPIRED.value)),
    (and_(STATE == Sending.CANCELLED, FAILURE.is_(None)), literal(Step.STOPPED.value)),
    else_=literal(Step.FAILED.value),
)


def first_of(notice_id: int) -> ColumnElement[bool]:
    """What joins a recipient to the message that was put in the outbox for their address.

    By a question for each row, which can only be answered from the index. Joined by the columns themselves, PostgreSQL
    compares all with all until it has counted the new rows: a minute after sending, and 16,000 times 16,000.
    """
    found = select(Named.id).where(
        Named.batch == batch_of(notice_id), Named.channel == Recipient.channel, Named.to == Recipient.address
    )
    return First.id == found.correlate(Recipient).scalar_subquery()


def second_of() -> ColumnElement[bool]:
    """What joins that message, if it failed, to the one that went another way in its place; in the same manner."""
    found = select(Named.id).where(Named.instead_of == First.id).correlate(First).scalar_subquery()
    return Second.id == case((First.state == Sending.FAILED, found))


async def steps_of(db: AsyncSession, notice_id: int) -> Mapping[Step, int]:
    """How many guardians are where."""
    counted = (
        _recipients(notice_id).with_only_columns(STEP.label("step"), func.count().label("number")).group_by("step")
    )
    return Counter({Step(step): number for step, number in await db.execute(counted)})


async def told_by(db: AsyncSession, notice_id: int) -> Collection[int]:
    """The guardians who were told by a notice, or are about to be."""
    told = _recipients(notice_id).where(STEP.in_([step.value for step in TOLD]))
    return set(await db.scalars(told))


def _recipients(notice_id: int) -> Select[int]:
    return (
        select(Recipient.guardian_id)
        .outerjoin(First, first_of(notice_id))
        .outerjoin(Second, second_of())
        .where(Recipient.notice_id == notice_id)
    )
