"""What staff stopped: no reminders at all, none of a service, or none for one of its days; until they resume."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from booking.reminders.moments import Moment
from booking.reminders.tables import ReminderRound, ReminderStop


@dataclass(frozen=True, slots=True)
class Stop:
    """What is stopped: a service, or all of them; one day, or all."""

    service: str | None = None
    day: date | None = None

    def holds(self, moment: Moment) -> bool:
        """Whether it stops that moment."""
        return self.service in (None, moment.service) and (self.day is None or self.day in moment.days)


async def stops(db: AsyncSession) -> Collection[Stop]:
    """The stops that hold now."""
    standing = select(ReminderStop.service, ReminderStop.date).where(ReminderStop.lifted_at.is_(None))
    return {Stop(service, day) for service, day in await db.execute(standing)}


async def standing_stops(db: AsyncSession) -> Sequence[ReminderStop]:
    """The same with who stopped it and when, the oldest first."""
    standing = select(ReminderStop).where(ReminderStop.lifted_at.is_(None)).order_by(ReminderStop.id)
    return (await db.scalars(standing)).all()


async def stop_reminders(db: AsyncSession, stop: Stop, *, by: str, now: datetime) -> bool:
    """Tell nothing of that any more, from the message on that would leave next; false where it was stopped already.

    `by` is the name of whoever does it. What is planned and has not left is not sent either.
    """
    if stop in await stops(db):
        return False
    db.add(ReminderStop(service=stop.service, date=stop.day, by=by, at=now))
    await db.flush()
    return True


async def resume_reminders(db: AsyncSession, stop: Stop, *, now: datetime) -> bool:
    """Lift that very stop; what is still of use then is told. False where there was no such stop."""
    lifting = (
        update(ReminderStop)
        .where(
            ReminderStop.lifted_at.is_(None),
            ReminderStop.service.is_not_distinct_from(stop.service),
            ReminderStop.date.is_not_distinct_from(stop.day),
        )
        .values(lifted_at=now)
        .returning(ReminderStop.id)
    )
    lifted = (await db.scalars(lifting)).all()
    await db.execute(delete(ReminderRound).where(ReminderRound.closes_at > now))
    return bool(lifted)
