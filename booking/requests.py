"""Requests that a person decides: what was asked late, or under a rule by which nobody books without a yes."""

from sqlalchemy.ext.asyncio import AsyncSession

from booking.cases import look_up_reservation
from booking.changes import change_all
from booking.domain import Act, Entry, State, Terms, TermsKind
from booking.outcomes import Booked, Closed, Denied, Full, NothingToDecide, Outcome
from booking.places import take
from booking.refusals import refuse
from booking.room import NoRoom, room_in
from booking.town import Town
from booking.ways import cancel_until


async def decide(db: AsyncSession, town: Town, reservation_id: int, *, granted: bool, act: Act) -> Outcome:
    """Say yes or no to a request, or to a child that asked late for a place on a waiting list.

    A yes takes a place: where none is left the answer is Full, and the request stays open. Raises UnknownReservation.
    """
    case = await look_up_reservation(db, town, reservation_id, act=act)
    undecided = [
        reservation
        for reservation in case.live
        if reservation.state is State.REQUESTED
        or (reservation.state is State.WAITING and reservation.terms is not None)
    ]
    if not undecided or len(undecided) < len(case.live):
        return await refuse(db, act, case, NothingToDecide(case.slot))
    if not granted:
        await change_all(db, act, case, Entry.DENIED, State.CANCELLED)
        return Denied(case.slot, undecided[0].reference)
    if (why := case.why_closed) is not None:
        return await refuse(db, act, case, Closed(case.slot, why))
    lack = (await room_in(db, case.service, case.sessions)).lack(case.child, case.sessions)
    if lack is None and not await take(db, [session.id for session in case.sessions]):
        lack = NoRoom()
    if lack is not None:
        return await refuse(db, act, case, Full(case.slot, quota=lack.quota))
    await change_all(db, act, case, Entry.GRANTED, State.CONFIRMED)
    terms = undecided[0].terms
    kept = None if terms is None else Terms(TermsKind(terms["kind"]), terms["amount"])
    return Booked(case.slot, undecided[0].reference, cancel_until(town, case, act.at), kept)
