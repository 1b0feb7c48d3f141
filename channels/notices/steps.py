"""How far a notice came to each guardian: one step for each, so that the steps add up to all of them."""

from collections import Counter
from collections.abc import Collection, Mapping
from enum import StrEnum
from typing import TypeVar

from sqlalchemy import ColumnElement, ScalarSelect, and_, case, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from channels.errors import Failure
from channels.notices.tables import Recipient, batch_of
from channels.tables import OutboxMessage, Sending

T = TypeVar("T")


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

First, Second = aliased(OutboxMessage), aliased(OutboxMessage)
STATE = func.coalesce(Second.state, First.state)
FAILURE = case((Second.id.is_not(None), Second.failure), else_=First.failure)
STEP = case(
    (STATE.in_((Sending.QUEUED, Sending.SENDING)), Step.WAITING.value),
    (STATE == Sending.SENT, Step.SENT.value),
    (STATE == Sending.DELIVERED, Step.DELIVERED.value),
    (STATE == Sending.EXPIRED, Step.EXPIRED.value),
    (and_(STATE == Sending.CANCELLED, FAILURE.is_(None)), Step.STOPPED.value),
    else_=Step.FAILED.value,
)


def step_in(notice_id: int) -> ColumnElement[str]:
    """How far that notice came to a row of its recipients."""
    of_message = func.coalesce(_of_message(notice_id, STEP), Step.FORGOTTEN.value)
    return case((Recipient.channel.is_(None), Step.UNREACHABLE.value), else_=of_message)


def failure_in(notice_id: int) -> ColumnElement[Failure | None]:
    """Why that notice did not come to a row of its recipients; none where it did, or where that is not known."""
    return func.coalesce(_of_message(notice_id, FAILURE), Recipient.failure)


def _of_message(notice_id: int, wanted: ColumnElement[T]) -> ScalarSelect[T]:
    """Something of the message that was put in the outbox for a recipient's address and, if it failed, of the one that
    went another way in its place.

    By a question for each row, which can only be answered from the index. Joined by the columns themselves, PostgreSQL
    compares all with all until it has counted the new rows: a minute after sending, and 16,000 times 16,000.
    """
    second = and_(First.state == Sending.FAILED, Second.instead_of == First.id)
    first = and_(First.batch == batch_of(notice_id), First.channel == Recipient.channel, First.to == Recipient.address)
    found = select(wanted).select_from(First).outerjoin(Second, second).where(first)
    return found.correlate(Recipient).scalar_subquery()


async def steps_of(db: AsyncSession, notice_id: int) -> Mapping[Step, int]:
    """How many guardians are where."""
    step = step_in(notice_id).label("step")
    counted = select(step, func.count()).where(Recipient.notice_id == notice_id).group_by("step")
    return Counter({Step(found): number for found, number in await db.execute(counted)})


async def told_by(db: AsyncSession, notice_id: int) -> Collection[int]:
    """The guardians who were told by a notice, or are about to be."""
    told = step_in(notice_id).in_([step.value for step in TOLD])
    return set(await db.scalars(select(Recipient.guardian_id).where(Recipient.notice_id == notice_id, told)))
