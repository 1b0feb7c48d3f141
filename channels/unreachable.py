"""Addresses that lead nowhere, until something shows that they do."""

from datetime import datetime

from sqlalchemy import Select, delete, exists, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from booking.database import insert_missing
from channels.errors import Failure
from channels.tables import InboxMessage, Unreachable
from channels.transport import Channel

FOR_GOOD = {
    Channel.SMS: frozenset({Failure.NOT_A_NUMBER, Failure.NOT_A_MOBILE}),
    Channel.WHATSAPP: frozenset({Failure.NOT_A_NUMBER}),
    Channel.TELEGRAM: frozenset({Failure.BLOCKED, Failure.UNREACHABLE}),
}
"""Refusals that hold for whatever is sent to an address of that channel."""


def leads_nowhere(channel: Channel, failure: Failure) -> bool:
    """Whether an address that was refused so can be left alone from now on."""
    return failure in FOR_GOOD.get(channel, ())


def dead_ends() -> Select[Unreachable]:
    """The addresses that lead nowhere: a provider refused them, and nobody has written to us from there since."""
    written_since = exists().where(
        InboxMessage.channel == Unreachable.channel,
        InboxMessage.sender == Unreachable.address,
        InboxMessage.received_at > Unreachable.since,
    )
    return select(Unreachable).where(~written_since)


async def dead_end(db: AsyncSession, channel: Channel, address: str) -> Unreachable | None:
    """What is known against an address; none where it may be tried."""
    return await db.scalar(dead_ends().where(Unreachable.channel == channel, Unreachable.address == address))


async def note_unreachable(
    db: AsyncSession, channel: Channel, address: str, failure: Failure, *, now: datetime
) -> None:
    """Nothing that is said unasked is tried there any more."""
    again = update(Unreachable).where(Unreachable.channel == channel, Unreachable.address == address)
    await db.execute(again.values(failure=failure, since=now).execution_options(synchronize_session=False))
    row = {"channel": channel, "address": address, "failure": failure, "since": now}
    await insert_missing(db, Unreachable, [row])


async def note_reachable(db: AsyncSession, channel: Channel, address: str) -> None:
    """They let us in again."""
    await db.execute(
        delete(Unreachable)
        .where(Unreachable.channel == channel, Unreachable.address == address)
        .execution_options(synchronize_session=False)
    )
