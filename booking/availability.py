"""The places left: what a parent may still ask for."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from booking.tables import Session
from booking.town import Part


@dataclass(frozen=True, slots=True)
class PlacesLeft:
    """A service at a site on a day: how many places are left for the whole of it, and why it is closed, if it is."""

    service: str
    site: str
    day: date
    left: int
    closed: str | None


async def places_left(
    db: AsyncSession, service: str, sites: Collection[str], *, first: date, last: date, parts: Collection[Part] = ()
) -> Sequence[PlacesLeft]:
    """Places from `first` to `last` (both included), day by day; of a day in parts, those of its fullest part.

    Of all parts of the day, or only of those named.
    """
    left = func.min(Session.capacity - Session.booked)
    by_day = (
        select(Session.site, Session.date, left, func.min(Session.closed))
        .where(Session.service == service, Session.site.in_(sites), Session.date.between(first, last))
        .group_by(Session.site, Session.date)
        .order_by(Session.date, Session.site)
    )
    if parts:
        by_day = by_day.where(Session.part.in_(parts))
    return [
        PlacesLeft(service, site, day, max(free, 0), closed) for site, day, free, closed in await db.execute(by_day)
    ]
