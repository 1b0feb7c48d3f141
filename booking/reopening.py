"""A closure lifted: what had been booked comes back, with the references that parents have noted."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from booking.cases import LIVE_COLUMNS, LiveReservation
from booking.changes import line_for
from booking.closures import closure_line, covers, live_closures, lock_covered, mark_closed
from booking.database import connection_of
from booking.domain import LIVE, Act, Entry, State
from booking.errors import UnknownClosure
from booking.journal import Line, record, record_all
from booking.places import LockedSession, take_many
from booking.standing import pick_up
from booking.tables import Child, Closure, JournalLine, Reservation
from booking.town import Town
from booking.waiting_list import serve_all

RESTORING = (
    update(Reservation)
    .where(Reservation.id == bindparam("number"))
    .values(state=bindparam("new_state"), closure_id=None)
)
STILL_CLOSED = update(Reservation).where(Reservation.id == bindparam("number")).values(closure_id=bindparam("closure"))


@dataclass(frozen=True, slots=True)
class Lifted:
    """What came back: so many with their place (or their request), so many on the waiting list."""

    restored: int
    waiting: int


@dataclass(frozen=True, slots=True)
class Closed:
    """A reservation that a closure cancelled, and what it was before."""

    child_id: int
    class_name: str | None
    before: State
    reservation: LiveReservation


async def lift_closure(db: AsyncSession, town: Town, closure_id: int, *, act: Act) -> Lifted:
    """Open again, from the day of the act on: days gone by stay free of charge. A second time does nothing.

    Those who had a place have it again; where the capacity was lowered meanwhile, as many as there are places, in
    the order in which they had booked, and the others wait. Standing bookings pick up what they could not book.
    Raises UnknownClosure.
    """
    closure = await db.get(Closure, closure_id, with_for_update=True)
    if closure is None:
        raise UnknownClosure(closure_id)
    if closure.lifted_act_id is not None:
        return Lifted(0, 0)
    closure.lifted_act_id = act.id
    await db.flush()
    await record(db, act, closure_line(Entry.LIFTED, closure))
    today = act.at.astimezone(town.zone).date()
    sessions = await lock_covered(db, closure, since=today)
    others = await live_closures(db, closure.first, closure.last)
    opened = {number: replace(session, closed=None, closed_classes={}) for number, session in sessions.items()}
    await mark_closed(db, opened.values(), others)
    lifted = await _restore_all(db, closure, others, opened, act)
    days = {(session.service, session.site, session.date) for session in sessions.values()}
    await serve_all(db, town, days, cause=act)
    await pick_up(db, town, _by_service(sessions.values()), now=act.at)
    return lifted


def _by_service(sessions: Iterable[LockedSession]) -> Mapping[str, set[date]]:
    days: dict[str, set[date]] = {}
    for session in sessions:
        days.setdefault(session.service, set()).add(session.date)
    return days


async def _restore_all(
    db: AsyncSession, closure: Closure, others: Sequence[Closure], sessions: Mapping[int, LockedSession], act: Act
) -> Lifted:
    found = [closed for closed in await _closed_by(db, closure) if closed.reservation.session_id in sessions]
    await _leave_to_others(db, found, others, sessions)
    back = [closed for closed in found if _other(closed, others, sessions) is None]
    states = _states(back, sessions)
    await _write(db, back, states)
    lines = [_line(closed, states[closed.reservation.id], sessions, closure) for closed in back]
    await record_all(db, act, lines)
    waiting = sum(state is State.WAITING for state in states.values())
    return Lifted(len(back) - waiting, waiting)


async def _closed_by(db: AsyncSession, closure: Closure) -> Sequence[Closed]:
    """What the closure cancelled and nobody has booked again since, in the order in which it had been booked."""
    told = aliased(JournalLine)
    last_line = (
        select(func.max(told.id))
        .where(told.reservation_id == Reservation.id, told.entry == Entry.CLOSED)
        .correlate(Reservation)
        .scalar_subquery()
    )
    again = (
        select(Reservation.id.label("other"), Reservation.child_id, Reservation.session_id)
        .where(Reservation.state.in_(LIVE))
        .subquery()
    )
    cancelled = (
        select(Reservation.child_id, Child.class_name, JournalLine.before)
        .add_columns(*LIVE_COLUMNS)
        .join(Child, Child.id == Reservation.child_id)
        .join(JournalLine, JournalLine.id == last_line)
        .outerjoin(again, (again.c.child_id == Reservation.child_id) & (again.c.session_id == Reservation.session_id))
        .where(Reservation.closure_id == closure.id, again.c.other.is_(None))
        .order_by(Reservation.act_id, Reservation.id)
    )
    return [
        Closed(child_id, class_name, before, LiveReservation(*row))
        for child_id, class_name, before, *row in await db.execute(cancelled)
    ]


def _other(closed: Closed, others: Sequence[Closure], sessions: Mapping[int, LockedSession]) -> Closure | None:
    """Another closure under which the reservation stays cancelled."""
    session = sessions[closed.reservation.session_id]
    over = [other for other in others if covers(other, session)]
    return next((other for other in over if not other.classes or closed.class_name in other.classes), None)


async def _leave_to_others(
    db: AsyncSession, found: Sequence[Closed], others: Sequence[Closure], sessions: Mapping[int, LockedSession]
) -> None:
    """What another closure still covers comes back when that one is lifted."""
    kept = [
        {"number": closed.reservation.id, "closure": other.id}
        for closed in found
        if (other := _other(closed, others, sessions)) is not None
    ]
    if kept:
        await connection_of(db).execute(STILL_CLOSED, kept)


def _states(back: Sequence[Closed], sessions: Mapping[int, LockedSession]) -> Mapping[int, State]:
    """What each becomes: what was asked for together has all its places again, or waits for all of them."""
    free = {number: session.free for number, session in sessions.items()}
    together: dict[tuple[int, int, date], list[Closed]] = {}
    for closed in back:
        day = sessions[closed.reservation.session_id].date
        together.setdefault((closed.child_id, closed.reservation.act_id, day), []).append(closed)
    states: dict[int, State] = {}
    for group in together.values():
        had = [closed.reservation.session_id for closed in group if closed.before is State.CONFIRMED]
        fits = all(free[number] > 0 for number in had)
        for closed in group:
            states[closed.reservation.id] = _state(closed.before, fits=fits)
        for number in had if fits else ():
            free[number] -= 1
    return states


def _state(before: State, *, fits: bool) -> State:
    match before:
        case State.CONFIRMED:
            return State.CONFIRMED if fits else State.WAITING
        case State.REQUESTED:
            return State.REQUESTED
        case _:
            return State.WAITING  # an offer has run out meanwhile, or is made anew


async def _write(db: AsyncSession, back: Sequence[Closed], states: Mapping[int, State]) -> None:
    if not back:
        return
    await connection_of(db).execute(
        RESTORING, [{"number": number, "new_state": state} for number, state in states.items()]
    )
    confirmed = [closed for closed in back if states[closed.reservation.id] is State.CONFIRMED]
    await take_many(db, Counter(closed.reservation.session_id for closed in confirmed))


def _line(closed: Closed, after: State, sessions: Mapping[int, LockedSession], closure: Closure) -> Line:
    return line_for(
        Entry.REOPENED,
        closed.child_id,
        sessions[closed.reservation.session_id],
        closed.reservation.id,
        before=State.CANCELLED,
        after=after,
        details={"closure_id": str(closure.id)},
    )
