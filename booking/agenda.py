"""What a family has booked, day by day."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from booking.domain import LIVE, State
from booking.references import reference_of
from booking.tables import Child, Reservation, Session
from booking.town import Part


@dataclass(frozen=True, slots=True)
class Line:
    """One live reservation as it is shown."""

    child_id: int
    child: str
    service: str
    site: str
    day: date
    part: Part
    state: State
    reference: str


async def agenda(
    db: AsyncSession,
    child_ids: Collection[int],
    *,
    first: date,
    last: date | None = None,
    services: Collection[str] = (),
) -> Sequence[Line]:
    """The live reservations of these children from `first` to `last` (both included), in the order of the days."""
    wanted = (
        select(Reservation, Session, Child.first_name)
        .join(Session, Session.id == Reservation.session_id)
        .join(Child, Child.id == Reservation.child_id)
        .where(Reservation.child_id.in_(child_ids), Reservation.state.in_(LIVE), Session.date >= first)
        .order_by(Session.date, Session.service, Reservation.child_id, Session.id)
    )
    if last is not None:
        wanted = wanted.where(Session.date <= last)
    if services:
        wanted = wanted.where(Session.service.in_(services))
    return [
        Line(
            child_id=reservation.child_id,
            child=first_name,
            service=session.service,
            site=session.site,
            day=session.date,
            part=session.part,
            state=reservation.state,
            reference=reference_of(reservation.act_id),
        )
        for reservation, session, first_name in await db.execute(wanted)
    ]
