"""Book, cancel, move: a request in, what came of it out, and a line in the journal either way.

Every rule is checked here, at the act, whatever a page or a text said before. The act is judged at the instant
it reached us (`act.arrived`), however late it is handled. What a family has not agreed to is never done: a late or
full place is first an answer, and done only with the consent that names it. Nothing here commits.
"""

from collections.abc import Collection

from sqlalchemy.ext.asyncio import AsyncSession

from booking.cases import Case, day_of, look_up
from booking.changes import Holder, change_all, held, make, note_absence
from booking.clashes import details_of_clash, record_clash
from booking.database import connection_of
from booking.domain import Act, Consent, Entry, Place, State, Terms, TermsKind
from booking.offers import accept
from booking.outcomes import (
    AlreadyBooked,
    Booked,
    Cancelled,
    Full,
    LatePossible,
    Moved,
    NothingToCancel,
    NotOffered,
    Outcome,
    Refused,
    Requested,
    TooFewLeft,
    TooLate,
    Waiting,
)
from booking.overrides import favour, require_staff
from booking.places import take
from booking.references import reference_of
from booking.refusals import refuse, why_not_at_all
from booking.room import NoRoom, room_in
from booking.rules.acts import Channel
from booking.together import left_breaches, unit_breaches
from booking.town import Town
from booking.waiting_list import rank_of_newcomer, rank_of_waiter, serve
from booking.ways import Way, cancel_until, way_to_book, way_to_cancel

NO_CONSENT = Consent()


async def book(
    db: AsyncSession,
    town: Town,
    place: Place,
    *,
    act: Act,
    consent: Consent = NO_CONSENT,
    along_with: Collection[Place] = (),
    holder: Holder | None = None,
    overriding: bool = False,
) -> Outcome:
    """Book one place, if every rule allows it at `act.arrived` and a place is free.

    A day in two parts is booked whole or not at all. `along_with` is all that is asked for together with it: where a
    service is taken in whole weeks, or no fewer than so many days, these count beside what the child has. It is the
    day of the act's guardian, or of `holder`. `overriding`: staff take it on themselves, with the reason in the act's
    words; see `overrides` for what they can pass over.
    Raises UnknownChild (also for the child of another family than the act's), UnknownService, CalendarMissing,
    OverrideError where the act is not that of staff.
    """
    case = await look_up(db, town, place, act=act)
    return await book_case(
        db, town, case, act=act, consent=consent, along_with=along_with, holder=holder, overriding=overriding
    )


async def book_case(
    db: AsyncSession,
    town: Town,
    case: Case,
    *,
    act: Act,
    consent: Consent = NO_CONSENT,
    along_with: Collection[Place] = (),
    holder: Holder | None = None,
    overriding: bool = False,
) -> Outcome:
    """The same, for a case that was looked up."""
    if overriding:
        require_staff(act)
    holder = holder or Holder(act.guardian_id)
    if case.live and not case.wanting:
        return await _again(db, town, case, act, holder)
    refusal = why_not_at_all(case, papers_matter=not overriding)
    if refusal is None and not overriding and (broken := await unit_breaches(db, town, case, along_with)):
        refusal = NotOffered(case.slot, broken)
    if refusal is not None:
        return await refuse(db, act, case, refusal)
    way = favour(act) if overriding else await way_to_book(db, town, case, act)
    if isinstance(way, Refused):
        return await refuse(db, act, case, way)
    return await _book_by(db, town, case, way, act, consent, holder)


async def _again(db: AsyncSession, town: Town, case: Case, act: Act, holder: Holder) -> Outcome:
    """What is there already; who asks for it once more takes an open offer, and comes after all where it was absent."""
    states = {reservation.state for reservation in case.live}
    if State.OFFERED in states:
        offered = next(reservation for reservation in case.live if reservation.state is State.OFFERED)
        return await accept(db, town, case.of_act(offered.act_id), act=act)
    await record_clash(db, act, case, holder)
    first = case.live[0]
    if any(reservation.absence is not None for reservation in case.live):
        await note_absence(db, act, case, None)
        return Booked(case.slot, first.reference, cancel_until(town, case, act.arrived))
    if State.WAITING in states:
        return Waiting(case.slot, await rank_of_waiter(db, case), first.reference)
    if State.REQUESTED in states:
        return Requested(case.slot, case.service.booking.approval_by or town.office.decides, first.reference)
    return AlreadyBooked(case.slot, first.reference)


async def _book_by(
    db: AsyncSession, town: Town, case: Case, way: Way, act: Act, consent: Consent, holder: Holder
) -> Outcome:
    if way.only_waiting:
        if not consent.wait:
            return LatePossible(case.slot, way.terms or Terms(TermsKind.FREE), way.until, waits=True)
        return await _wait(db, case, way, act, holder)
    lack = (await room_in(db, case.service, case.wanting)).lack(case.child, case.wanting)
    if lack is not None and (way.approval_by is None or way.if_places_remain):
        return await _full(db, case, way, lack, act, consent, holder)
    if way.terms is not None and way.terms.cost and not consent.late:
        return LatePossible(case.slot, way.terms, way.until, by=way.approval_by)
    if way.approval_by is not None:
        await make(db, act, case, State.REQUESTED, Entry.REQUESTED, holder=holder, terms=way.terms)
        return Requested(case.slot, way.approval_by, reference_of(act.id))
    if not await take(db, [session.id for session in case.wanting]):
        return await _full(db, case, way, NoRoom(), act, consent, holder)
    await make(db, act, case, State.CONFIRMED, Entry.BOOKED, holder=holder, terms=way.terms)
    return Booked(case.slot, reference_of(act.id), cancel_until(town, case, act.arrived), way.terms)


async def _full(
    db: AsyncSession, case: Case, way: Way, lack: NoRoom, act: Act, consent: Consent, holder: Holder
) -> Outcome:
    """Full: a place on the waiting list for those who agreed to it, the rank for the others; late, neither."""
    if way.terms is not None or way.approval_by is not None:
        return await refuse(db, act, case, Full(case.slot, quota=lack.quota))
    if consent.wait:
        return await _wait(db, case, way, act, holder)
    rank = await rank_of_newcomer(db, case, act)
    return await refuse(db, act, case, Full(case.slot, rank, lack.quota))


async def _wait(db: AsyncSession, case: Case, way: Way, act: Act, holder: Holder) -> Outcome:
    await make(db, act, case, State.WAITING, Entry.WAITING, holder=holder, terms=way.terms)
    return Waiting(case.slot, await rank_of_waiter(db, case), reference_of(act.id))


async def cancel(
    db: AsyncSession,
    town: Town,
    place: Place,
    *,
    act: Act,
    consent: Consent = NO_CONSENT,
    passing_on: bool = True,
    overriding: bool = False,
    along_with: Collection[Place] | None = None,
) -> Outcome:
    """Give a child's place back, if the rule for cancelling allows it at `act.arrived`; pass it on at once.

    Leaving a waiting list, declining an offer and withdrawing a request are never too late. `overriding`: as for
    `book`, and without what a late cancellation costs. `along_with` is all that is given back together with it: where
    a service is taken in whole weeks, or no fewer than so many days, enough must be left, or nothing; none where that
    does not matter (a mistake taken back, an absence).
    Raises UnknownChild, UnknownService, CalendarMissing, OverrideError.
    """
    case = await look_up(db, town, place, act=act)
    outcome = await cancel_case(db, town, case, act=act, consent=consent, overriding=overriding, along_with=along_with)
    if passing_on and isinstance(outcome, Cancelled):
        await serve(db, town, *day_of(case), cause=act)
    return outcome


async def cancel_case(
    db: AsyncSession,
    town: Town,
    case: Case,
    *,
    act: Act,
    consent: Consent = NO_CONSENT,
    overriding: bool = False,
    along_with: Collection[Place] | None = None,
) -> Outcome:
    """The same, for a case that was looked up; whoever calls passes on what came free."""
    if overriding:
        require_staff(act)
    if not case.live:
        return await refuse(db, act, case, NothingToCancel(case.slot))
    terms = None
    if held(case.live):
        if along_with is not None and (broken := await left_breaches(db, town, case, along_with)):
            return await refuse(db, act, case, TooFewLeft(case.slot, broken))
        way = favour(act) if overriding else await way_to_cancel(db, town, case, act)
        if not isinstance(way, Refused) and (way.approval_by is not None or way.only_waiting):
            way = TooLate(case.slot, None, Channel.OFFICE, way.until)  # no reservation waits for a yes to its end
        if isinstance(way, Refused):
            return await refuse(db, act, case, way)
        if way.terms is not None and way.terms.cost and not consent.late:
            return LatePossible(case.slot, way.terms, way.until)
        terms = way.terms
    entry = Entry.CANCELLED if all(r.state is not State.OFFERED for r in case.live) else Entry.DECLINED
    await change_all(db, act, case, entry, State.CANCELLED, cancel_terms=terms, details=details_of_clash(act, case))
    return Cancelled(case.slot, case.live[0].reference, terms)


async def move(
    db: AsyncSession, town: Town, place: Place, to: Place, *, act: Act, consent: Consent = NO_CONSENT
) -> Outcome:
    """Give one place back and book another, both or neither: where the new one is refused, the old one stays.

    Waiting is no place, and neither is a request: then the old one stays too.
    """
    await _lock_in_order(db, town, place, to, act)
    savepoint = await connection_of(db).begin_nested()  # the session's own would begin at its own next statement
    given_back = await cancel(db, town, place, act=act, consent=consent, passing_on=False)
    booked = None
    if isinstance(given_back, Cancelled):
        booked = await book(db, town, to, act=act, consent=Consent(late=consent.late))
    if not isinstance(booked, Booked):
        await savepoint.rollback()
        return await _not_moved(db, town, place, to, act, booked or given_back)
    await savepoint.commit()
    case = await look_up(db, town, place, act=act)
    await serve(db, town, *day_of(case), cause=act)
    return Moved(booked.slot, booked.reference, place.day, booked.cancel_until)


async def _lock_in_order(db: AsyncSession, town: Town, place: Place, to: Place, act: Act) -> None:
    """The earlier day first, as everybody does, so that two moves in opposite directions do not wait for each other."""
    for which in sorted((place, to), key=lambda which: which.day):
        await look_up(db, town, which, act=act)


async def _not_moved(db: AsyncSession, town: Town, place: Place, to: Place, act: Act, why: Outcome) -> Outcome:
    """The refusal, written once more: its line went with what was taken back."""
    if isinstance(why, LatePossible | AlreadyBooked):
        return why
    which = place if why.slot.day == place.day and isinstance(why, NothingToCancel) else to
    case = await look_up(db, town, which, act=act)
    if isinstance(why, Requested | Waiting):
        why = TooLate(case.slot, None, Channel.OFFICE)
    return await refuse(db, act, case, why) if isinstance(why, Refused) else why
