"""What follows when a message was not delivered: what we learn of the address, another way to it, another time."""

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from booking.trace import traced
from channels import outbox
from channels.errors import Failure
from channels.opt_outs import opt_out
from channels.other_way import OtherWay
from channels.purpose import Purpose
from channels.tables import OptedOutBy, OutboxMessage
from channels.unreachable import leads_nowhere, note_unreachable

PASSES = frozenset({Failure.UNREACHABLE, Failure.THROTTLED})
"""What the provider told in a receipt and advises to try again later: a phone that is off, a queue that ran over.
https://www.twilio.com/docs/api/errors/30003 and /30001"""

PAUSES = (timedelta(minutes=30), timedelta(hours=3))
"""Before each further try: the operator itself has tried for a while already. Then it is given up."""


async def give_up(
    db: AsyncSession, row: OutboxMessage, failure: Failure, *, other_way: OtherWay | None, now: datetime
) -> None:
    """Remember an opt-out that only the provider knew of, and an address that leads nowhere; try another channel.

    Where there is none, and the failure is one that passes, the message is tried again later while it is of use.
    """
    if failure is Failure.OPTED_OUT:
        await opt_out(db, row.channel, row.to, source=OptedOutBy.PROVIDER, now=now)
    if leads_nowhere(row.channel, failure):
        await note_unreachable(db, row.channel, row.to, failure, now=now)
    with traced(row.trace):
        if other_way is not None and await other_way.take(db, row, now=now):
            return
    if failure in PASSES and not leads_nowhere(row.channel, failure) and row.undelivered < len(PAUSES):
        due_at = _by_day(row, now + PAUSES[row.undelivered], other_way)
        if row.no_use_after is None or due_at < row.no_use_after:
            await outbox.try_later(db, row, due_at=due_at)


def _by_day(row: OutboxMessage, due_at: datetime, other_way: OtherWay | None) -> datetime:
    """An answer that comes hours late wakes nobody either."""
    purpose = Purpose.NEWS if row.purpose is Purpose.ANSWER else row.purpose
    return due_at if other_way is None else other_way.earliest(due_at, purpose)
