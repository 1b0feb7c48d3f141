"""Whether somebody wants to be written to unasked: STOP and REPRISE hold for an address, whoever it belongs to."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from booking.town import Town
from bot.listening import Listen
from channels.inbox import Waiting
from channels.opt_outs import opt_out, resume
from channels.tables import OptedOutBy
from channels.transport import Kind
from messages.understanding.meaning import Intent

SILENCE: Mapping[Intent, bool] = {Intent.STOP: True, Intent.START: False}


def is_silence_wanted(message: Waiting, listen: Listen, town: Town) -> bool | None:
    """Whether the text is a STOP, or ends one; none where it is neither. Nobody needs to be known for that."""
    if message.kind is not Kind.TEXT:
        return None
    (heard, *_) = listen(message.text, message.received_at.astimezone(town.zone).date(), (), None)
    return SILENCE.get(heard.intent)


async def note_wish(db: AsyncSession, message: Waiting, silent: bool, *, now: datetime) -> None:
    """They want to hear nothing unasked, or to hear from us again; the text itself is the proof."""
    if silent:
        at, source = message.received_at, OptedOutBy.TEXT
        await opt_out(db, message.channel, message.sender, source=source, now=at, inbox_id=message.id)
    else:
        await resume(db, message.channel, message.sender, now=now)
