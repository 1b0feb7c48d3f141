"""As a child usually comes: the meal and the hours of the last time, where the service leaves them open."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import time

from sqlalchemy import Row, select
from sqlalchemy.ext.asyncio import AsyncSession

from booking.reminders.concern import Concern
from booking.tables import Reservation
from booking.town import Hours, Meal, Town


async def as_usual(db: AsyncSession, town: Town, concerns: Sequence[Concern]) -> Sequence[Concern]:
    """The same concerns, with the meal and the hours of the reservation that each of them is like."""
    open_ones = {each.like for each in concerns if each.like is not None and _is_open(town, each)}
    if not open_ones:
        return concerns
    columns = (Reservation.id, Reservation.meal, Reservation.from_hour, Reservation.until_hour)
    found = {row.id: row for row in await db.execute(select(*columns).where(Reservation.id.in_(open_ones)))}
    return [_like(each, found[each.like]) if each.like in found else each for each in concerns]


def _is_open(town: Town, concern: Concern) -> bool:
    service = town.service(concern.moment.service)
    return service.meal is Meal.OPTIONAL or service.units.by_the_hour is not None


def _like(concern: Concern, row: Row[int, bool | None, time | None, time | None]) -> Concern:
    hours = None
    if row.from_hour is not None and row.until_hour is not None:
        hours = Hours(row.from_hour, row.until_hour)
    return replace(concern, meal=row.meal, hours=hours)
