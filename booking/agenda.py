"""What a family has booked, day by day."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from booking.database import run
from booking.domain import LIVE, State
from booking.references import reference_of
from booking.tables import Child, Reservation, Session, one_of
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
    absent: bool = False


AGENDA = (
    select(
        Reservation.child_id,
        Child.first_name,
        Session.service,
        Session.site,
        Session.date,
        Session.part,
        Reservation.state,
        Reservation.act_id,
        Reservation.absence.is_not(None),
    )
    .join(Session, Session.id == Reservation.session_id)
    .join(Child, Child.id == Reservation.child_id)
    .where(
        Child.family_id == bindparam("family"),
        one_of("reservations.state", LIVE),
        Session.date.between(bindparam("first"), bindparam("last")),
    )
    .order_by(Session.date, Session.service, Reservation.child_id, Session.id)
)


async def agenda(
    db: AsyncSession, family_id: int, *, first: date, last: date = date.max, services: Collection[str] = ()
) -> Sequence[Line]:
    """The live reservations of a family from `first` to `last` (both included), in the order of the days.

    Of all services, or only of those named.
    """
    return [
        Line(child_id, child, service, site, day, part, state, reference_of(act_id), absent)
        for child_id, child, service, site, day, part, state, act_id, absent in await run(
            db, AGENDA, family=family_id, first=first, last=last
        )
        if not services or service in services
    ]
