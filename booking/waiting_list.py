"""The waiting list of a day: who is next, and what happens when a place comes free.

Nothing of the order is stored. It is what the service's priority rule makes of those who wait; so it has no gap,
and nobody can be moved in it. What came free is given on in the transaction that freed it.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from sys import maxsize

from sqlalchemy import Integer, bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from booking.cases import LIVE_COLUMNS, Case, LiveReservation
from booking.changes import change
from booking.database import run
from booking.domain import Act, Entry, State
from booking.journal import open_system_act
from booking.on_file import COLUMNS, DAY, ENROLLED, SERVICE, ChildOnFile
from booking.places import LockedSession, lock_sessions, take
from booking.room import room_in
from booking.rules.eligibility import why_not
from booking.rules.instants import last_instant
from booking.rules.judge import InTime, judge
from booking.rules.offers import OfferRules, WaitingRules, offer_end
from booking.rules.priority import Candidate, Criterion, Rank, rank
from booking.tables import ActRow, Child, Enrolment, Family, Reservation, Session
from booking.town import Service, Town

ORDER_OF_ARRIVAL = WaitingRules((Criterion.ARRIVAL,), None)  # where a town's file says nothing of a waiting list
WAITING = (
    select(ActRow.arrived)
    .add_columns(*LIVE_COLUMNS, *COLUMNS)
    .select_from(Reservation)
    .join(ActRow, ActRow.id == Reservation.act_id)
    .join(Child, Child.id == Reservation.child_id)
    .join(Family, Family.id == Child.family_id)
    .outerjoin(Enrolment, ENROLLED)
    .join(Session, Session.id == Reservation.session_id)
    .where(
        Session.service == SERVICE,
        Session.site == bindparam("site"),
        Session.date == DAY,
        Reservation.state == State.WAITING,
    )
    .order_by(Reservation.id)
)
DAYS_ASKED = (
    select(Reservation.child_id, Reservation.act_id, func.count(Session.date.distinct()))
    .join(Session, Session.id == Reservation.session_id)
    .where(Reservation.act_id.in_(bindparam("act_ids", type_=Integer, expanding=True)))
    .group_by(Reservation.child_id, Reservation.act_id)
)


@dataclass(frozen=True, slots=True)
class Waiter:
    """A child that waits, with all that was asked for together: it gets all of it, or waits on."""

    child: ChildOnFile
    reservations: tuple[LiveReservation, ...]
    candidate: Candidate

    @property
    def late(self) -> bool:
        """Whether it asked after the deadline: such a one is served by a person, after all others."""
        return any(reservation.terms is not None for reservation in self.reservations)

    @property
    def session_ids(self) -> frozenset[int]:
        """The sessions for which it waits."""
        return frozenset(reservation.session_id for reservation in self.reservations)

    def key(self, criteria: tuple[Criterion, ...]) -> tuple[bool, Rank]:
        """What the list is sorted by."""
        return self.late, rank(self.candidate, criteria)


@dataclass(frozen=True, slots=True)
class Given:
    """How a free place is given: confirmed at once, or held until an instant (excluded) for an answer."""

    offered_until: datetime | None


def rules_of(service: Service) -> WaitingRules:
    """The rules of a service's waiting list."""
    return service.waiting or ORDER_OF_ARRIVAL


async def waiting_in(db: AsyncSession, service: Service, sessions: Sequence[LockedSession]) -> Sequence[Waiter]:
    """Those who wait for any of the sessions of a day, in the order in which they are to be served."""
    ids = {session.id for session in sessions}
    found = await run(db, WAITING, service=service.key, site=sessions[0].site, day=sessions[0].date)
    waiters: dict[tuple[int, int], Waiter] = {}
    for arrived, *facts in found:
        reservation = LiveReservation(*facts[: len(LIVE_COLUMNS)])
        if reservation.session_id not in ids:
            continue
        child = ChildOnFile(*facts[len(LIVE_COLUMNS) :])
        key = child.child_id, reservation.act_id
        waiter = waiters.get(key) or Waiter(child, (), Candidate(reservation.id, arrived, child.groups))
        if reservation not in waiter.reservations:
            waiters[key] = replace(waiter, reservations=(*waiter.reservations, reservation))
    criteria = rules_of(service).priority
    if Criterion.MORE_DAYS in criteria:
        waiters = await _with_days_asked(db, waiters)
    return sorted(waiters.values(), key=lambda waiter: waiter.key(criteria))


async def _with_days_asked(db: AsyncSession, waiters: dict[tuple[int, int], Waiter]) -> dict[tuple[int, int], Waiter]:
    found = await run(db, DAYS_ASKED, act_ids=[act_id for _, act_id in waiters])
    days = {(child_id, act_id): number for child_id, act_id, number in found}
    return {
        key: replace(waiter, candidate=replace(waiter.candidate, days_asked=days[key]))
        for key, waiter in waiters.items()
    }


async def rank_of_newcomer(db: AsyncSession, case: Case, act: Act) -> int:
    """The rank that the child would take."""
    me = Candidate(maxsize, act.arrived, case.child.groups)
    mine = False, rank(me, rules_of(case.service).priority)
    return _rank(await waiting_in(db, case.service, case.sessions), mine, case)


async def rank_of_waiter(db: AsyncSession, case: Case) -> int:
    """The rank that the child has."""
    waiters = await waiting_in(db, case.service, case.sessions)
    criteria = rules_of(case.service).priority
    mine = max(waiter.key(criteria) for waiter in waiters if waiter.child.child_id == case.place.child_id)
    return _rank(waiters, mine, case)


def _rank(waiters: Sequence[Waiter], mine: tuple[bool, Rank], case: Case) -> int:
    """Counted in the longer queue, where the place has two sessions."""
    criteria = rules_of(case.service).priority
    before = [waiter for waiter in waiters if waiter.key(criteria) < mine]
    return 1 + max(sum(session.id in waiter.session_ids for waiter in before) for session in case.sessions)


async def serve(db: AsyncSession, town: Town, service_key: str, site: str, day: date, *, cause: Act) -> int:
    """Give what is free on that day to those who are next and entitled to it; how many children were served.

    Judged at `cause.at`: after the deadline nobody is surprised with a place. What freed it is `cause`; what follows
    is an act of its own, since another family's words are none of theirs.
    """
    service = town.service(service_key)
    sessions = await lock_sessions(db, service_key, site, day)
    room = await room_in(db, service, sessions)
    if room.is_full:
        return 0
    served = []
    for waiter in await waiting_in(db, service, sessions):
        wanted = [session for session in sessions if session.id in waiter.session_ids]
        until = _entitled_until(town, service, waiter, wanted, cause.at)
        if until is not None and room.lack(waiter.child, wanted) is None:
            given = _given(town, service, day, until, cause.at)
            if given is not None and await take(db, waiter.session_ids):
                room.fill(waiter.child, wanted)
                served.append((waiter, given))
    await _promote(db, sessions, served, cause)
    return len(served)


def _entitled_until(
    town: Town, service: Service, waiter: Waiter, sessions: Sequence[LockedSession], now: datetime
) -> datetime | None:
    """Until when the child may have the place without a person's word; none if it may not (any more)."""
    child, day, rules = waiter.child, sessions[0].date, service.booking
    if waiter.late or rules.approval_by is not None or child.missing:
        return None
    if child.site_for(service) != sessions[0].site or why_not(service.conditions, child.facts, day):
        return None
    if any(session.why_closed(child.class_name) is not None for session in sessions):
        return None
    verdict = judge(rules, day, now=now, calendar=town.calendar, who=child.applicant({}))
    return verdict.until if isinstance(verdict, InTime) else None


def _given(town: Town, service: Service, day: date, until: datetime, now: datetime) -> Given | None:
    """Confirmed, or offered; none where too little time is left for an offer."""
    offer = rules_of(service).offer
    if offer is None:
        return Given(None)
    last = min(until, _last_answer(offer, day, until, town))
    end = offer_end(offer, now=now, last=last, night=town.quiet_hours, calendar=town.calendar)
    return None if end is None else Given(end)


def _last_answer(offer: OfferRules, day: date, until: datetime, town: Town) -> datetime:
    if offer.until is None:
        return until
    end = last_instant(offer.until, day, town.calendar)
    return end if isinstance(end, datetime) else until


async def _promote(
    db: AsyncSession, sessions: Sequence[LockedSession], served: Sequence[tuple[Waiter, Given]], cause: Act
) -> None:
    if not served:
        return
    act = await open_system_act(db, "waiting list", now=cause.at)
    for waiter, given in served:
        for reservation in waiter.reservations:
            session = next(session for session in sessions if session.id == reservation.session_id)
            offered = given.offered_until is not None
            await change(
                db,
                act,
                waiter.child.child_id,
                session,
                reservation,
                Entry.OFFERED if offered else Entry.PROMOTED,
                State.OFFERED if offered else State.CONFIRMED,
                offered_until=given.offered_until,
                details={"freed_by": str(cause.id)},
            )


async def serve_all(db: AsyncSession, town: Town, days: Collection[tuple[str, str, date]], *, cause: Act) -> int:
    """Serve the waiting lists of many days, in a fixed order."""
    return sum([await serve(db, town, *day, cause=cause) for day in sorted(days)])


async def serve_waiting(db: AsyncSession, town: Town, *, now: datetime) -> int:
    """Serve whoever waits beside a free place and has become entitled to it by time alone; run by a job.

    For instance where a window opened for them, or their papers came in.
    """
    today = now.astimezone(town.zone).date()
    beside_a_free_place = (
        select(Session.service, Session.site, Session.date)
        .join(Reservation, Reservation.session_id == Session.id)
        .where(Reservation.state == State.WAITING, Session.booked < Session.capacity, Session.date >= today)
        .where(Session.closed.is_(None), Session.date <= today + timedelta(days=366))
        .distinct()
    )
    days = [(service, site, day) for service, site, day in await db.execute(beside_a_free_place)]
    if not days:
        return 0
    act = await open_system_act(db, "waiting list", now=now)
    return await serve_all(db, town, days, cause=act)
