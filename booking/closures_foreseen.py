"""What a closure would do, before anybody does it."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from booking.closures import Closing, covered_by, live_closures, lock_covered, require_known
from booking.domain import LIVE
from booking.tables import Child, Closure, Reservation, Session
from booking.town import Town


@dataclass(frozen=True, slots=True)
class Foreseen:
    """So many sessions, so many reservations cancelled, of so many children, of these families."""

    sessions: int
    cancelled: int
    children: int
    families: Sequence[int]


async def foresee_closure(db: AsyncSession, town: Town, what: Closing) -> Foreseen:
    """What `close_sessions` would do now. Raises UnknownService, UnknownSite, UnknownClass, DateOutsideYear."""
    require_known(town, what)
    closure = what.as_closure()
    sessions = await db.scalar(select(func.count()).select_from(Session).where(*covered_by(closure)))
    concerned = (
        select(Child.id, Child.family_id, func.count())
        .select_from(Reservation)
        .join(Session, Session.id == Reservation.session_id)
        .join(Child, Child.id == Reservation.child_id)
        .where(*covered_by(closure), Reservation.state.in_(LIVE))
        .group_by(Child.id, Child.family_id)
    )
    if closure.classes:
        concerned = concerned.where(Child.class_name.in_(closure.classes))
    rows = (await db.execute(concerned)).all()
    families = sorted({family_id for _, family_id, _ in rows})
    return Foreseen(sessions or 0, sum(number for *_, number in rows), len(rows), families)


async def same_closure(db: AsyncSession, what: Closing) -> Closure | None:
    """The closure that closes exactly this already; whoever is closing it at this moment is waited for."""
    wanted = what.as_closure()
    await lock_covered(db, wanted)
    for closure in await live_closures(db, what.first, what.last):
        if _extent(closure) == _extent(wanted):
            return closure
    return None


def _extent(closure: Closure) -> tuple[object, ...]:
    return closure.services, closure.sites, closure.classes, closure.first, closure.last
