"""A child who does not come: given back where that is still in time; else noted, and settled by the rule of absence.

What is noted keeps its place: the meal is ordered, and nobody else is surprised with it. What it costs, and the proof
that the family has to show, are written in the journal as they were told.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from booking.cases import Case, look_up
from booking.changes import held, note_absence
from booking.database import run
from booking.domain import Act, Place, State
from booking.outcomes import Absent, Outcome
from booking.reservations import cancel
from booking.rules.absence import Absence, AbsenceReason, Settlement, settle
from booking.tables import Reservation, Session
from booking.town import Town
from booking.ways import Way, way_to_cancel

LOOKED_BACK = timedelta(days=31)  # an absence that has lasted longer has used up every waiting day
CONFIRMED_BEFORE = (
    select(Session.date, Reservation.absence)
    .join(Session, Session.id == Reservation.session_id)
    .where(
        Reservation.child_id == bindparam("child_id"),
        Reservation.state == State.CONFIRMED,
        Session.service == bindparam("service"),
        Session.date >= bindparam("first"),
        Session.date < bindparam("until"),
    )
    .order_by(Session.date.desc())
)


@dataclass(frozen=True, slots=True)
class Missing:
    """A child that misses what it has booked of a service on some days, and why."""

    child_id: int
    service: str
    days: Collection[date]
    reason: AbsenceReason


async def report_absence(db: AsyncSession, town: Town, missing: Missing, *, act: Act) -> Sequence[Outcome]:
    """Give back the days that may still be given back, note the child as absent on the others.

    An absence is never refused: at worst the day is billed, and that is said. A text is the notice that a rule may
    ask for. Raises UnknownChild, UnknownService, CalendarMissing.
    """
    outcomes: list[Outcome] = []
    kept: list[Case] = []
    for day in sorted(missing.days):
        case = await look_up(db, town, Place(missing.child_id, missing.service, day), act=act)
        if held(case.live) and not await _is_free_to_cancel(db, town, case, act):
            kept.append(case)
        else:
            outcomes.append(await cancel(db, town, case.place, act=act))
    if kept:
        settlement = await _settled(db, town, missing, kept, act)
        outcomes += [await _note(db, town, case, missing.reason, settlement, act) for case in kept]
    return outcomes


async def _is_free_to_cancel(db: AsyncSession, town: Town, case: Case, act: Act) -> bool:
    way = await way_to_cancel(db, town, case, act)
    return isinstance(way, Way) and way.terms is None and way.approval_by is None and not way.only_waiting


async def _settled(db: AsyncSession, town: Town, missing: Missing, kept: Sequence[Case], act: Act) -> Settlement:
    """What the days cost, provided that the proof comes in time; an absence that goes on counts from its first day."""
    rules = town.service(missing.service).absence
    days = [case.place.day for case in kept]
    missed = [*await _missed_before(db, missing, days[0]), *days]
    absence = Absence(missing.reason, missed, notice_at=act.arrived, proof_at=act.arrived)
    return settle(rules, absence, calendar=town.calendar)


async def _missed_before(db: AsyncSession, missing: Missing, first: date) -> Sequence[date]:
    """The days just before that were missed for the same reason, back to the last one on which the child came."""
    days: dict[date, None] = {}
    found = await run(
        db,
        CONFIRMED_BEFORE,
        child_id=missing.child_id,
        service=missing.service,
        first=first - LOOKED_BACK,
        until=first,
    )
    for day, absence in found:
        if absence is None or absence["reason"] != missing.reason.value:
            break
        days[day] = None
    return list(days)[::-1]


async def _note(
    db: AsyncSession, town: Town, case: Case, reason: AbsenceReason, settlement: Settlement, act: Act
) -> Absent:
    billed = case.place.day in settlement.billed
    proof_until = None if billed else settlement.proof_until
    noted = {"reason": reason.value, "billed": "yes" if billed else "no"}
    if proof_until is not None:
        noted |= {"billed": "unless proven", "proof_until": proof_until.isoformat()}
    await note_absence(db, act, case, noted)
    tell_return = town.service(case.place.service).absence.return_must_be_announced
    return Absent(case.slot, case.live[0].reference, reason, billed, proof_until, tell_return)
