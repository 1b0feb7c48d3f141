"""What a child has and asks for together, where a service is taken in weeks, or at least (at most) so many days."""

from collections.abc import Collection, Sequence
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from booking.cases import Case
from booking.domain import LIVE, Place
from booking.rules.calendar import ONE_DAY, ONE_WEEK, monday_of
from booking.rules.units import Breach, Pick, TooFew, TooMany, Units, WeekIncomplete, breaches, span_start
from booking.tables import Reservation, Session
from booking.town import Hours, Part, Town

WIDEST_SPAN = timedelta(days=366)  # a school year: what lies further off is in no span of the day

ANYTHING_GOES = Units()


async def unit_breaches(db: AsyncSession, town: Town, case: Case, along_with: Collection[Place]) -> tuple[Breach, ...]:
    """In what the place breaks the units of its service, beside all that the child has and asks for along with it."""
    units, mine = case.service.units, _pick(case.place)
    if units == ANYTHING_GOES:
        return ()
    asked = [_pick(place) for place in along_with if _is_same(place, case.place)]
    had = await _had(db, case) if units.whole_weeks or units.at_least or units.at_most else []
    picks = {pick.day: pick for pick in (*had, *asked, mine)}
    monday = monday_of(mine.day)
    week = case.service.days(town.calendar, monday, monday + ONE_WEEK - ONE_DAY)
    found = breaches(units, list(picks.values()), open_days=week, calendar=town.calendar)
    return tuple(breach for breach in found if _concerns(breach, mine, town))


async def left_breaches(db: AsyncSession, town: Town, case: Case, given_back: Collection[Place]) -> tuple[Breach, ...]:
    """In what the rest breaks the units of its service, once the place and all of `given_back` are gone; nothing if
    no day of its week or period is left: who gives all of it back leaves nothing too small."""
    units, mine = case.service.units, _pick(case.place)
    if not (units.whole_weeks or units.whole_weeks_in or units.at_least):
        return ()
    gone = {place.day for place in (*given_back, case.place) if _is_same(place, case.place)}
    left = [pick for pick in await _had(db, case) if pick.day not in gone]
    monday = monday_of(mine.day)
    week = case.service.days(town.calendar, monday, monday + ONE_WEEK - ONE_DAY)
    found = breaches(units, left, open_days=week, calendar=town.calendar)
    return tuple(b for b in found if isinstance(b, TooFew | WeekIncomplete) and _concerns(b, mine, town))


def _is_same(place: Place, other: Place) -> bool:
    return (place.child_id, place.service) == (other.child_id, other.service)


def _pick(place: Place) -> Pick:
    return Pick(place.day, place.part or Part.DAY, place.meal, place.hours)


async def _had(db: AsyncSession, case: Case) -> Sequence[Pick]:
    """What the child has already: a day in all its parts is a whole one."""
    day = case.place.day
    live = (
        select(Session.date, Session.part, Reservation.meal, Reservation.from_hour, Reservation.until_hour)
        .join(Session, Session.id == Reservation.session_id)
        .where(
            Reservation.child_id == case.place.child_id,
            Reservation.state.in_(LIVE),
            Session.service == case.place.service,
            Session.date.between(day - WIDEST_SPAN, day + WIDEST_SPAN),
        )
    )
    days: dict[date, list[Pick]] = {}
    for on, part, meal, start, end in await db.execute(live):
        hours = Hours(start, end) if start is not None and end is not None else None
        days.setdefault(on, []).append(Pick(on, part, meal, hours))
    return [picks[0] if len(picks) == 1 else Pick(on, Part.DAY, picks[0].meal) for on, picks in days.items()]


def _concerns(breach: Breach, mine: Pick, town: Town) -> bool:
    """Whether a breach is of this day, or of a span in which it lies: for the others it is not to blame."""
    match breach:
        case WeekIncomplete(monday=monday):
            return monday == monday_of(mine.day)
        case TooFew(span_start=start, least=amount) | TooMany(span_start=start, most=amount):
            return start == span_start(amount.per, mine.day, town.calendar)
        case _:
            return breach.pick == mine
