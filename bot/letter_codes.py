"""A code from a letter, texted by somebody we do not know yet: from then on we do."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from booking.domain import Author, AuthorKind, Entry
from booking.invitations.codes import code_in, redeem
from booking.journal import Line, open_act, record
from booking.tables import Guardian
from channels.inbox import Waiting
from channels.transport import Channel, Kind

WORDS_KEPT = "code"  # the journal needs to know that there was one, not which


async def linked_by_code(
    db: AsyncSession, channel: Channel, address: str, message: Waiting, *, now: datetime
) -> Guardian | None:
    """The guardian whose code this text is, now known at this address; none for any other text.

    Written in the journal. A phone takes the place of the one on the file; a chat stands beside it.
    """
    code = code_in(message.text) if message.kind in (Kind.TEXT, Kind.START) else None
    guardian = None if code is None else await redeem(db, code, now=now)
    if guardian is None:
        return None
    if channel is Channel.TELEGRAM:
        guardian.telegram_id = int(address)
    else:
        guardian.phone = address
    author = Author(
        AuthorKind.GUARDIAN,
        guardian.name,
        channel,
        WORDS_KEPT,
        message.received_at,
        family_id=guardian.family_id,
        guardian_id=guardian.id,
    )
    await record(db, await open_act(db, author, now=now), Line(Entry.LINKED))
    return guardian
