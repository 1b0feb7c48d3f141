"""Book and cancel: a request in, what came of it out, and a line in the journal either way.

Every rule is checked here, at the act, whatever a page or a text said before. The act is judged at the instant
it reached us (`act.arrived`), however late it is handled. Nothing here commits.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import assert_never

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from booking.domain import LIVE, Entry, Place, State
from booking.errors import UnknownChild
from booking.journal import record
from booking.outcomes import (
    AlreadyBooked,
    Booked,
    Cancelled,
    Closed,
    FileIncomplete,
    Full,
    NoSession,
    NotEnrolled,
    NothingToCancel,
    NotYet,
    Outcome,
    Refused,
    Slot,
    TooLate,
)
from booking.places import give_back, lock_sessions, take
from booking.references import reference_of
from booking.rules.acts import ActRules, Applicant
from booking.rules.judge import InTime, Late, Never, Verdict, judge
from booking.rules.judge import NotYet as NotYetOpen
from booking.rules.judge import TooLate as PastDeadline
from booking.tables import Act, Child, Enrolment, Family, Reservation, Session
from booking.town import Part, Service, Town


@dataclass(frozen=True, slots=True)
class Standing:
    """How a child stands toward a place: what is on the file, and the sessions concerned (locked)."""

    slot: Slot
    service: Service
    missing: tuple[str, ...]
    site: str | None
    sessions: Sequence[Session]
    live: Sequence[Reservation]


async def book(db: AsyncSession, town: Town, place: Place, *, act: Act) -> Outcome:
    """Book one place, if every rule allows it at `act.arrived` and a place is free.

    Raises UnknownChild, UnknownService, CalendarMissing.
    """
    standing = await _look_up(db, town, place)
    if standing.live:
        return AlreadyBooked(standing.slot, reference_of(standing.live[0].act_id))
    refusal = _why_not_book(town, standing, act.arrived)
    if refusal is None and not await take(db, standing.sessions):
        refusal = Full(standing.slot)
    if refusal is not None:
        return await _refused(db, act, place, standing, refusal)
    for session in standing.sessions:
        await _reserve(db, act, place, session)
    return Booked(standing.slot, reference_of(act.id), _cancel_until(town, standing, act.arrived))


async def cancel(db: AsyncSession, town: Town, place: Place, *, act: Act) -> Outcome:
    """Give a child's place back, if the rule for cancelling allows it at `act.arrived`.

    Raises UnknownChild, UnknownService, CalendarMissing.
    """
    standing = await _look_up(db, town, place)
    if not standing.live:
        return await _refused(db, act, place, standing, NothingToCancel(standing.slot))
    refusal = _too_late(standing, _judged(town, standing, standing.service.cancelling, act.arrived))
    if refusal is not None:
        return await _refused(db, act, place, standing, refusal)
    for reservation in standing.live:
        await _release(db, act, place, standing, reservation)
    return Cancelled(standing.slot, reference_of(standing.live[0].act_id))


async def _look_up(db: AsyncSession, town: Town, place: Place) -> Standing:
    service = town.service(place.service)
    child, missing, site = await _on_file(db, place)
    sessions: Sequence[Session] = ()
    live: Sequence[Reservation] = ()
    if site is not None:
        sessions = [s for s in await lock_sessions(db, place.service, site, place.day) if _wanted(s, place.part)]
        live = await _live(db, place.child_id, sessions)
    slot = Slot(child, place.service, place.day, place.part, place.meal, place.hours)
    return Standing(slot, service, missing, site, sessions, live)


async def _on_file(db: AsyncSession, place: Place) -> tuple[str, tuple[str, ...], str | None]:
    """First name, papers that are missing, and the site at which the child is enrolled on that day, if it is."""
    enrolled = (
        (Enrolment.child_id == Child.id)
        & (Enrolment.service == place.service)
        & (Enrolment.first <= place.day)
        & (Enrolment.last >= place.day)
    )
    query = (
        select(Child.first_name, Family.missing, Enrolment.site)
        .join(Family, Family.id == Child.family_id)
        .outerjoin(Enrolment, enrolled)
        .where(Child.id == place.child_id)
    )
    row = (await db.execute(query)).first()
    if row is None:
        raise UnknownChild(place.child_id)
    first_name, missing, site = row
    return first_name, tuple(missing), site


def _wanted(session: Session, part: Part | None) -> bool:
    return part in (None, Part.DAY) or session.part in (part, Part.DAY)


async def _live(db: AsyncSession, child_id: int, sessions: Sequence[Session]) -> Sequence[Reservation]:
    mine = select(Reservation).where(
        Reservation.child_id == child_id,
        Reservation.session_id.in_([session.id for session in sessions]),
        Reservation.state.in_(LIVE),
    )
    return (await db.scalars(mine.order_by(Reservation.id))).all()


def _why_not_book(town: Town, standing: Standing, arrived: datetime) -> Refused | None:
    """The first reason against it, in the order in which a parent can do something about it."""
    slot = standing.slot
    if standing.missing:
        return FileIncomplete(slot, standing.missing)
    if standing.site is None:
        return NotEnrolled(slot)
    if not standing.sessions:
        return NoSession(slot)
    for session in standing.sessions:
        if session.closed is not None:
            return Closed(slot, session.closed)
    return _too_late(standing, _judged(town, standing, standing.service.booking, arrived))


def _judged(town: Town, standing: Standing, rules: ActRules, arrived: datetime) -> Verdict:
    return judge(rules, standing.slot.day, now=arrived, calendar=town.calendar, who=Applicant())


def _too_late(standing: Standing, verdict: Verdict) -> Refused | None:
    match verdict:
        case InTime():
            return None
        case NotYetOpen(opens_at=opens):
            return NotYet(standing.slot, opens)
        case PastDeadline(since=since):
            return TooLate(standing.slot, since)
        case Late() | Never():
            return TooLate(standing.slot, None)
        case _:
            assert_never(verdict)


def _cancel_until(town: Town, standing: Standing, arrived: datetime) -> datetime | None:
    verdict = _judged(town, standing, standing.service.cancelling, arrived)
    return verdict.until if isinstance(verdict, InTime) else None


async def _refused(db: AsyncSession, act: Act, place: Place, standing: Standing, refusal: Refused) -> Refused:
    await record(db, act, Entry.REFUSED, place, site=standing.site, reason=refusal.reason)
    return refusal


async def _reserve(db: AsyncSession, act: Act, place: Place, session: Session) -> None:
    making = (
        insert(Reservation)
        .values(
            child_id=place.child_id,
            session_id=session.id,
            state=State.CONFIRMED,
            act_id=act.id,
            meal=place.meal,
            from_hour=place.hours and place.hours.start,
            until_hour=place.hours and place.hours.end,
            made_at=act.at,
        )
        .returning(Reservation.id)
    )
    reservation_id = await db.scalar(making)
    await record(
        db,
        act,
        Entry.BOOKED,
        replace(place, part=session.part),
        site=session.site,
        reservation_id=reservation_id,
        after=State.CONFIRMED,
    )


async def _release(db: AsyncSession, act: Act, place: Place, standing: Standing, reservation: Reservation) -> None:
    before = reservation.state
    await db.execute(
        update(Reservation)
        .where(Reservation.id == reservation.id)
        .values(state=State.CANCELLED)
        .execution_options(synchronize_session=False)
    )
    if before is State.CONFIRMED:
        await give_back(db, [reservation.session_id])
    part = next(session.part for session in standing.sessions if session.id == reservation.session_id)
    await record(
        db,
        act,
        Entry.CANCELLED,
        replace(place, part=part),
        site=standing.site,
        reservation_id=reservation.id,
        before=before,
        after=State.CANCELLED,
    )
