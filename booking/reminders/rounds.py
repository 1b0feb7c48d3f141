"""For which ends everybody has been planned: what keeps a tick from looking at ten thousand families again."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from booking.database import insert_once
from booking.reminders.moments import Moment
from booking.reminders.tables import ReminderRound


async def without_done(db: AsyncSession, moments: Sequence[Moment], *, now: datetime) -> Sequence[Moment]:
    """Those of these moments for which not everybody has been planned."""
    columns = (ReminderRound.kind, ReminderRound.service, ReminderRound.date, ReminderRound.step, ReminderRound.who)
    rows = await db.execute(select(*columns, ReminderRound.closes_at).where(ReminderRound.closes_at > now))
    done = {tuple(row) for row in rows}
    return [moment for moment in moments if _key(moment) not in done]


async def mark_done(db: AsyncSession, moments: Sequence[Moment], *, now: datetime) -> None:
    """Everybody has been planned for these."""
    for moment in moments:
        kind, service, day, step, who, closes_at = _key(moment)
        await insert_once(
            db, ReminderRound, kind=kind, service=service, date=day, step=step, who=who, closes_at=closes_at, at=now
        )


def _key(moment: Moment) -> tuple[object, ...]:
    return moment.kind, moment.service, moment.day, moment.step, moment.who, moment.closes_at
