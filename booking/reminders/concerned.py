"""Whom some moments concern: one stream for each kind of reminder, in the order of families and guardians."""

from collections.abc import AsyncIterator, Collection, Sequence
from datetime import date
from typing import assert_never

from sqlalchemy.ext.asyncio import AsyncSession

from booking.reminders.concern import Concern
from booking.reminders.ends import concerned_by_ends
from booking.reminders.moments import Moment
from booking.reminders.news import concerned_by_evening, concerned_by_holidays
from booking.reminders.tables import Kind
from booking.town import Town


async def concerned(
    db: AsyncSession, town: Town, moments: Sequence[Moment], *, today: date, guardians: Collection[int] | None = None
) -> AsyncIterator[Concern]:
    """What moments of one kind mean to each guardian: to those whom nobody has told, or to these `guardians`.

    `today` is the date in the town: weeks before it are the recent ones.
    """
    if not moments:
        return
    match moments[0].kind:
        case Kind.DEADLINE:
            async for concern in concerned_by_ends(db, town, moments, today=today, guardians=guardians):
                yield concern
        case Kind.EVENING:
            async for concern in _merged(
                [concerned_by_evening(db, town, moment, guardians=guardians) for moment in moments]
            ):
                yield concern
        case Kind.HOLIDAYS_OPEN | Kind.HOLIDAYS_CLOSE:
            async for concern in _merged(
                [concerned_by_holidays(db, town, moment, guardians=guardians) for moment in moments]
            ):
                yield concern
        case _:
            assert_never(moments[0].kind)


async def _merged(streams: Sequence[AsyncIterator[Concern]]) -> AsyncIterator[Concern]:
    """Streams in the order of families and guardians as one in that order."""
    heads = {number: head async for number, head in _heads(streams)}
    while heads:
        number = min(heads, key=lambda number: (heads[number].who.family_id, heads[number].who.id, number))
        yield heads.pop(number)
        async for head in streams[number]:
            heads[number] = head
            break


async def _heads(streams: Sequence[AsyncIterator[Concern]]) -> AsyncIterator[tuple[int, Concern]]:
    for number, stream in enumerate(streams):
        async for head in stream:
            yield number, head
            break
