"""The question that a reminder left open: found again when its answer comes, however much was said in between."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from booking.households import Household
from booking.reminders.tables import Answer, Kind, Reminder, ReminderItem
from booking.town import Hours, Town
from bot.pending import PendingQuestion
from bot.reminders.naming import Named, lines_of, question_of

ASKED = (Reminder.kind == Kind.DEADLINE, Reminder.asks, Reminder.told_at.is_not(None))


async def open_reminder(db: AsyncSession, town: Town, caller: Household, *, now: datetime) -> PendingQuestion | None:
    """What the last reminder asked, unless it was answered, or speaks only of days that are past at `now` (aware).

    After the deadline it is still what OUI means: the answer is then "too late", or the price of being late.
    """
    mine = select(Reminder).where(Reminder.guardian_id == caller.guardian_id, *ASKED)
    last = await db.scalar(mine.order_by(Reminder.id.desc()).limit(1))
    if last is None or last.answer is not None:
        return None
    return await _question(db, town, caller, last, now=now)


async def reminder_of_button(
    db: AsyncSession, town: Town, caller: Household, data: str, *, now: datetime
) -> PendingQuestion | None:
    """What the reminder asked to which a button belongs; none where it is no reminder's, or another guardian's."""
    number = data.partition(":")[0]
    if not number.startswith("-") or not number[1:].isdecimal():
        return None
    mine = select(Reminder).where(Reminder.id == int(number[1:]), Reminder.guardian_id == caller.guardian_id, *ASKED)
    asked = await db.scalar(mine)
    return None if asked is None or asked.answer is not None else await _question(db, town, caller, asked, now=now)


async def note_answer(db: AsyncSession, question: PendingQuestion, answer: Answer, *, now: datetime) -> None:
    """Keep what was answered, for the statistics; the first answer counts."""
    noted = update(Reminder).where(Reminder.id == -question.number, Reminder.answer.is_(None))
    await db.execute(noted.values(answer=answer, answered_at=now).execution_options(synchronize_session=False))


async def _question(
    db: AsyncSession, town: Town, caller: Household, reminder: Reminder, *, now: datetime
) -> PendingQuestion | None:
    today = now.astimezone(town.zone).date()
    items = (await db.scalars(items_of([reminder.id]).where(ReminderItem.date >= today))).all()
    names = {child.id: child.first_name for child in caller.children}
    there = {service.key for service in town.services}
    named = [named_in(item, names[item.child_id]) for item in items if item.child_id in names and item.service in there]
    return question_of(reminder.id, reminder.kind, lines_of(named), asked_at=reminder.told_at or now)


def items_of(reminder_ids: Sequence[int]) -> Select[ReminderItem]:
    """What these reminders name, in the order in which it is said."""
    return (
        select(ReminderItem)
        .where(ReminderItem.reminder_id.in_(reminder_ids), ReminderItem.kept.is_(None))
        .order_by(ReminderItem.closes_at, ReminderItem.service, ReminderItem.date, ReminderItem.child_id)
    )


def named_in(item: ReminderItem, child: str) -> Named:
    """What an item is called in the message."""
    hours = None
    if item.from_hour is not None and item.until_hour is not None:
        hours = Hours(item.from_hour, item.until_hour)
    return Named(child, item.service, item.date, item.closes_at, item.part, item.meal, hours)
