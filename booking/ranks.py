"""The waiting list as a family asks about it: at which rank a child waits, and how many wait for a day."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from booking.domain import State
from booking.places import lock_sessions
from booking.tables import Reservation, Session
from booking.town import Town
from booking.waiting_list import waiting_in


async def rank_of(db: AsyncSession, town: Town, child_id: int, service: str, site: str, day: date) -> int | None:
    """The rank at which the child waits there, 1 being served next; none where it does not wait."""
    sessions = await lock_sessions(db, service, site, day)
    before: list[frozenset[int]] = []
    for waiter in await waiting_in(db, town.service(service), sessions):
        if waiter.child.child_id == child_id:
            return 1 + sum(not ids.isdisjoint(waiter.session_ids) for ids in before)
        before.append(waiter.session_ids)
    return None


async def waiting_for(db: AsyncSession, service: str, sites: Collection[str], day: date) -> int:
    """How many children wait for a place there on that day."""
    children = (
        select(func.count(Reservation.child_id.distinct()))
        .join(Session, Session.id == Reservation.session_id)
        .where(
            Session.service == service,
            Session.site.in_(sites),
            Session.date == day,
            Reservation.state == State.WAITING,
        )
    )
    return await db.scalar(children) or 0
