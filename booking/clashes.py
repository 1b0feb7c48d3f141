"""Two parents who are equal, and each hold their own days: where one touches the other's, the journal names both."""

from collections.abc import Mapping

from sqlalchemy.ext.asyncio import AsyncSession

from booking.cases import Case
from booking.changes import Holder, line_for
from booking.domain import Act, Entry
from booking.journal import record


async def record_clash(db: AsyncSession, act: Act, case: Case, holder: Holder) -> None:
    """Note that a parent wants a day which the other holds, where a standing booking is on either side."""
    for reservation in case.live:
        standing = reservation.standing_id is not None or holder.standing_id is not None
        if standing and _two(holder.guardian_id, reservation.guardian_id):
            session = case.session(reservation.session_id)
            line = line_for(
                Entry.CLASH,
                case.place.child_id,
                session,
                reservation.id,
                before=reservation.state,
                after=reservation.state,
                details={"wanted_by": str(holder.guardian_id), "held_by": str(reservation.guardian_id)},
            )
            await record(db, act, line)


def details_of_clash(act: Act, case: Case) -> Mapping[str, str] | None:
    """Whose day it was that the act gives back, where it was the other parent's."""
    for reservation in case.live:
        if _two(act.guardian_id, reservation.guardian_id):
            return {"held_by": str(reservation.guardian_id)}
    return None


def _two(one: int | None, other: int | None) -> bool:
    return one is not None and other is not None and one != other
