"""Addresses that lead nowhere, until something shows that they do."""

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from booking.database import insert_missing
from channels.errors import Failure
from channels.tables import Unreachable
from channels.transport import Channel

FOR_GOOD = {
    Channel.SMS: frozenset({Failure.NOT_A_NUMBER, Failure.NOT_A_MOBILE}),
    Channel.TELEGRAM: frozenset({Failure.BLOCKED, Failure.UNREACHABLE}),
}
"""Refusals that hold for whatever is sent to an address of that channel."""


def leads_nowhere(channel: Channel, failure: Failure) -> bool:
    """Whether an address that was refused so can be left alone from now on."""
    return failure in FOR_GOOD.get(channel, ())


async def note_unreachable(
    db: AsyncSession, channel: Channel, address: str, failure: Failure, *, now: datetime
) -> None:
    """Nothing that is said unasked is tried there any more."""
    row = {"channel": channel, "address": address, "failure": failure, "since": now}
    await insert_missing(db, Unreachable, [row])


async def note_reachable(db: AsyncSession, channel: Channel, address: str) -> None:
    """They let us in again."""
    await db.execute(
        delete(Unreachable)
        .where(Unreachable.channel == channel, Unreachable.address == address)
        .execution_options(synchronize_session=False)
    )
