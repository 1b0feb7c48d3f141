"""The figures of some days, counted from what is stored."""

from collections.abc import Mapping
from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from booking.statistics import Refusal, done_by_hour
from channels.desk.figures.day import Day
from channels.desk.figures.period import Period
from channels.statistics import Texts, fates_by_hour, texts_by_hour, waits_by_hour
from channels.tables import Course, ForStaff
from channels.transport import Channel

BY_TEXT = frozenset(Channel)  # as acts name them; the desk and the portal are none of these
BY_HUMAN = frozenset(ForStaff) - {ForStaff.UNKNOWN_SENDER, ForStaff.LOOP}


async def count_days(db: AsyncSession, period: Period) -> Mapping[date, Day]:
    """Each day of a period; a large town's takes some tens of milliseconds."""
    first, last = period.begins, period.ends
    days = {day: Day() for day in period.days}
    for texts in await texts_by_hour(db, first=first, last=last):
        _add_texts(days[period.day_of(texts.hour)], texts)
    for waits in await waits_by_hour(db, first=first, last=last):
        days[period.day_of(waits.hour)].waits[waits.tenths] += waits.number
    for fate in await fates_by_hour(db, first=first, last=last):
        days[period.day_of(fate.hour)].fates[fate.state, fate.failure] += fate.number
    for done in await done_by_hour(db, first=first, last=last):
        day = days[period.day_of(done.hour)]
        if done.refused is not None:
            day.refused[done.refused] += done.number
        elif done.channel in BY_TEXT:
            day.booked_by_text += done.number
        else:
            day.booked_otherwise += done.number
    return days


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
