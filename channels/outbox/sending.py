"""What became of the messages that were taken in hand."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime, timedelta

from sqlalchemy import bindparam, update
from sqlalchemy.ext.asyncio import AsyncSession

from booking.database import table_of, write
from channels.errors import Failure, SendError
from channels.outbox.allowances import give_back
from channels.outbox.states import change
from channels.tables import Allowance, OutboxMessage, Sending
from channels.transport import Button, Outgoing
from messages.wording.segments import segments

LOOK_AGAIN = timedelta(seconds=20)  # until the provider is asked what it has: longer than it may still work on a call
AFTER_A_DOUBT = timedelta(minutes=5)  # until a message that may have come is sent a second time
MOST_DOUBTS = 2  # a message may come twice, never three times
MOST_TRIES = 1000  # half a minute apart in the long run: most of a working day
OUTBOX = table_of(OutboxMessage)
SENT = (
    update(OUTBOX)
    .where(OUTBOX.c.id == bindparam("message"), OUTBOX.c.state == Sending.SENDING)
    .values(state=Sending.SENT, provider_id=bindparam("sid"), sent_at=bindparam("at"), failure=None, detail=None)
)


def outgoing(row: OutboxMessage, *, now: datetime) -> Outgoing:
    """The message as a transport takes it."""
    return Outgoing(
        channel=row.channel,
        to=row.to,
        text=row.text,
        buttons=tuple(tuple(Button(**button) for button in line) for line in row.buttons),
        ask_contact=row.ask_contact,
        valid_for=None if row.no_use_after is None else int((row.no_use_after - now).total_seconds()),
    )


async def mark_sent(db: AsyncSession, sent: Mapping[int, str], *, now: datetime) -> None:
    """The provider has these messages, under these ids."""
    values = ({"message": number, "sid": provider_id, "at": now} for number, provider_id in sent.items())
    await write(db, SENT, *values)


async def put_back(db: AsyncSession, message_id: int, *, now: datetime) -> None:
    """It has not left: it waits again, from `now` on."""
    await change(db, OutboxMessage.id == message_id, {"state": Sending.QUEUED, "due_at": now})


async def note_failure(
    db: AsyncSession, row: OutboxMessage, error: SendError, allowance: Allowance, *, now: datetime
) -> bool:
    """Try again once the channel is open, where a try can help; otherwise give it up. Tells whether it is given up.

    The segments that did not leave go back into the month's budget.
    """
    again = error.retry and row.attempts < MOST_TRIES
    values: dict[str, object] = {"failure": error.failure, "detail": error.detail[:500]}
    if again:
        values |= {"state": Sending.QUEUED, "due_at": max(allowance.closed_until, now)}
    else:
        values["state"] = Sending.FAILED
    await change(db, OutboxMessage.id == row.id, values)
    give_back(allowance, row)
    return not again


async def keep_in_doubt(db: AsyncSession, row: OutboxMessage, error: SendError, *, now: datetime) -> None:
    """Nobody knows whether it left, but the provider can be asked after a while."""
    values = {"leased_until": now + LOOK_AGAIN, "failure": Failure.IN_DOUBT, "detail": error.detail[:500]}
    await change(db, OutboxMessage.id == row.id, values)


async def try_once_more(db: AsyncSession, row: OutboxMessage, detail: str, *, due_at: datetime) -> bool:
    """Nobody knows whether it left, and nobody can be asked: sent a second time at `due_at`, and no more after that.

    Tells whether it is given up.
    """
    doubts = row.doubts + 1
    values: dict[str, object] = {"doubts": doubts, "failure": Failure.IN_DOUBT, "detail": detail[:500]}
    if doubts < MOST_DOUBTS:
        values |= {"state": Sending.QUEUED, "due_at": due_at}
    else:
        values["state"] = Sending.FAILED
    await change(db, OutboxMessage.id == row.id, values)
    return doubts >= MOST_DOUBTS


async def try_later(db: AsyncSession, row: OutboxMessage, *, due_at: datetime) -> None:
    """It was taken and not delivered, for a reason that passes: it waits again, until `due_at`.

    The failure stays with it: what was said to the same person later does not overtake it.
    """
    values = {"state": Sending.QUEUED, "due_at": due_at, "undelivered": row.undelivered + 1}
    await change(db, OutboxMessage.id == row.id, values)


async def withdraw(db: AsyncSession, message_id: int) -> None:
    """Do not send it: what it says is not so any more."""
    await change(db, OutboxMessage.id == message_id, {"state": Sending.EXPIRED, "leased_until": None})


async def reword(db: AsyncSession, row: OutboxMessage, words: Outgoing, *, no_use_after: datetime | None) -> None:
    """Say it in other words, before it leaves: something that it speaks of has changed meanwhile."""
    row.text = words.text
    row.buttons = [[asdict(button) for button in line] for line in words.buttons]
    row.segments = segments(words.text) if row.channel.costs_segments else 1
    row.no_use_after = no_use_after
    await db.flush()
