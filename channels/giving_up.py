"""What follows when a message cannot be delivered at all: what we learn of the address, and the other way to it."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from booking.trace import traced
from channels.errors import Failure
from channels.opt_outs import opt_out
from channels.other_way import OtherWay
from channels.tables import OptedOutBy, OutboxMessage
from channels.unreachable import leads_nowhere, note_unreachable


async def give_up(
    db: AsyncSession, row: OutboxMessage, failure: Failure, *, other_way: OtherWay | None, now: datetime
) -> None:
    """Remember an opt-out that only the provider knew of, and an address that leads nowhere; try another channel."""
    if failure is Failure.OPTED_OUT:
        await opt_out(db, row.channel, row.to, source=OptedOutBy.PROVIDER, now=now)
    if leads_nowhere(row.channel, failure):
        await note_unreachable(db, row.channel, row.to, failure, now=now)
    if other_way is not None:
        with traced(row.trace):
            await other_way.take(db, row, failure, now=now)
