"""Offers of a place that came free: accepted, declined, or run out; the place is held meanwhile."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from booking.cases import Case, day_of, look_up_reservation
from booking.changes import change_all
from booking.domain import Act, Entry, State
from booking.journal import open_system_act
from booking.outcomes import AlreadyBooked, Booked, Cancelled, OfferOver, Outcome
from booking.refusals import refuse
from booking.tables import Reservation
from booking.town import Town
from booking.waiting_list import serve
from booking.ways import cancel_until


async def accept_offer(db: AsyncSession, town: Town, reservation_id: int, *, act: Act) -> Outcome:
    """Take the place that is held, if `act.arrived` is before the end of the offer. Raises UnknownReservation."""
    case = await look_up_reservation(db, town, reservation_id, act=act)
    if case.live and all(reservation.state is State.CONFIRMED for reservation in case.live):
        return AlreadyBooked(case.slot, case.live[0].reference)
    return await accept(db, town, case, act=act)


async def accept(db: AsyncSession, town: Town, case: Case, *, act: Act) -> Outcome:
    """The same, for a case that was looked up."""
    until = offered_until(case)
    if until is None or act.arrived >= until:
        return await refuse(db, act, case, OfferOver(case.slot, until))
    await change_all(db, act, case, Entry.ACCEPTED, State.CONFIRMED)
    return Booked(case.slot, case.live[0].reference, cancel_until(town, case, act.arrived))


async def decline_offer(db: AsyncSession, town: Town, reservation_id: int, *, act: Act) -> Outcome:
    """Leave the place to the next in order, and the waiting list with it. Raises UnknownReservation."""
    case = await look_up_reservation(db, town, reservation_id, act=act)
    if offered_until(case) is None:
        return await refuse(db, act, case, OfferOver(case.slot, None))
    await change_all(db, act, case, Entry.DECLINED, State.CANCELLED)
    await serve(db, town, *day_of(case), cause=act)
    return Cancelled(case.slot, case.live[0].reference)


async def expire_offers(db: AsyncSession, town: Town, *, now: datetime, heard_until: datetime | None = None) -> int:
    """End the offers that nobody answered by `now`, and pass the places on; how many children lost theirs.

    Who answered in time but is handled later does not lose: `heard_until` is the arrival of the oldest text that
    still waits to be handled, none where none waits.
    """
    until = now if heard_until is None else min(now, heard_until)
    over = (
        select(Reservation.id)
        .where(Reservation.state == State.OFFERED, Reservation.offered_until <= until)
        .order_by(Reservation.session_id, Reservation.id)
    )
    ids = (await db.scalars(over)).all()
    if not ids:
        return 0
    act = await open_system_act(db, "offers", now=now)
    return sum([await _expire(db, town, reservation_id, act) for reservation_id in ids])


async def _expire(db: AsyncSession, town: Town, reservation_id: int, act: Act) -> int:
    case = await look_up_reservation(db, town, reservation_id, act=act)
    until = offered_until(case)
    if until is None or until > act.at:
        return 0
    await change_all(db, act, case, Entry.EXPIRED, State.CANCELLED)
    await serve(db, town, *day_of(case), cause=act)
    return 1


def offered_until(case: Case) -> datetime | None:
    """When the offer to this child runs out; none where nothing is offered."""
    ends = [reservation.offered_until for reservation in case.live if reservation.state is State.OFFERED]
    return ends[0] if ends else None
