"""Two machines must not talk for ever: an automatic answer answers ours, and so on, each at the town's expense."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from booking.database import run, table_of
from channels.inbox import Waiting
from channels.tables import InboxMessage

WITHIN = timedelta(minutes=10)
SAME_AT_MOST = 20  # in a row: nobody writes the same words so often, however angry
MESSAGES_AT_MOST = 120  # one every five seconds, for ten minutes
INBOX = table_of(InboxMessage).c
LATEST = (
    select(INBOX.text)
    .where(
        INBOX.channel == bindparam("channel"),
        INBOX.sender == bindparam("sender"),
        INBOX.id <= bindparam("message"),
        INBOX.received_at > bindparam("since"),
    )
    .order_by(INBOX.id.desc())
    .limit(MESSAGES_AT_MOST + 2)
)


@dataclass(frozen=True, slots=True)
class Loop:
    """What a message is part of. At its first one somebody is told; after that there is silence."""

    is_first: bool


async def loop_of(db: AsyncSession, message: Waiting) -> Loop | None:
    """The loop that this message is part of, by what came from its address in the ten minutes before it."""
    since = message.received_at - WITHIN
    rows = await run(db, LATEST, channel=message.channel, sender=message.sender, message=message.id, since=since)
    texts = [text for (text,) in rows]
    same = next((place for place, text in enumerate(texts) if text != message.text), len(texts))
    if same <= SAME_AT_MOST and len(texts) <= MESSAGES_AT_MOST:
        return None
    return Loop(is_first=same == SAME_AT_MOST + 1 or len(texts) == MESSAGES_AT_MOST + 1)
