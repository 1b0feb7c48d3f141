"""One change of one reservation, with its line in the journal: the only code that writes reservations."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Integer, bindparam, insert, update
from sqlalchemy.ext.asyncio import AsyncSession

from booking.cases import Case, LiveReservation
from booking.database import run
from booking.domain import HOLDING, Act, Entry, State, Terms
from booking.journal import Line, record
from booking.places import LockedSession, give_back
from booking.tables import Reservation

MAKING = insert(Reservation).returning(Reservation.id)
CHANGING = (
    update(Reservation)
    .where(Reservation.id == bindparam("reservation_id", type_=Integer))
    .values(
        state=bindparam("state"),
        offered_until=bindparam("offered_until"),
        cancel_terms=bindparam("cancel_terms"),
        closure_id=bindparam("closure_id"),
    )
    .returning(Reservation.id)
)

NOTING = (
    update(Reservation)
    .where(Reservation.id == bindparam("reservation_id", type_=Integer))
    .values(absence=bindparam("absence"))
    .returning(Reservation.id)
)


@dataclass(frozen=True, slots=True)
class Holder:
    """Whose day it is: a guardian's, by a text of theirs or by a standing booking."""

    guardian_id: int | None
    standing_id: int | None = None


async def make(
    db: AsyncSession, act: Act, case: Case, state: State, entry: Entry, *, holder: Holder, terms: Terms | None = None
) -> None:
    """Make the reservations that the case wants, in that state. The places must have been taken."""
    for session in case.wanting:
        making = await run(
            db,
            MAKING,
            child_id=case.place.child_id,
            session_id=session.id,
            state=state,
            act_id=act.id,
            guardian_id=holder.guardian_id,
            meal=case.place.meal,
            from_hour=case.place.hours and case.place.hours.start,
            until_hour=case.place.hours and case.place.hours.end,
            made_at=act.at,
            terms=as_json(terms),
            standing_id=holder.standing_id,
        )
        line = line_for(entry, case.place.child_id, session, making.scalar_one(), after=state)
        await record(db, act, line)


async def note_absence(db: AsyncSession, act: Act, case: Case, noted: Mapping[str, str] | None) -> None:
    """Note the child as absent from all that it has there; with nothing noted it comes after all."""
    entry = Entry.COMES if noted is None else Entry.ABSENT
    for reservation in case.live:
        await run(db, NOTING, reservation_id=reservation.id, absence=None if noted is None else dict(noted))
        session, state = case.session(reservation.session_id), reservation.state
        line = line_for(entry, case.place.child_id, session, reservation.id, before=state, after=state, details=noted)
        await record(db, act, line)


async def change(
    db: AsyncSession,
    act: Act,
    child_id: int,
    session: LockedSession,
    reservation: LiveReservation,
    entry: Entry,
    after: State,
    *,
    offered_until: datetime | None = None,
    cancel_terms: Terms | None = None,
    closure_id: int | None = None,
    details: Mapping[str, str] | None = None,
) -> None:
    """Change the state of a reservation. A place that it held is given back; one that it now holds must be taken."""
    await run(
        db,
        CHANGING,
        reservation_id=reservation.id,
        state=after,
        offered_until=offered_until,
        cancel_terms=as_json(cancel_terms),
        closure_id=closure_id,
    )
    if reservation.state in HOLDING and after not in HOLDING:
        await give_back(db, [reservation.session_id])
    line = line_for(entry, child_id, session, reservation.id, before=reservation.state, after=after, details=details)
    await record(db, act, line)


async def change_all(
    db: AsyncSession,
    act: Act,
    case: Case,
    entry: Entry,
    after: State,
    *,
    cancel_terms: Terms | None = None,
    details: Mapping[str, str] | None = None,
) -> None:
    """Change all that the child has there."""
    for reservation in case.live:
        session = case.session(reservation.session_id)
        child_id = case.place.child_id
        await change(db, act, child_id, session, reservation, entry, after, cancel_terms=cancel_terms, details=details)


def line_for(
    entry: Entry,
    child_id: int,
    session: LockedSession,
    reservation_id: int,
    *,
    before: State | None = None,
    after: State | None = None,
    details: Mapping[str, str] | None = None,
) -> Line:
    """The line of a change of one reservation."""
    return Line(
        entry,
        child_id=child_id,
        reservation_id=reservation_id,
        service=session.service,
        site=session.site,
        day=session.date,
        part=session.part,
        before=before,
        after=after,
        details=details,
    )


def as_json(terms: Terms | None) -> dict[str, str] | None:
    """Terms as they are kept."""
    return None if terms is None else {"kind": terms.kind.value, "amount": terms.amount}


def held(reservations: Sequence[LiveReservation]) -> bool:
    """Whether any of them is a confirmed place."""
    return any(reservation.state is State.CONFIRMED for reservation in reservations)
