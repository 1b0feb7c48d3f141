"""Standing bookings: "every Monday and Thursday", made once, picked up by sessions as they open.

Each is one guardian's: two parents who are equal hold their own weeks. What a parent cancelled by hand is not made
again, because a reservation of the standing booking is there for that day, cancelled.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from booking.changes import Holder
from booking.domain import LIVE, Act, Consent, Entry, Place
from booking.errors import UnknownChild, UnknownStanding
from booking.journal import Line, open_system_act, record
from booking.outcomes import Outcome
from booking.patterns import Pattern
from booking.reservations import NO_CONSENT, book, cancel
from booking.rules.calendar import ONE_DAY, Weekday
from booking.school_year import require_in_year
from booking.tables import Child, Enrolment, JournalLine, Reservation, Session, StandingBooking
from booking.town import Hours, Part, Service, Town


@dataclass(frozen=True, slots=True)
class Wish:
    """What is wanted on every day of a pattern; `part`, `meal` and `hours` as in a Place."""

    child_id: int
    service: str
    pattern: Pattern
    part: Part | None = None
    meal: bool | None = None
    hours: Hours | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """A standing booking that was made, and what came of each day that is open already."""

    id: int
    outcomes: Sequence[Outcome]


async def make_standing(
    db: AsyncSession, town: Town, wish: Wish, *, act: Act, consent: Consent = NO_CONSENT
) -> Standing:
    """Make a standing booking for the act's guardian, and book all open days of it that are still to come.

    Raises UnknownChild, UnknownService, DateOutsideYear, CalendarMissing.
    """
    service = town.service(wish.service)
    require_in_year(service.year, wish.pattern.first, wish.pattern.until)
    await _require_own(db, wish.child_id, act)
    row = _row(wish, act, wait=consent.wait)
    db.add(row)
    await db.flush()
    await record(db, act, _line(Entry.STANDING, row))
    today = act.arrived.astimezone(town.zone).date()
    days = [day for day in await _open_days(db, service, wish) if day >= today]
    return Standing(row.id, await _book(db, town, row, days, act, consent))


async def end_standing(
    db: AsyncSession, town: Town, standing_id: int, *, from_day: date, act: Act, consent: Consent = NO_CONSENT
) -> Sequence[Outcome]:
    """End a standing booking: nothing of it from that day on. What is booked by it is given back, each by its rules.

    Raises UnknownStanding, CalendarMissing.
    """
    row = await _own(db, standing_id, act)
    row.until, row.ended_act_id = min(row.until, from_day - ONE_DAY), act.id
    await db.flush()
    await record(db, act, _line(Entry.STANDING_ENDED, row))
    booked = [day for day in await _days_of(db, row, live=True) if day >= from_day]
    return [await cancel(db, town, _place(row, day), act=act, consent=consent) for day in booked]


async def except_days(
    db: AsyncSession, town: Town, standing_id: int, days: Collection[date], *, act: Act, consent: Consent = NO_CONSENT
) -> Sequence[Outcome]:
    """Leave some days out of a standing booking, open yet or not; what is booked on them is given back.

    Raises UnknownStanding, CalendarMissing.
    """
    row = await _own(db, standing_id, act)
    row.exceptions = sorted({*row.exceptions, *(day.isoformat() for day in days)})
    await db.flush()
    await record(db, act, _line(Entry.STANDING, row))
    booked = [day for day in await _days_of(db, row, live=True) if day in days]
    return [await cancel(db, town, _place(row, day), act=act, consent=consent) for day in booked]


async def restore_exceptions(db: AsyncSession, act_id: int, *, act: Act) -> None:
    """Mean the days again that an act took out of standing bookings."""
    changed = select(JournalLine).where(JournalLine.act_id == act_id, JournalLine.entry == Entry.STANDING)
    for line in await db.scalars(changed.order_by(JournalLine.id)):
        row = await _own(db, int(line.details["standing_id"]), act)
        if row.act_id == act_id or row.ended_act_id is not None:
            continue
        before = await _line_before(db, line)
        row.exceptions = [] if before is None else [day for day in before.details["exceptions"].split(",") if day]
        await db.flush()
        await record(db, act, _line(Entry.STANDING, row))


async def _line_before(db: AsyncSession, line: JournalLine) -> JournalLine | None:
    earlier = (
        select(JournalLine)
        .where(
            JournalLine.id < line.id,
            JournalLine.entry == Entry.STANDING,
            JournalLine.child_id == line.child_id,
            JournalLine.service == line.service,
        )
        .order_by(JournalLine.id.desc())
    )
    same = (each for each in await db.scalars(earlier) if each.details["standing_id"] == line.details["standing_id"])
    return next(same, None)


async def pick_up(db: AsyncSession, town: Town, opened: Mapping[str, Collection[date]], *, now: datetime) -> int:
    """Book the days that just opened, service by service, for the standing bookings that mean them; how many days.

    Each is judged at `now`, and leaves its own lines in the journal, a refusal too, under an act of the house.
    """
    made = 0
    for row in await _standing_for(db, opened):
        days = sorted({*pattern_of(row).among(opened[row.service])} - {*await _days_of(db, row, live=False)})
        if days:
            family_id = await db.scalar(select(Child.family_id).where(Child.id == row.child_id))
            act = await open_system_act(db, "standing booking", now=now, family_id=family_id)
            made += len(await _book(db, town, row, days, act, Consent(wait=row.wait)))
    return made


async def standings_of(db: AsyncSession, child_ids: Collection[int], *, on: date) -> Sequence[StandingBooking]:
    """The standing bookings of these children that are not over on that day, oldest first."""
    current = select(StandingBooking).where(StandingBooking.child_id.in_(child_ids), StandingBooking.until >= on)
    return (await db.scalars(current.order_by(StandingBooking.id))).all()


async def standings_made_by(db: AsyncSession, act_id: int) -> Sequence[StandingBooking]:
    """The standing bookings that an act made and nobody has ended since."""
    made = select(StandingBooking).where(StandingBooking.act_id == act_id, StandingBooking.ended_act_id.is_(None))
    return (await db.scalars(made.order_by(StandingBooking.id))).all()


def pattern_of(row: StandingBooking) -> Pattern:
    """The days that a standing booking means."""
    return Pattern(
        weekdays=frozenset(Weekday(number) for number in row.weekdays),
        first=row.first,
        until=row.until,
        weeks=row.weeks,
        anchor=row.anchor,
        exceptions=frozenset(date.fromisoformat(day) for day in row.exceptions),
    )


async def _standing_for(db: AsyncSession, opened: Mapping[str, Collection[date]]) -> Sequence[StandingBooking]:
    days = [day for of_service in opened.values() for day in of_service]
    if not days:
        return ()
    concerned = select(StandingBooking).where(
        StandingBooking.service.in_(opened.keys()),
        StandingBooking.first <= max(days),
        StandingBooking.until >= min(days),
    )
    return (await db.scalars(concerned.order_by(StandingBooking.id))).all()


async def _book(
    db: AsyncSession, town: Town, row: StandingBooking, days: Collection[date], act: Act, consent: Consent
) -> Sequence[Outcome]:
    holder = Holder(row.guardian_id, row.id)
    places = [_place(row, day) for day in sorted(days)]
    return [await book(db, town, place, act=act, consent=consent, along_with=places, holder=holder) for place in places]


async def _open_days(db: AsyncSession, service: Service, wish: Wish) -> Sequence[date]:
    """The days of the pattern on which the service is open where the child may take it."""
    enrolled = select(Enrolment.site).where(Enrolment.child_id == wish.child_id, Enrolment.service == service.key)
    sites = set(await db.scalars(enrolled)) if service.enrolment else set(service.sites)
    days = (
        select(Session.date)
        .where(
            Session.service == service.key,
            Session.site.in_(sites),
            Session.date.between(wish.pattern.first, wish.pattern.until),
        )
        .distinct()
    )
    return sorted(wish.pattern.among(await db.scalars(days)))


async def _days_of(db: AsyncSession, row: StandingBooking, *, live: bool) -> Sequence[date]:
    """The days for which the standing booking has made a reservation: those that are live, or all of them."""
    days = (
        select(Session.date)
        .join(Reservation, Reservation.session_id == Session.id)
        .where(Reservation.standing_id == row.id)
        .distinct()
    )
    if live:
        days = days.where(Reservation.state.in_(LIVE))
    return sorted(await db.scalars(days))


async def _require_own(db: AsyncSession, child_id: int, act: Act) -> None:
    family_id = await db.scalar(select(Child.family_id).where(Child.id == child_id))
    if family_id is None or act.family_id not in (None, family_id):
        raise UnknownChild(child_id)


async def _own(db: AsyncSession, standing_id: int, act: Act) -> StandingBooking:
    row = await db.get(StandingBooking, standing_id, with_for_update=True)
    if row is None:
        raise UnknownStanding(standing_id)
    try:
        await _require_own(db, row.child_id, act)
    except UnknownChild:
        raise UnknownStanding(standing_id) from None
    return row


def _row(wish: Wish, act: Act, *, wait: bool) -> StandingBooking:
    pattern = wish.pattern
    return StandingBooking(
        child_id=wish.child_id,
        guardian_id=act.guardian_id,
        service=wish.service,
        part=wish.part,
        meal=wish.meal,
        from_hour=wish.hours and wish.hours.start,
        until_hour=wish.hours and wish.hours.end,
        weekdays=sorted(int(weekday) for weekday in pattern.weekdays),
        weeks=pattern.weeks,
        anchor=pattern.anchor,
        first=pattern.first,
        until=pattern.until,
        exceptions=sorted(day.isoformat() for day in pattern.exceptions),
        wait=wait,
        act_id=act.id,
    )


def _place(row: StandingBooking, day: date) -> Place:
    hours = None
    if row.from_hour is not None and row.until_hour is not None:
        hours = Hours(row.from_hour, row.until_hour)
    return Place(row.child_id, row.service, day, row.part, row.meal, hours)


def _line(entry: Entry, row: StandingBooking) -> Line:
    details = {
        "standing_id": str(row.id),
        "held_by": str(row.guardian_id),
        "weekdays": ",".join(str(number) for number in row.weekdays),
        "weeks": row.weeks.value,
        "first": row.first.isoformat(),
        "until": row.until.isoformat(),
        "exceptions": ",".join(row.exceptions),
    }
    return Line(entry, child_id=row.child_id, service=row.service, part=row.part, details=details)
