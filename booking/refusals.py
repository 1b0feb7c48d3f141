"""Why a place cannot be had, and the line that keeps it."""

from sqlalchemy.ext.asyncio import AsyncSession

from booking.cases import Case
from booking.domain import Act, Entry
from booking.journal import Line, record
from booking.outcomes import (
    Closed,
    FileIncomplete,
    NoSession,
    NotEnrolled,
    NotForChild,
    OutsideYear,
    Refused,
)
from booking.rules.eligibility import why_not


async def refuse(db: AsyncSession, act: Act, case: Case, refusal: Refused) -> Refused:
    """Keep a refusal in the journal, with the reservation that it concerns where there is one."""
    line = Line(
        Entry.REFUSED,
        reason=refusal.reason,
        child_id=case.place.child_id,
        reservation_id=case.live[0].id if case.live else None,
        service=case.place.service,
        site=case.site,
        day=case.place.day,
        part=case.place.part,
    )
    await record(db, act, line)
    return refusal


def why_not_at_all(case: Case, *, papers_matter: bool = True) -> Refused | None:
    """The first reason against a booking that no hour changes, in the order in which a parent can mend it."""
    slot, service, child, day = case.slot, case.service, case.child, case.place.day
    if child.missing and papers_matter:
        return FileIncomplete(slot, tuple(child.missing))
    if day not in service.year:
        return OutsideYear(slot, service.year.first_possible_day, service.year.last_possible_day)
    if case.site is None:
        return NotEnrolled(slot)
    if reasons := why_not(service.conditions, child.facts, day):
        return NotForChild(slot, reasons)
    if not case.sessions:
        return NoSession(slot)
    if (why := case.why_closed) is not None:
        return Closed(slot, why)
    return None
