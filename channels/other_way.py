"""A message that cannot be delivered on one channel goes by another, once: most by text, a text by Telegram."""

import re
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from html import escape, unescape
from typing import TypeAlias

from sqlalchemy.ext.asyncio import AsyncSession

from booking.tables import Guardian
from channels import outbox
from channels.opt_outs import opted_out
from channels.purpose import Purpose
from channels.tables import OutboxMessage
from channels.transport import Channel, Outgoing
from channels.unreachable import dead_end
from messages.wording.segments import affordable

Address: TypeAlias = tuple[Channel, str]
OTHER: Mapping[Channel, Channel] = {
    Channel.TELEGRAM: Channel.SMS,
    Channel.WHATSAPP: Channel.SMS,
    Channel.SMS: Channel.TELEGRAM,
}


@dataclass(frozen=True, slots=True)
class OtherWay:
    """Finds the other channel, among those of this installation.

    `earliest` gives the first instant at which something may be said, `carry` takes the question that is open in one
    conversation over to the other.
    """

    channels: Collection[Channel]
    earliest: Callable[[datetime, Purpose], datetime]
    carry: Callable[[AsyncSession, Address, Address], Awaitable[None]]

    async def take(self, db: AsyncSession, row: OutboxMessage, *, now: datetime) -> bool:
        """Queue the same message on the other channel; whether there is one, and it has not been tried yet.

        Whatever the first channel failed for, a person's refusal, the provider's or a fault of ours, says nothing of
        the other. What is given up there in doubt may have come: better twice than never.
        """
        if row.instead_of is not None or _is_over(row, now):
            return False
        there = await self._address(db, row)
        if there is None:
            return False
        await self.carry(db, (row.channel, row.to), there)
        await outbox.queue(
            db,
            restyled(outbox.outgoing(row, now=now), there),
            now=now,
            answers=row.answers,
            purpose=row.purpose,
            guardian_id=row.guardian_id,
            due_at=self.earliest(now, row.purpose),
            no_use_after=row.no_use_after,
            batch=row.batch,
            instead_of=row.id,
        )
        return True

    async def _address(self, db: AsyncSession, row: OutboxMessage) -> Address | None:
        channel = OTHER.get(row.channel)
        guardian = None if row.guardian_id is None else await db.get(Guardian, row.guardian_id)
        if channel not in self.channels or channel is None or guardian is None or guardian.withdrawn_at is not None:
            return None
        address = guardian.phone if channel is Channel.SMS else guardian.telegram_id
        if address is None or await dead_end(db, channel, str(address)) is not None:
            return None
        refused = row.purpose in await opted_out(db, channel, str(address))
        return None if refused else (channel, str(address))


def _is_over(row: OutboxMessage, now: datetime) -> bool:
    return row.no_use_after is not None and row.no_use_after <= now


def restyled(message: Outgoing, there: Address) -> Outgoing:
    """The message as the other channel takes it: a text message has no bold words, and says its choices in words."""
    channel, to = there
    if channel is Channel.TELEGRAM:
        return replace(message, channel=channel, to=to, text=escape(message.text, quote=False))
    if message.channel is not Channel.TELEGRAM:
        return replace(message, channel=channel, to=to, text=affordable(message.text))
    words = unescape(re.sub(r"<[^>]+>", "", message.text))  # the names in it are escaped: every < begins a mark-up
    return Outgoing(channel, to, affordable("\n".join([words, *_choices(message)])))


def _choices(message: Outgoing) -> list[str]:
    if len(message.buttons) == 1:
        return [" / ".join(button.label for button in message.buttons[0])]
    labels = [button.label for row in message.buttons for button in row]
    return [f"{place} {label}" for place, label in enumerate(labels, start=1)]
