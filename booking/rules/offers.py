"""How long a freed place is held for the family it is offered to."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from booking.rules.calendar import ONE_DAY, Calendar
from booking.rules.deadlines import Deadline
from booking.rules.instants import in_utc
from booking.rules.parts import Hours
from booking.rules.priority import Criterion


@dataclass(frozen=True, slots=True)
class OfferRules:
    """An offer holds a place for `lasts`, less near the end, but never less than `at_least`: then none is made.

    `until` is the last instant at which a family may still accept; None is the last instant to book.
    """

    lasts: timedelta
    at_least: timedelta
    until: Deadline | None = None


@dataclass(frozen=True, slots=True)
class WaitingRules:
    """The waiting list of a service: its order, and whether a freed place is offered or confirmed at once (None)."""

    priority: tuple[Criterion, ...]
    offer: OfferRules | None


def offer_end(
    rules: OfferRules,
    *,
    now: datetime,
    last: datetime,
    night: Hours,
    calendar: Calendar,
) -> datetime | None:
    """When an offer made at `now` runs out; None where no offer can be made any more.

    The night does not count: an offer made in it starts in the morning. `last` is the instant (excluded) at which
    nobody may accept any more; an offer ends there at the latest, and none is made that would leave less than
    `at_least` by day. All instants are aware; the answer is in the town's zone.
    """
    now, last = in_utc(now), in_utc(last)
    if awake_between(now, last, night, calendar) < rules.at_least:
        return None
    return min(_after(now, rules.lasts, night, calendar), last).astimezone(calendar.zone)


def awake_between(start: datetime, end: datetime, night: Hours, calendar: Calendar) -> timedelta:
    """How much time lies between two instants outside the night."""
    total = timedelta()
    while start < end:
        asleep, change = _next_change(start, night, calendar)
        stretch_end = min(change, end)
        total += timedelta() if asleep else stretch_end - start
        start = stretch_end
    return total


def _after(start: datetime, awake: timedelta, night: Hours, calendar: Calendar) -> datetime:
    """The instant at which so much time has passed by day."""
    while True:
        asleep, change = _next_change(start, night, calendar)
        if not asleep:
            if start + awake <= change:
                return start + awake
            awake -= change - start
        start = change


def _next_change(instant: datetime, night: Hours, calendar: Calendar) -> tuple[bool, datetime]:
    """Whether it is night at an instant, and when that ends."""
    local = instant.astimezone(calendar.zone)
    asleep = local.time() in night
    return asleep, _next_at(night.end if asleep else night.start, local, calendar)


def _next_at(hour: time, local: datetime, calendar: Calendar) -> datetime:
    """The next instant, strictly later, at which the town's clock shows that hour."""
    today = datetime.combine(local.date(), hour, tzinfo=calendar.zone).astimezone(UTC)
    if today > local.astimezone(UTC):
        return today
    return datetime.combine(local.date() + ONE_DAY, hour, tzinfo=calendar.zone).astimezone(UTC)
