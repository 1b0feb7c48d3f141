"""The texts that wait for a human, and how long families wait for the first answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from booking.tables import Guardian
from channels.desk.house import Desk
from channels.desk.messages.writers import writers_at
from channels.desk.visit import Visit
from channels.tables import ForStaff, InboxMessage, OutboxMessage

MOST_SHOWN = 200
LOOKED_BACK = timedelta(days=30)
ANSWER = "answer:"  # begins the batch of what staff answered, by which it is told from what the bot said
REASONS = tuple(why for why in ForStaff if why is not ForStaff.UNKNOWN_SENDER)  # those have a page of their own
WAITS = InboxMessage.for_staff.in_(REASONS) & InboxMessage.done_at.is_(None)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A text that waits, since how long, and who may have written it."""

    message: InboxMessage
    since: timedelta
    writers: Sequence[Guardian]


@dataclass(frozen=True, slots=True)
class FirstAnswers:
    """How long the half of them waited at most, and of how many answers that is said."""

    half: timedelta
    answers: int


async def show_messages(desk: Desk, visit: Visit) -> Response:
    """All that wait, the oldest first."""
    waiting = await waiting_messages(visit.db, now=visit.now)
    answered = await first_answers(visit.db, since=visit.now - LOOKED_BACK)
    return desk.page(visit, "messages/list.html", waiting=waiting, answered=answered, most=MOST_SHOWN)


async def waiting_messages(db: AsyncSession, *, now: datetime) -> Sequence[Waiting]:
    """The texts that need a human and are not done with, the oldest first."""
    oldest = select(InboxMessage).where(WAITS).order_by(InboxMessage.id).limit(MOST_SHOWN)
    rows = (await db.scalars(oldest)).all()
    writers = await writers_at(db, {(row.channel, row.sender) for row in rows})
    return [Waiting(row, now - row.received_at, writers[row.channel, row.sender]) for row in rows]


async def first_answers(db: AsyncSession, *, since: datetime) -> FirstAnswers | None:
    """From the arrival of a text to the answer of one of the staff, of the answers since then; none without any."""
    answered = (
        select(InboxMessage.received_at, OutboxMessage.queued_at)
        .join(InboxMessage, InboxMessage.id == OutboxMessage.answers)
        .where(
            OutboxMessage.queued_at >= since,
            OutboxMessage.batch.startswith(ANSWER),
            OutboxMessage.instead_of.is_(None),
        )
    )
    waits = [(at - arrived).total_seconds() for arrived, at in await db.execute(answered)]
    return FirstAnswers(timedelta(seconds=median(waits)), len(waits)) if waits else None
