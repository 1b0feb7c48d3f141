"""What will go out in the coming hours, to how many, at what cost: the search of planning, with nothing written."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import groupby

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from booking.reminders.moments import Moment
from booking.reminders.rounds import without_done
from booking.reminders.stops import Stop, stops
from booking.reminders.tables import Kept, Kind
from booking.town import Town
from bot.reminders.forms import Forms
from bot.reminders.planning import moments_of
from bot.reminders.search import search
from channels.purpose import Purpose
from channels.tables import OutboxMessage, Sending
from channels.transport import Channel
from messages.wording.catalogue import Catalogue
from messages.wording.segments import segments


@dataclass
class Coming:
    """The reminders of one kind that leave at one moment; stopped ones are counted as if they did.

    `closes_at` is the first end of them, `segments` are those that are paid for. `kept` counts what concerns somebody
    and is not told them, by reason.
    """

    due_at: datetime
    kind: Kind
    closes_at: datetime
    is_stopped: bool
    services: set[str] = field(default_factory=set)
    days: set[date] = field(default_factory=set)
    messages: int = 0
    segments: int = 0
    kept: Counter[Kept] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class Waiting:
    """What is planned already and has not left yet."""

    messages: int
    segments: int


async def forecast(
    db: AsyncSession, town: Town, catalogue: Catalogue, *, channels: Collection[Channel], now: datetime, hours: int = 48
) -> Sequence[Coming]:
    """What becomes due from `now` (aware) on within so many hours, moment by moment, as things stand now."""
    moments = moments_of(town).between(now, now + timedelta(hours=hours))
    stopped = await stops(db)
    forms = Forms(town, catalogue)
    found = []
    open_ones = await without_done(db, moments, now=now)
    by_moment = sorted(open_ones, key=lambda each: (*_together(each, stopped, now), each.closes_at))
    for (due_at, kind, is_stopped), group in groupby(by_moment, key=lambda each: _together(each, stopped, now)):
        of_one = list(group)
        coming = Coming(due_at=due_at, kind=kind, closes_at=of_one[0].closes_at, is_stopped=is_stopped)
        await _count(db, town, forms, of_one, coming, channels, now)
        if coming.messages or coming.kept:
            found.append(coming)
    return found


async def waiting(db: AsyncSession) -> Waiting:
    """The reminders in the outbox."""
    queued = select(func.count(), func.coalesce(func.sum(OutboxMessage.segments), 0)).where(
        OutboxMessage.purpose == Purpose.REMINDER, OutboxMessage.state == Sending.QUEUED
    )
    number, cost = (await db.execute(queued)).one()
    return Waiting(number, cost)


def _together(moment: Moment, stopped: Collection[Stop], now: datetime) -> tuple[datetime, Kind, bool]:
    return max(moment.due_at, now), moment.kind, any(stop.holds(moment) for stop in stopped)


async def _count(
    db: AsyncSession,
    town: Town,
    forms: Forms,
    moments: Sequence[Moment],
    coming: Coming,
    channels: Collection[Channel],
    now: datetime,
) -> None:
    async for found in search(db, town, moments, channels=channels, now=now):
        coming.kept.update(found.kept)
        coming.messages += len(found.messages)
        coming.services.update(concern.moment.service for concern in found.concerns)
        coming.days.update(concern.day for concern in found.concerns)
        for message in found.messages:
            words = forms.message(message, 0, asks=message.asks)
            coming.segments += segments(words.text) if words.channel.costs_segments else 0
