"""The figures of a period: day by day, and of the whole."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from sqlalchemy.ext.asyncio import AsyncSession

from booking.reminders.usefulness import Usefulness, usefulness
from channels.at_work import Hour, hours_at_work, watched_since
from channels.desk.figures.day import Day, together
from channels.desk.figures.period import Period
from channels.desk.figures.totals import days_of


@dataclass(frozen=True)
class Figures:
    """All that the page shows. `seen_at` is when they were computed, `watched_since` since when hours are known."""

    period: Period
    seen_at: datetime
    days: Mapping[date, Day]
    hours: Sequence[Hour]
    watched_since: datetime | None
    useful: Usefulness

    @cached_property
    def whole(self) -> Day:
        """The sum of the days."""
        return together(self.days.values())


async def gather(db: AsyncSession, period: Period, *, now: datetime) -> Figures:
    """Compute the figures of a period; `now` is aware."""
    first, last = period.begins, period.ends
    return Figures(
        period,
        now,
        await days_of(db, period, now=now),
        await hours_at_work(db, first=first, last=last),
        await watched_since(db),
        await usefulness(db, first=first, last=last),
    )
