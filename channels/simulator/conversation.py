"""The conversation as the phone shows it: what came in from this number, and what was sent to it."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from channels.tables import Handling, InboxMessage, OutboxMessage, Sending
from channels.transport import Channel

LATEST = 80  # messages of each side: more than anybody scrolls through on a demonstration
LEFT = (Sending.SENT, Sending.DELIVERED)


@dataclass(frozen=True, slots=True)
class Bubble:
    """One message: `mine` is the phone's owner's; `at` is local time; `opens_day` where the date above it changes."""

    id: str
    mine: bool
    text: str
    at: datetime
    opens_day: bool
    given_up: bool = False


@dataclass(frozen=True, slots=True)
class Conversation:
    """The bubbles from the oldest to the newest, and whether an answer is being made."""

    bubbles: tuple[Bubble, ...]
    answer_awaited: bool


async def conversation(db: AsyncSession, phone: str, local: Callable[[datetime], datetime]) -> Conversation:
    """The latest messages from and to this number in the simulator."""
    heard = await _heard(db, phone)
    said = await _said(db, phone)
    answer_awaited = any(message.state is Handling.NEW for message in heard)
    return Conversation(tuple(_bubbles(in_order(heard, said), local)), answer_awaited)


def in_order(heard: Iterable[InboxMessage], said: Iterable[OutboxMessage]) -> Iterator[InboxMessage | OutboxMessage]:
    """Both sides as one: each text before its answer. Hours do not serve, as this clock can be moved back."""
    unanswered = deque(heard)
    for message in said:
        while unanswered and message.answers is not None and unanswered[0].id <= message.answers:
            yield unanswered.popleft()
        yield message
    yield from unanswered


async def _heard(db: AsyncSession, phone: str) -> Sequence[InboxMessage]:
    latest = (
        select(InboxMessage)
        .where(InboxMessage.channel == Channel.SIMULATOR, InboxMessage.sender == phone)
        .order_by(InboxMessage.id.desc())
        .limit(LATEST)
    )
    return (await db.scalars(latest)).all()[::-1]


async def _said(db: AsyncSession, phone: str) -> Sequence[OutboxMessage]:
    latest = (
        select(OutboxMessage)
        .where(OutboxMessage.channel == Channel.SIMULATOR, OutboxMessage.to == phone, OutboxMessage.state.in_(LEFT))
        .order_by(OutboxMessage.id.desc())
        .limit(LATEST)
    )
    return (await db.scalars(latest)).all()[::-1]


def _bubbles(
    messages: Iterable[InboxMessage | OutboxMessage], local: Callable[[datetime], datetime]
) -> Iterator[Bubble]:
    day_before = None
    for message in messages:
        mine = isinstance(message, InboxMessage)
        at = local(message.received_at if isinstance(message, InboxMessage) else message.queued_at)
        yield Bubble(
            id=f"{'heard' if mine else 'said'}-{message.id}",
            mine=mine,
            text=message.text,
            at=at,
            opens_day=at.date() != day_before,
            given_up=message.state is Handling.FAILED,
        )
        day_before = at.date()
