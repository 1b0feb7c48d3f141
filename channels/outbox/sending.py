"""What happens to a message of the outbox from the moment a worker takes it."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, bindparam, exists, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from booking.database import table_of, write
from channels.errors import SendError
from channels.tables import OutboxMessage, Sending
from channels.transport import Button, Channel, Outgoing
from messages.wording.segments import segments

LEASE = timedelta(minutes=2)  # longer than any call to a provider may take
PAUSES = tuple(timedelta(seconds=s) for s in (2, 10, 60, 300, 1800, 3600))
OUTBOX = table_of(OutboxMessage)
UNFINISHED = (Sending.QUEUED, Sending.SENDING)


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


async def claim(db: AsyncSession, channels: Sequence[Channel], *, now: datetime, limit: int) -> Sequence[OutboxMessage]:
    """Take messages that are due, replies first, for as long as `LEASE`.

    Of one conversation only the oldest unfinished message can be taken: order is kept. Workers do not wait for
    each other (`SKIP LOCKED`), and what a dead worker had taken is in doubt: see `in_doubt`.
    """
    earlier = aliased(OutboxMessage)
    has_earlier = exists().where(
        earlier.channel == OutboxMessage.channel,
        earlier.to == OutboxMessage.to,
        earlier.id < OutboxMessage.id,
        earlier.state.in_(UNFINISHED),
    )
    due = (
        select(OutboxMessage)
        .where(
            OutboxMessage.state == Sending.QUEUED,
            OutboxMessage.channel.in_(channels),
            OutboxMessage.due_at <= now,
            ~has_earlier,
        )
        .order_by(OutboxMessage.lane, OutboxMessage.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    rows = (await db.scalars(due)).all()
    if rows:
        leased = {"state": Sending.SENDING, "leased_until": now + LEASE, "attempts": OutboxMessage.attempts + 1}
        await change(db, OutboxMessage.id.in_([row.id for row in rows]), leased)
    return rows


async def expire(db: AsyncSession, *, now: datetime) -> None:
    """Give up what is of no use any more: better no message than a reminder after its deadline."""
    too_late = and_(OutboxMessage.state == Sending.QUEUED, OutboxMessage.no_use_after <= now)
    await change(db, too_late, {"state": Sending.EXPIRED})


async def in_doubt(db: AsyncSession, channels: Sequence[Channel], *, now: datetime) -> Sequence[OutboxMessage]:
    """Messages whose sender died with them in hand: they may have left, or not. Leased anew to whoever asks."""
    abandoned = (
        select(OutboxMessage)
        .where(
            OutboxMessage.state == Sending.SENDING,
            OutboxMessage.channel.in_(channels),
            OutboxMessage.leased_until <= now,
        )
        .order_by(OutboxMessage.id)
        .limit(100)
        .with_for_update(skip_locked=True)
    )
    rows = (await db.scalars(abandoned)).all()
    if rows:
        await change(db, OutboxMessage.id.in_([row.id for row in rows]), {"leased_until": now + LEASE})
    return rows


SENT = (
    update(OUTBOX)
    .where(OUTBOX.c.id == bindparam("message"), OUTBOX.c.state == Sending.SENDING)
    .values(state=Sending.SENT, provider_id=bindparam("sid"), sent_at=bindparam("at"), failure=None, detail=None)
)


async def mark_sent(db: AsyncSession, sent: Mapping[int, str], *, now: datetime) -> None:
    """The provider has these messages, under these ids."""
    values = ({"message": number, "sid": provider_id, "at": now} for number, provider_id in sent.items())
    await write(db, SENT, *values)


async def mark_failed(db: AsyncSession, row: OutboxMessage, error: SendError, *, now: datetime) -> None:
    """Try again after a growing pause, or the one that the provider asks for; give up where no try can help."""
    tries = row.attempts
    again = error.retry and tries < len(PAUSES)
    values: dict[str, object] = {"failure": error.failure, "detail": error.detail[:500]}
    if again:
        values |= {"state": Sending.QUEUED, "due_at": now + (error.after or PAUSES[tries])}
    else:
        values["state"] = Sending.FAILED
    await change(db, OutboxMessage.id == row.id, values)


async def put_back(db: AsyncSession, message_id: int, *, now: datetime) -> None:
    """In doubt no longer: it had not left."""
    await change(db, OutboxMessage.id == message_id, {"state": Sending.QUEUED, "due_at": now})


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


async def known_ids(db: AsyncSession, channel: Channel, to: str) -> set[str]:
    """The provider's ids of all that we know to have left for this address."""
    known = select(OutboxMessage.provider_id).where(OutboxMessage.channel == channel, OutboxMessage.to == to)
    return {provider_id for provider_id in await db.scalars(known) if provider_id is not None}


async def change(db: AsyncSession, which: ColumnElement[bool], values: dict[str, object]) -> None:
    await db.execute(update(OutboxMessage).where(which).values(**values).execution_options(synchronize_session=False))
