"""What became of the texts that reached us in a while: each is answered, waits, or lies with staff; or is lost."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from channels.tables import ForStaff, Handling, InboxMessage, OutboxMessage, Sending
from channels.transport import Channel, Kind

NEEDS_NO_ANSWER = frozenset({Kind.BLOCKED, Kind.UNBLOCKED})


class Fate(StrEnum):
    """How far a text has come, the best first."""

    DELIVERED = "delivered"  # its answer is on the phone
    SENT = "sent"  # its answer is with the operator
    ON_ITS_WAY = "on_its_way"
    UNDELIVERED = "undelivered"  # answered, but it could not be delivered: the outbox says why
    WITH_STAFF = "with_staff"
    WAITING = "waiting"  # not handled yet
    SILENT = "silent"  # needs no answer: a bot shut out, a machine that answers our answers
    LOST = "lost"


BY_SENDING: Mapping[Sending, Fate] = {
    Sending.DELIVERED: Fate.DELIVERED,
    Sending.SENT: Fate.SENT,
    Sending.QUEUED: Fate.ON_ITS_WAY,
    Sending.SENDING: Fate.ON_ITS_WAY,
    Sending.FAILED: Fate.UNDELIVERED,
    Sending.EXPIRED: Fate.UNDELIVERED,
    Sending.CANCELLED: Fate.UNDELIVERED,
}
BEST = {fate: place for place, fate in enumerate(Fate)}


@dataclass(frozen=True, slots=True)
class Received:
    """A text, as far as its fate hangs on it."""

    id: int
    channel: Channel
    sender: str
    kind: Kind
    state: Handling
    for_staff: ForStaff | None


async def fates(db: AsyncSession, *, since: datetime, until: datetime) -> Counter[Fate]:
    """How many of the texts received from `since` to before `until` (aware) came to which fate."""
    in_time = (InboxMessage.received_at >= since, InboxMessage.received_at < until)
    asked = select(
        InboxMessage.id,
        InboxMessage.channel,
        InboxMessage.sender,
        InboxMessage.kind,
        InboxMessage.state,
        InboxMessage.for_staff,
    )
    received = [Received(*row) for row in await db.execute(asked.where(*in_time))]
    replies: dict[int | None, set[Sending]] = {}
    joined = select(OutboxMessage.answers, OutboxMessage.state).join(
        InboxMessage, InboxMessage.id == OutboxMessage.answers
    )
    for number, state in await db.execute(joined.where(*in_time)):
        replies.setdefault(number, set()).add(state)
    machines = {(each.channel, each.sender) for each in received if each.for_staff is ForStaff.LOOP}
    return Counter(_fate(each, replies.get(each.id, set()), machines) for each in received)


def _fate(text: Received, replies: Collection[Sending], machines: Collection[tuple[Channel, str]]) -> Fate:
    if replies:
        return min((BY_SENDING[state] for state in replies), key=BEST.__getitem__)
    if text.for_staff is not None or text.state is Handling.FAILED:
        return Fate.WITH_STAFF
    if text.state is Handling.NEW:
        return Fate.WAITING
    if text.kind in NEEDS_NO_ANSWER or (text.channel, text.sender) in machines:
        return Fate.SILENT
    return Fate.LOST
