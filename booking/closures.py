"""Closures by service, site, class and dates: what is booked is cancelled, free of charge, until they are lifted.

Lifting brings the same reservations back, under the references that parents have noted. Where places were taken away
meanwhile, those who asked first have what is left, and the others wait.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from booking.cases import LIVE_COLUMNS, LiveReservation
from booking.changes import line_for
from booking.database import connection_of
from booking.domain import HOLDING, LIVE, Act, Entry, State
from booking.errors import UnknownClass
from booking.journal import Line, record, record_all
from booking.places import LockedSession, give_back_many
from booking.school_year import require_in_year
from booking.tables import Child, Closure, Reservation, Session
from booking.town import Town
from booking.waiting_list import serve_all

MARKING = (
    update(Session)
    .where(Session.id == bindparam("number"))
    .values(closed=bindparam("why"), closed_classes=bindparam("classes"))
)
CANCELLING = (
    update(Reservation)
    .where(Reservation.id == bindparam("number"))
    .values(state=State.CANCELLED, offered_until=None, closure_id=bindparam("closure"))
)


@dataclass(frozen=True, slots=True)
class Closing:
    """What is to be closed, from `first` to `last` (both included), and why. Nothing named means all."""

    first: date
    last: date
    why: str
    services: frozenset[str] = frozenset()
    sites: frozenset[str] = frozenset()
    classes: frozenset[str] = frozenset()

    def as_closure(self) -> Closure:
        """The row that says it, of no act yet."""
        return Closure(
            services=sorted(self.services),
            sites=sorted(self.sites),
            classes=sorted(self.classes),
            first=self.first,
            last=self.last,
            why=self.why,
        )


@dataclass(frozen=True, slots=True)
class ClosureMade:
    """What a closure did: so many sessions closed, so many reservations cancelled."""

    id: int
    sessions: int
    cancelled: int


async def close_sessions(db: AsyncSession, town: Town, what: Closing, *, act: Act) -> ClosureMade:
    """Close: bookings are refused, live reservations cancelled without cost, each told by the journal.

    Where a single class is closed, its places go to those who wait.
    Raises UnknownService, UnknownSite, UnknownClass, DateOutsideYear.
    """
    require_known(town, what)
    closure = what.as_closure()
    closure.act_id = act.id
    db.add(closure)
    await db.flush()
    await record(db, act, closure_line(Entry.CLOSURE, closure))
    sessions = await lock_covered(db, closure)
    await mark_closed(db, sessions.values(), [closure])
    cancelled = await _cancel_all(db, closure, sessions, act)
    if closure.classes:
        await serve_all(db, town, {(s.service, s.site, s.date) for s in sessions.values()}, cause=act)
    return ClosureMade(closure.id, len(sessions), cancelled)


def require_known(town: Town, what: Closing) -> None:
    """Raise UnknownService, UnknownSite, UnknownClass or DateOutsideYear for what the town does not have."""
    for service in what.services:
        town.service(service)
    sites = [town.site(key) for key in what.sites] or town.sites
    require_in_year(town.school_year, what.first, what.last)
    known = {name for site in sites for name in site.classes}
    for name in what.classes - known:
        raise UnknownClass(name, sorted(known))


def covered_by(closure: Closure) -> Sequence[ColumnElement[bool]]:
    """The sessions that a closure concerns."""
    conditions = [Session.date.between(closure.first, closure.last)]
    if closure.services:
        conditions.append(Session.service.in_(closure.services))
    if closure.sites:
        conditions.append(Session.site.in_(closure.sites))
    return conditions


def covers(closure: Closure, session: LockedSession) -> bool:
    """The same, asked of one session."""
    return (
        closure.first <= session.date <= closure.last
        and (not closure.services or session.service in closure.services)
        and (not closure.sites or session.site in closure.sites)
    )


async def lock_covered(db: AsyncSession, closure: Closure, *, since: date = date.min) -> Mapping[int, LockedSession]:
    """The sessions that a closure concerns, from a day on, by number, held until the transaction ends."""
    columns = select(Session.id, Session.service, Session.site, Session.date, Session.part, Session.capacity)
    wanted = (
        columns.add_columns(Session.booked, Session.closed, Session.closed_classes)
        .where(*covered_by(closure), Session.date >= since)
        .order_by(Session.id)
        .with_for_update()
    )
    return {row[0]: LockedSession(*row) for row in await db.execute(wanted)}


async def mark_closed(db: AsyncSession, sessions: Iterable[LockedSession], closures: Collection[Closure]) -> None:
    """Write on each session why it is closed, by these closures; a reason that stands there stays."""
    marks = []
    for session in sessions:
        over = [closure for closure in closures if covers(closure, session)]
        whole = next((closure.why for closure in over if not closure.classes), None)
        classes = {name: closure.why for closure in over for name in closure.classes}
        marks.append(
            {"number": session.id, "why": session.closed or whole, "classes": {**classes, **session.closed_classes}}
        )
    if marks:
        await connection_of(db).execute(MARKING, marks)


async def live_closures(db: AsyncSession, first: date, last: date) -> Sequence[Closure]:
    """The closures not lifted that touch these days, oldest first."""
    touching = (
        select(Closure)
        .where(Closure.lifted_act_id.is_(None), Closure.first <= last, Closure.last >= first)
        .order_by(Closure.id)
    )
    return (await db.scalars(touching)).all()


async def _cancel_all(db: AsyncSession, closure: Closure, sessions: Mapping[int, LockedSession], act: Act) -> int:
    """Cancel what is live there, in a few statements however many there are."""
    found = await _live_in(db, closure)
    if not found:
        return 0
    marks = [{"number": reservation.id, "closure": closure.id} for _, reservation in found]
    await connection_of(db).execute(CANCELLING, marks)
    holding = Counter(reservation.session_id for _, reservation in found if reservation.state in HOLDING)
    await give_back_many(db, holding)
    lines = [
        line_for(
            Entry.CLOSED,
            child_id,
            sessions[reservation.session_id],
            reservation.id,
            before=reservation.state,
            after=State.CANCELLED,
            details={"closure_id": str(closure.id), "why": closure.why},
        )
        for child_id, reservation in found
    ]
    await record_all(db, act, lines)
    return len(found)


async def _live_in(db: AsyncSession, closure: Closure) -> Sequence[tuple[int, LiveReservation]]:
    """The live reservations that a closure concerns, each with its child."""
    concerned = (
        select(Reservation.child_id)
        .add_columns(*LIVE_COLUMNS)
        .join(Session, Session.id == Reservation.session_id)
        .join(Child, Child.id == Reservation.child_id)
        .where(*covered_by(closure), Reservation.state.in_(LIVE))
        .order_by(Reservation.id)
    )
    if closure.classes:
        concerned = concerned.where(Child.class_name.in_(closure.classes))
    return [(child_id, LiveReservation(*row)) for child_id, *row in await db.execute(concerned)]


def closure_line(entry: Entry, closure: Closure) -> Line:
    """The line of a closure itself, or of its end."""
    details = {
        "closure_id": str(closure.id),
        "services": ",".join(closure.services),
        "sites": ",".join(closure.sites),
        "classes": ",".join(closure.classes),
        "first": closure.first.isoformat(),
        "last": closure.last.isoformat(),
        "why": closure.why,
    }
    return Line(entry, details=details)
