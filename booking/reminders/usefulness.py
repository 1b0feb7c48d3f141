"""Whether reminders are of use: how many were sent, answered with a booking, and spared a family a surcharge."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from booking.domain import LIVE
from booking.reminders.tables import Answer, Kept, Kind, Reminder, ReminderItem
from booking.tables import ActRow, Child, Reservation, Session


@dataclass(frozen=True, slots=True)
class Usefulness:
    """Of the reminders before a deadline that were sent: what came of them.

    `answers` are those given to the reminder itself; `booked` counts every reminder after which something that it
    named was booked before its deadline, in whatever words or on whatever page. `spared` are the families which so
    booked at the ordinary price what would have cost more afterwards. `kept` counts reminders that were planned, and
    not sent, by reason.
    """

    sent: int
    answers: Mapping[Answer, int]
    booked: int
    spared: int
    kept: Mapping[Kept, int]


async def usefulness(db: AsyncSession, *, first: datetime, last: datetime) -> Usefulness:
    """What came of the reminders told from `first` to `last` (excluded; both aware)."""
    told = and_(Reminder.kind == Kind.DEADLINE, Reminder.told_at >= first, Reminder.told_at < last)
    of_it = (
        select(func.count(Reminder.id.distinct()), func.count(Child.family_id.distinct()).filter(_at_ordinary_price()))
        .select_from(Reminder)
        .join(ReminderItem, and_(ReminderItem.reminder_id == Reminder.id, ReminderItem.kept.is_(None)))
        .join(Child, Child.id == ReminderItem.child_id)
        .join(Session, and_(Session.service == ReminderItem.service, Session.date == ReminderItem.date))
        .join(Reservation, and_(Reservation.session_id == Session.id, Reservation.child_id == Child.id))
        .join(ActRow, ActRow.id == Reservation.act_id)
        .where(
            told,
            Reservation.state.in_(LIVE),
            ActRow.arrived >= Reminder.told_at,
            ActRow.arrived < ReminderItem.closes_at,
        )
    )
    booked, spared = (await db.execute(of_it)).one()
    answers = select(Reminder.answer, func.count()).where(told, Reminder.answer.is_not(None)).group_by(Reminder.answer)
    planned = and_(Reminder.kind == Kind.DEADLINE, Reminder.planned_at >= first, Reminder.planned_at < last)
    kept = select(Reminder.kept, func.count()).where(planned, Reminder.kept.is_not(None)).group_by(Reminder.kept)
    return Usefulness(
        sent=await db.scalar(select(func.count()).where(told)) or 0,
        answers={answer: number for answer, number in await db.execute(answers) if answer is not None},
        booked=booked,
        spared=spared,
        kept={why: number for why, number in await db.execute(kept) if why is not None},
    )


def _at_ordinary_price() -> ColumnElement[bool]:
    return and_(ReminderItem.dearer, Reservation.terms.is_(None))
