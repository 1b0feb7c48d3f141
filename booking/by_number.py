"""Reservations by their numbers, as those name them who have a list before them: a portal, a page, the desk."""

from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from booking.cases import look_up_reservation
from booking.domain import Act, Consent, Place
from booking.outcomes import NothingToCancel, Outcome
from booking.refusals import refuse
from booking.reservations import NO_CONSENT, cancel, move
from booking.town import Town


async def cancel_numbered(
    db: AsyncSession, town: Town, reservation_id: int, *, act: Act, consent: Consent = NO_CONSENT
) -> Outcome:
    """Give back a reservation, with all that was asked for together with it. Raises UnknownReservation.

    One that is cancelled already stays so, also where the child has booked the same day again since.
    """
    case = await look_up_reservation(db, town, reservation_id, act=act)
    if not case.live:
        return await refuse(db, act, case, NothingToCancel(case.slot))
    return await cancel(db, town, case.place, act=act, consent=consent)


async def move_numbered(
    db: AsyncSession, town: Town, reservation_id: int, to: date, *, act: Act, consent: Consent = NO_CONSENT
) -> Outcome:
    """Move a reservation to another day, both or neither. Raises UnknownReservation."""
    case = await look_up_reservation(db, town, reservation_id, act=act)
    if not case.live:
        return await refuse(db, act, case, NothingToCancel(case.slot))
    return await move(db, town, case.place, _on(case.place, to), act=act, consent=consent)


def _on(place: Place, day: date) -> Place:
    return Place(place.child_id, place.service, day, part=place.part, meal=place.meal, hours=place.hours)
