"""One telephone must not spend the town's money without end: a machine that answers ours, or a flood of texts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from booking.database import run, table_of
from channels.inbox import Waiting
from channels.tables import InboxMessage

WITHIN = timedelta(minutes=10)
SAME_AT_MOST = 20  # in a row: nobody writes the same words so often, however angry
MESSAGES_AT_MOST = 120  # one every five seconds, for ten minutes
AT_MOST = {
    WITHIN: MESSAGES_AT_MOST,
    timedelta(hours=1): 240,
    timedelta(days=1): 480,  # at 8 cents a reply, a telephone that was stolen or imitated costs 40 euros a day at most
}
INBOX = table_of(InboxMessage).c
LATEST = (
    select(INBOX.text, INBOX.received_at)
    .where(
        INBOX.channel == bindparam("channel"),
        INBOX.sender == bindparam("sender"),
        INBOX.id <= bindparam("message"),
        INBOX.received_at > bindparam("since"),
    )
    .order_by(INBOX.id.desc())
    .limit(max(AT_MOST.values()) + 2)
)


@dataclass(frozen=True, slots=True)
class Loop:
    """What a message is part of. At its first one somebody is told; after that there is silence."""

    is_first: bool


@dataclass(frozen=True, slots=True)
class Lately:
    """What came from an address in the day before a message, the latest first: words and when; the message included."""

    message: Waiting
    texts: Sequence[tuple[str, datetime]]

    @property
    def has_others(self) -> bool:
        """Whether anything came before the message itself."""
        return len(self.texts) > 1

    @property
    def loop(self) -> Loop | None:
        """The loop that the message is part of; none where it is in none."""
        arrived = self.message.received_at
        just_now = [text for text, received_at in self.texts if received_at > arrived - WITHIN]
        same = next((place for place, text in enumerate(just_now) if text != self.message.text), len(just_now))
        counted = [(same, SAME_AT_MOST)]
        for span, at_most in AT_MOST.items():
            counted.append((sum(received_at > arrived - span for _, received_at in self.texts), at_most))
        over = [(number, at_most) for number, at_most in counted if number > at_most]
        return Loop(is_first=any(number == at_most + 1 for number, at_most in over)) if over else None


async def heard_lately(db: AsyncSession, message: Waiting) -> Lately:
    """What came from the address of a message in the day before it."""
    since = message.received_at - max(AT_MOST)
    found = await run(db, LATEST, channel=message.channel, sender=message.sender, message=message.id, since=since)
    return Lately(message, [(text, received_at) for text, received_at in found])
