"""A last look as each message of a notice leaves.

Between sending and leaving lie the sender's rate, a night, a machine that slept: meanwhile staff have stopped it, a
guardian has no say any more, it is evening.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from booking.tables import Guardian
from booking.town import Town
from bot.reaching import earliest
from channels import outbox
from channels.carrier import LastLook
from channels.notices.tables import Notice, notice_in
from channels.outbox.states import change
from channels.tables import OutboxMessage, Sending


@dataclass(frozen=True, slots=True)
class NoticeReview:
    """Looks at the messages of notices that the postman has just taken, in the same transaction."""

    town: Town

    async def __call__(self, db: AsyncSession, rows: Sequence[OutboxMessage], now: datetime) -> Sequence[OutboxMessage]:
        """Those of the messages that may leave at `now` (aware)."""
        numbers = {row.id: number for row in rows if (number := notice_in(row.batch)) is not None}
        if not numbers:
            return rows
        stopped = await _stopped(db, set(numbers.values()))
        silent = await _without_say(db, [row for row in rows if row.id in numbers])
        kept = set()
        for row in rows:
            if row.id in numbers and not await self._leaves(db, row, numbers[row.id] in stopped, silent, now):
                kept.add(row.id)
        return [row for row in rows if row.id not in kept]

    async def _leaves(
        self, db: AsyncSession, row: OutboxMessage, is_stopped: bool, silent: Collection[int], now: datetime
    ) -> bool:
        if is_stopped:
            await change(db, OutboxMessage.id == row.id, {"state": Sending.CANCELLED, "leased_until": None})
        elif row.guardian_id in silent:
            await outbox.withdraw(db, row.id)
        elif (then := earliest(now, row.purpose, self.town)) > now:
            await outbox.put_back(db, row.id, now=then)
        else:
            return True
        return False


async def _stopped(db: AsyncSession, numbers: Collection[int]) -> Collection[int]:
    wanted = select(Notice.id).where(Notice.id.in_(numbers), Notice.stopped_act_id.is_not(None))
    return set(await db.scalars(wanted))


async def _without_say(db: AsyncSession, rows: Sequence[OutboxMessage]) -> Collection[int]:
    told = {row.guardian_id for row in rows if row.guardian_id is not None}
    return set(await db.scalars(select(Guardian.id).where(Guardian.id.in_(told), Guardian.withdrawn_at.is_not(None))))


def one_after_another(*looks: LastLook) -> LastLook:
    """Several last looks as one: what one of them keeps back, the next one does not see."""

    async def look(db: AsyncSession, rows: Sequence[OutboxMessage], now: datetime) -> Sequence[OutboxMessage]:
        for each in looks:
            rows = await each(db, rows, now)
        return rows

    return look
