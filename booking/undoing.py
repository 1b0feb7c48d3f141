"""Taking back: all that one act did, and nothing else; what it replaced comes back as it was, by today's rules.

A place that was given back is booked anew (and may be late by now, or taken), with its meal and hours. A place on a
waiting list, a request and an offer that was declined come back as the same reservation: with the rank they had.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from booking.cases import LIVE_COLUMNS, Case, LiveReservation, day_of, look_up
from booking.changes import change, note_absence
from booking.database import run
from booking.domain import FROM_NOTHING, Act, Consent, Entry, Place, State
from booking.journal import Change, last_absence, lines_of
from booking.offers import offered_until
from booking.outcomes import Absent, Booked, NothingToCancel, Offered, Outcome, Requested, Waiting
from booking.refusals import refuse
from booking.reservations import NO_CONSENT, book, cancel
from booking.rules.absence import AbsenceReason
from booking.standing import end_standing, restore_exceptions, standings_made_by
from booking.tables import Reservation
from booking.town import Part, Town
from booking.waiting_list import rank_of_waiter, serve
from booking.ways import cancel_until

GAINED = FROM_NOTHING | {Entry.ACCEPTED}
ONE = select().add_columns(*LIVE_COLUMNS).where(Reservation.id == bindparam("reservation_id"))


@dataclass(frozen=True, slots=True)
class TakenBack:
    """What came of taking back one place: `gives_back` where that meant to cancel it, and not to have it again."""

    outcome: Outcome
    gives_back: bool


async def take_back(
    db: AsyncSession, town: Town, act_id: int, *, act: Act, consent: Consent = NO_CONSENT
) -> Sequence[TakenBack]:
    """Undo what an act did, place by place, each with what came of it; `act` is the one that takes it back."""
    taken: list[TakenBack] = []
    made = await standings_made_by(db, act_id)
    for standing in made:
        ended = await end_standing(db, town, standing.id, from_day=standing.first, act=act)
        taken += [TakenBack(outcome, gives_back=True) for outcome in ended]
    settled = {(standing.child_id, standing.service) for standing in made}
    await restore_exceptions(db, act_id, act=act)
    for _, lines in groupby(sorted(await lines_of(db, act_id), key=_of_one_day), key=_of_one_day):
        changes = list(lines)
        if (changes[0].child_id, changes[0].service) not in settled:
            outcome = await _take_back(db, town, changes, act, consent)
            taken.append(TakenBack(outcome, gives_back=changes[0].entry in GAINED))
    return taken


def _of_one_day(change: Change) -> tuple[object, ...]:
    return change.date, change.service, change.child_id, change.entry, change.before or ""


async def _take_back(db: AsyncSession, town: Town, changes: Sequence[Change], act: Act, consent: Consent) -> Outcome:
    first, place = changes[0], _place(changes)
    match first.entry, first.before:
        case (Entry.CANCELLED, State.CONFIRMED):
            return await book(db, town, place, act=act, consent=consent)
        case (Entry.CANCELLED | Entry.DECLINED, State() as before):
            return await _restore(db, town, place, changes, before, act)
        case (Entry.ABSENT | Entry.COMES, _):
            return await _note_otherwise(db, town, place, first, act)
        case _:
            return await _cancel_own(db, town, place, changes, act, consent)


def _place(changes: Sequence[Change]) -> Place:
    first = changes[0]
    part = first.part if len(changes) == 1 else Part.DAY
    return Place(first.child_id, first.service, first.date, part, first.meal, first.hours)


async def _cancel_own(
    db: AsyncSession, town: Town, place: Place, changes: Sequence[Change], act: Act, consent: Consent
) -> Outcome:
    """Cancel what the act made, if it is still there: what somebody else booked meanwhile is not touched."""
    case = await look_up(db, town, place, act=act)
    if {change.reservation_id for change in changes}.isdisjoint(reservation.id for reservation in case.live):
        return await refuse(db, act, case, NothingToCancel(case.slot))
    return await cancel(db, town, place, act=act, consent=consent)


async def _restore(
    db: AsyncSession, town: Town, place: Place, changes: Sequence[Change], before: State, act: Act
) -> Outcome:
    """The same reservation as before, an offer as a place on the list that is served at once where one is free."""
    case = await look_up(db, town, place, act=act)
    if case.live:
        return await book(db, town, place, act=act)
    state = State.REQUESTED if before is State.REQUESTED else State.WAITING
    entry = Entry.REQUESTED if state is State.REQUESTED else Entry.WAITING
    for each in changes:
        row = (await run(db, ONE, reservation_id=each.reservation_id)).one()
        reservation = LiveReservation(*row)
        session = case.session(reservation.session_id)
        await change(db, act, place.child_id, session, reservation, entry, state)
    await serve(db, town, *day_of(case), cause=act)
    return await _as_it_is(db, town, await look_up(db, town, place, act=act), act)


async def _as_it_is(db: AsyncSession, town: Town, case: Case, act: Act) -> Outcome:
    first = case.live[0]
    match first.state:
        case State.REQUESTED:
            return Requested(case.slot, case.service.booking.approval_by or town.office.decides, first.reference)
        case State.CONFIRMED:
            return Booked(case.slot, first.reference, cancel_until(town, case, act.arrived))
        case _:
            until = offered_until(case)
            if until is not None:
                return Offered(case.slot, until, first.reference)
            return Waiting(case.slot, await rank_of_waiter(db, case), first.reference)


async def _note_otherwise(db: AsyncSession, town: Town, place: Place, told: Change, act: Act) -> Outcome:
    """Absent no more; or absent again, as it was noted before."""
    case = await look_up(db, town, place, act=act)
    if not case.live:
        return await refuse(db, act, case, NothingToCancel(case.slot))
    first = case.live[0]
    noted = await last_absence(db, told.reservation_id) if told.entry is Entry.COMES else None
    await note_absence(db, act, case, noted)
    if noted is None:
        return Booked(case.slot, first.reference, cancel_until(town, case, act.arrived))
    until = datetime.fromisoformat(noted["proof_until"]) if "proof_until" in noted else None
    return Absent(case.slot, first.reference, AbsenceReason(noted["reason"]), noted["billed"] == "yes", until)
