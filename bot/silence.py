"""A number that has long been silent may be somebody else's by now: operators give numbers out again.

Whoever writes from one proves that they know the family, by the first name of a child, before anything is said of it
or done for it. A Telegram account is nobody else's, ever.
"""

from datetime import datetime, timedelta

from sqlalchemy import bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from booking.database import run, table_of
from bot.loops import Lately
from bot.pending import Asking
from bot.threads import Thread
from channels.inbox import Waiting
from channels.tables import InboxMessage
from channels.transport import Channel

LONG = timedelta(days=180)  # twice the longest that a family has nothing to write; a number rests for months before
INBOX = table_of(InboxMessage).c
BEFORE = select(func.max(INBOX.received_at)).where(
    INBOX.channel == bindparam("channel"), INBOX.sender == bindparam("sender"), INBOX.id < bindparam("message")
)


async def must_prove_themselves(db: AsyncSession, thread: Thread, lately: Lately) -> bool:
    """Whether a number that we spoke with was silent for so long, or has not given the name that we asked for then."""
    if thread.channel is Channel.TELEGRAM or thread.guardian_id is None:
        return False
    if thread.pending is not None and thread.pending.asking is Asking.FAMILY:
        return True
    if lately.has_others:
        return False
    last = await _heard_before(db, lately.message)
    return last is None or lately.message.received_at - last > LONG


async def _heard_before(db: AsyncSession, message: Waiting) -> datetime | None:
    found = await run(db, BEFORE, channel=message.channel, sender=message.sender, message=message.id)
    last = found.scalar()
    return last if isinstance(last, datetime) else None
