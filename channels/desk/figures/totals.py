"""Days that are over are counted once, and kept: a page about a year is then a page about today.

Receipts, late answers and texts that staff are still at change a day afterwards, so the last ones are counted again at
every round. After that a day stays as it was: what is forgotten of its messages is not what is counted of them.
"""

from collections.abc import Iterator, Mapping, Sequence, Set
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from booking.database import Database, insert_missing
from booking.tables import ActRow
from channels.desk.figures.counting import count_days
from channels.desk.figures.day import Day, as_totals, from_totals
from channels.desk.figures.period import Period
from channels.desk.tables import DayTotals
from channels.tables import InboxMessage, OutboxMessage

SETTLES = 7  # days: a receipt may come three days after its message, which may have waited for a weekend's end
A_DAY = timedelta(days=1)


async def kept_days(db: AsyncSession, period: Period, *, now: datetime) -> Mapping[date, Day]:
    """The days of a period that were counted already; a demonstration's clock may have been put back since."""
    within = (DayTotals.day >= period.first, DayTotals.day <= period.last, DayTotals.counted_at <= now)
    wanted = select(DayTotals.day, DayTotals.totals).where(*within)
    return {day: from_totals(totals) for day, totals in await db.execute(wanted)}


async def days_of(db: AsyncSession, period: Period, *, now: datetime) -> Mapping[date, Day]:
    """Each day of a period: as it was kept, or else counted now; `now` is aware."""
    days = dict(await kept_days(db, period, now=now))
    for missing in stretches([day for day in period.days if day not in days], period.zone):
        days |= await count_days(db, missing)
    return {day: days[day] for day in period.days}


async def keep_totals(database: Database, zone: ZoneInfo, *, now: datetime) -> int:
    """Count the days that are over and not kept yet, and the last few again, each in a transaction; how many.

    `now` is aware. What is counted is set, not added: a second run, or a second worker, changes nothing.
    """
    today = now.astimezone(zone).date()
    async with database.reading() as db:
        begun = await _first_day(db, zone)
        known = set(await db.scalars(select(DayTotals.day)))
    due = list(_due(begun or today, today, known))
    for day in due:
        async with database.reading() as db:
            counted = await count_days(db, Period(day, day, zone))
        async with database.writing() as db:
            await _keep(db, day, counted[day], now=now)
    return len(due)


def stretches(days: Sequence[date], zone: ZoneInfo) -> Iterator[Period]:
    """Days in their order, those that follow one another together."""
    first = 0
    for place, day in enumerate(days):
        if place + 1 == len(days) or days[place + 1] != day + A_DAY:
            yield Period(days[first], day, zone)
            first = place + 1


def _due(begun: date, today: date, known: Set[date]) -> Iterator[date]:
    """The latest first: those are looked at most, while the past is still being counted."""
    settled = today - SETTLES * A_DAY
    day = today - A_DAY
    while day >= begun:
        if day >= settled or day not in known:
            yield day
        day -= A_DAY


async def _first_day(db: AsyncSession, zone: ZoneInfo) -> date | None:
    """The day of the first thing that is counted anywhere; none where there is nothing."""
    firsts = [
        await db.scalar(select(func.min(column)))
        for column in (InboxMessage.received_at, OutboxMessage.queued_at, ActRow.at)
    ]
    known = [first for first in firsts if first is not None]
    return min(known).astimezone(zone).date() if known else None


async def _keep(db: AsyncSession, day: date, counted: Day, *, now: datetime) -> None:
    values = {"totals": as_totals(counted), "counted_at": now}
    await insert_missing(db, DayTotals, [{"day": day, **values}])
    await db.execute(update(DayTotals).where(DayTotals.day == day).values(**values))
