"""The figures of a period, from what is stored: day by day, and of the whole."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from booking.reminders.usefulness import Usefulness, usefulness
from booking.statistics import Refusal, done_by_hour
from channels.at_work import Hour, hours_at_work, watched_since
from channels.desk.figures.period import Period
from channels.statistics import Fate, Texts, fates, texts_by_hour, waits_by_hour
from channels.tables import Course, ForStaff
from channels.transport import Channel

BY_TEXT = frozenset(Channel)  # as acts name them; the desk and the portal are none of these
BY_HUMAN = frozenset(ForStaff) - {ForStaff.UNKNOWN_SENDER, ForStaff.LOOP}


@dataclass
class Day:
    """One day of the town. `waits` counts answers by the tenths of a second that they took."""

    texts: int = 0
    at_once: int = 0
    after_question: int = 0
    asked: int = 0
    not_understood: int = 0
    by_human: int = 0
    unknown: int = 0
    booked_by_text: int = 0
    booked_otherwise: int = 0
    refused: Counter[Refusal] = field(default_factory=Counter)
    waits: Counter[int] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class Figures:
    """All that the page shows. `seen_at` is when they were computed, `watched_since` since when hours are known."""

    period: Period
    seen_at: datetime
    days: Mapping[date, Day]
    fates: Sequence[Fate]
    hours: Sequence[Hour]
    watched_since: datetime | None
    useful: Usefulness

    @property
    def whole(self) -> Day:
        """The sum of the days."""
        total = Day()
        for day in self.days.values():
            for name in COUNTED:
                setattr(total, name, getattr(total, name) + getattr(day, name))
            total.refused.update(day.refused)
            total.waits.update(day.waits)
        return total


COUNTED = (
    "texts", "at_once", "after_question", "asked", "not_understood", "by_human", "unknown", "booked_by_text",
    "booked_otherwise",
)  # fmt: skip


async def gather(db: AsyncSession, period: Period, *, now: datetime) -> Figures:
    """Compute the figures of a period; `now` is aware."""
    first, last = period.begins, period.ends
    days = {day: Day() for day in period.days}
    for texts in await texts_by_hour(db, first=first, last=last):
        _add_texts(days[period.day_of(texts.hour)], texts)
    for waits in await waits_by_hour(db, first=first, last=last):
        days[period.day_of(waits.hour)].waits[waits.tenths] += waits.number
    for done in await done_by_hour(db, first=first, last=last):
        day = days[period.day_of(done.hour)]
        if done.refused is not None:
            day.refused[done.refused] += done.number
        elif done.channel in BY_TEXT:
            day.booked_by_text += done.number
        else:
            day.booked_otherwise += done.number
    return Figures(
        period,
        now,
        days,
        await fates(db, first=first, last=last),
        await hours_at_work(db, first=first, last=last),
        await watched_since(db),
        await usefulness(db, first=first, last=last),
    )


def percentile(waits: Mapping[int, int], percent: int) -> float | None:
    """The seconds within which so many percent of the answers came, to a tenth; none without any answer."""
    number = sum(waits.values())
    wanted, seen = -(-number * percent // 100), 0
    for tenths, times in sorted(waits.items()):
        seen += times
        if seen >= wanted:
            return max(tenths, 0) / 10
    return None


def _add_texts(day: Day, texts: Texts) -> None:
    """A text that a human must see counts as theirs, whatever the bot had said to it."""
    day.texts += texts.number
    if texts.for_staff is ForStaff.NOT_HANDLED:
        day.refused[Refusal.OUR_FAULT] += texts.number
    if texts.for_staff in BY_HUMAN:
        day.by_human += texts.number
    elif texts.for_staff is not None:
        day.unknown += texts.number
    elif texts.course is Course.AT_ONCE:
        day.at_once += texts.number
    elif texts.course is Course.ANSWERED:
        day.after_question += texts.number
    elif texts.course is Course.ASKED:
        day.asked += texts.number
    elif texts.course is Course.NOT_UNDERSTOOD:
        day.not_understood += texts.number
