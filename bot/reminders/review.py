"""The last look, as a reminder leaves: what is not true any more is not said, nor at an hour that wakes people.

Between planning and sending lie a queue, a night, a machine that slept: a place booked meanwhile by the other parent,
a closure, a rule that was changed, a STOP.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeAlias

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from booking.reminders.concern import Concern
from booking.reminders.concerned import concerned
from booking.reminders.moments import Moment
from booking.reminders.stops import stops
from booking.reminders.tables import Kept, Kind, Reminder, ReminderItem
from booking.town import Town
from bot.pending import Asking, from_json
from bot.reaching import Reach, earliest
from bot.reminders.batches import batch_of, reminder_in
from bot.reminders.forms import Forms
from bot.reminders.message import ToTell, to_tell
from bot.reminders.planning import moments_of
from bot.tables import ConversationRow
from channels import outbox
from channels.outbox import Letter
from channels.purpose import Purpose
from channels.tables import OutboxMessage
from channels.transport import Channel
from messages.wording.catalogue import Catalogue

Key: TypeAlias = tuple[str, int, int, str, date, int]


@dataclass(frozen=True, slots=True)
class Leaving:
    """A reminder in the hand of the postman, with what it names."""

    row: OutboxMessage
    reminder: Reminder
    items: Sequence[ReminderItem]

    @property
    def there(self) -> Reach:
        """Where it is going."""
        return Reach(self.row.channel, self.row.to)


class Review:
    """Looks at what the postman has just taken, in the same transaction, and gives back what may leave."""

    def __init__(self, town: Town, catalogue: Catalogue, channels: Collection[Channel]) -> None:
        self._town = town
        self._forms = Forms(town, catalogue)
        self._channels = channels
        self._moments = moments_of(town)

    async def __call__(self, db: AsyncSession, rows: Sequence[OutboxMessage], now: datetime) -> Sequence[OutboxMessage]:
        """Those of the messages that may leave at `now` (aware), in the words that are true then."""
        numbers = {row.id: number for row in rows if (number := reminder_in(row.batch)) is not None}
        if not numbers:
            return rows
        leaving = await _leaving(db, rows, numbers)
        going = {each.row.id for each in await self._true_ones(db, leaving, now)}
        await db.flush()
        return [row for row in rows if row.id not in numbers or row.id in going]

    async def _true_ones(self, db: AsyncSession, leaving: Sequence[Leaving], now: datetime) -> Sequence[Leaving]:
        first_permitted = earliest(now, Purpose.REMINDER, self._town)
        if first_permitted > now:
            for each in leaving:
                await _postpone(db, each, first_permitted)
            return ()
        found = await self._concerns(db, leaving, now)
        true = [[found[key] for item in each.items if (key := _key(item)) in found] for each in leaving]
        told, _ = await to_tell(db, self._town, [concerns for concerns in true if concerns], channels=self._channels)
        by_guardian = {message.guardian_id: message for message in told}
        busy = await _with_open_question(db, leaving, now)
        going = []
        for each in leaving:
            message = by_guardian.get(each.reminder.guardian_id)
            if await self._goes(db, each, message, found, now, asks=each.there not in busy):
                going.append(each)
        return going

    async def _concerns(self, db: AsyncSession, leaving: Sequence[Leaving], now: datetime) -> Mapping[Key, Concern]:
        """What is so now, of all that these reminders name; what staff stopped is kept."""
        guardians = {each.reminder.guardian_id for each in leaving}
        stopped = await stops(db)
        today = now.astimezone(self._town.zone).date()
        found: dict[Key, Concern] = {}
        for kind in Kind:
            moments = self._moments_for(
                kind, [item for each in leaving for item in each.items if item.kind is kind], now
            )
            today = now.astimezone(self._town.zone).date()
            async for concern in concerned(db, self._town, moments, today=today, guardians=guardians):
                is_stopped = any(stop.holds(concern.moment) for stop in stopped)
                found[concern.key] = concern.kept_for(Kept.STOPPED) if is_stopped else concern
        return found

    def _moments_for(self, kind: Kind, items: Collection[ReminderItem], now: datetime) -> Sequence[Moment]:
        """The ends of these days by the rules of today, those that are still to come."""
        services = {service.key: service for service in self._town.services}
        days = sorted({(item.service, item.date) for item in items if item.service in services})
        moments = [moment for key, day in days for moment in self._moments.for_day(kind, services[key], day)]
        return [moment for moment in moments if now < moment.until]

    async def _goes(
        self,
        db: AsyncSession,
        leaving: Leaving,
        message: ToTell | None,
        found: Mapping[Key, Concern],
        now: datetime,
        *,
        asks: bool,
    ) -> bool:
        """Whether it leaves: reworded where a part of it is not so any more, sent elsewhere where they moved."""
        told = {} if message is None else {concern.key: concern for concern in message.concerns}
        changed = _note_items(leaving, told, found)
        if message is None:
            leaving.reminder.kept = _why(leaving)
            await outbox.withdraw(db, leaving.row.id)
        for item in leaving.items:
            if item.kept is Kept.STOPPED:
                await db.delete(item)  # staff may let it go on: then it is planned anew
        if message is None:
            return False
        leaving.reminder.asks = asks and message.asks
        words = self._forms.message(message, leaving.reminder.id, asks=leaving.reminder.asks)
        leaving.reminder.until = message.until
        if message.there != leaving.there:
            await outbox.withdraw(db, leaving.row.id)
            letter = {batch_of(leaving.reminder.id): Letter(words, message.guardian_id, no_use_after=message.until)}
            await outbox.queue_each(db, letter, purpose=Purpose.REMINDER, now=now)
            return False
        if changed or not asks:
            await outbox.reword(db, leaving.row, words, no_use_after=message.until)
        leaving.reminder.told_at = now
        return True


async def _leaving(db: AsyncSession, rows: Sequence[OutboxMessage], numbers: Mapping[int, int]) -> Sequence[Leaving]:
    reminders = {row.id: row for row in await db.scalars(select(Reminder).where(Reminder.id.in_(numbers.values())))}
    items: dict[int, list[ReminderItem]] = defaultdict(list)
    named = select(ReminderItem).where(ReminderItem.reminder_id.in_(reminders), ReminderItem.kept.is_(None))
    for item in await db.scalars(named.order_by(ReminderItem.id)):
        items[item.reminder_id].append(item)
    return [Leaving(row, reminders[numbers[row.id]], items[numbers[row.id]]) for row in rows if row.id in numbers]


async def _postpone(db: AsyncSession, leaving: Leaving, until: datetime) -> None:
    """Wait for the next permitted hour; give it up where it is of no use by then."""
    if until < leaving.reminder.until:
        await outbox.put_back(db, leaving.row.id, now=until)
    else:
        leaving.reminder.kept = Kept.TOO_LATE
        await outbox.withdraw(db, leaving.row.id)


def _key(item: ReminderItem) -> Key:
    return item.kind, item.guardian_id, item.child_id, item.service, item.date, item.step


def _note_items(leaving: Leaving, told: Mapping[Key, Concern], found: Mapping[Key, Concern]) -> bool:
    """Write down what is left out, and the ends that have moved; whether the words must change."""
    changed = False
    for item in leaving.items:
        concern = told.get(_key(item))
        if concern is None:
            there = found.get(_key(item))
            item.kept = Kept.OUT_OF_DATE if there is None else there.kept or Kept.NO_ADDRESS
            changed = True
        elif concern.moment.closes_at != item.closes_at:
            item.closes_at, item.dearer = concern.moment.closes_at, concern.moment.dearer
            changed = True
    return changed


def _why(leaving: Leaving) -> Kept:
    return next((item.kept for item in leaving.items if item.kept is not None), Kept.OUT_OF_DATE)


async def _with_open_question(db: AsyncSession, leaving: Sequence[Leaving], now: datetime) -> Collection[Reach]:
    """The addresses at which something else is being asked: there OUI would be the answer to that."""
    asking = select(ConversationRow).where(
        ConversationRow.address.in_([each.row.to for each in leaving]), ConversationRow.pending.is_not(None)
    )
    busy = set()
    for row in await db.scalars(asking.execution_options(populate_existing=True)):
        question = None if row.pending is None else from_json(row.pending)
        if question is not None and question.asking is not Asking.REMINDER and not question.has_expired(now):
            busy.add(Reach(row.channel, row.address))
    return busy
