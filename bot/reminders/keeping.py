"""Writing reminders down, with what each names, and their messages in the outbox: all in one transaction."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncSession

from booking.database import connection_of, table_of, write
from booking.reminders.concern import Concern
from booking.reminders.tables import Reminder, ReminderItem
from bot.reminders.batches import batch_of
from bot.reminders.forms import Forms
from bot.reminders.message import ToTell
from channels import outbox
from channels.outbox import Letter
from channels.purpose import Purpose

KEEPING = insert(table_of(Reminder)).returning(table_of(Reminder).c.id, sort_by_parameter_order=True)
NAMING = insert(table_of(ReminderItem)).inline()


async def keep(db: AsyncSession, forms: Forms, messages: Sequence[ToTell], *, now: datetime) -> None:
    """Keep these reminders, planned at `now` (aware).

    Raises DBAPIError where one of them names what its guardian was told before: then none is kept.
    """
    if not messages:
        return
    connection = connection_of(db)
    ids = (await connection.execute(KEEPING, [_row(message, now) for message in messages])).scalars().all()
    numbered = list(zip(ids, messages, strict=True))
    await write(db, NAMING, *(_item(number, each) for number, told in numbered for each in told.concerns))
    letters = {batch_of(number): _letter(forms, number, message) for number, message in numbered}
    await outbox.queue_each(db, letters, purpose=Purpose.REMINDER, now=now)


def _row(message: ToTell, now: datetime) -> dict[str, object]:
    return {
        "guardian_id": message.guardian_id,
        "kind": message.kind,
        "due_at": message.due_at,
        "until": message.until,
        "planned_at": now,
        "asks": message.asks,
    }


def _item(reminder_id: int, concern: Concern) -> dict[str, object]:
    return {
        "reminder_id": reminder_id,
        "guardian_id": concern.who.id,
        "kind": concern.moment.kind,
        "child_id": concern.child_id,
        "service": concern.moment.service,
        "date": concern.day,
        "step": concern.moment.step,
        "part": concern.part,
        "meal": concern.meal,
        "from_hour": concern.hours and concern.hours.start,
        "until_hour": concern.hours and concern.hours.end,
        "closes_at": concern.moment.closes_at,
        "dearer": concern.moment.dearer,
    }


def _letter(forms: Forms, number: int, message: ToTell) -> Letter:
    words = forms.message(message, number, asks=message.asks)
    return Letter(words, message.guardian_id, no_use_after=message.until)
