"""May this still be done? One act, one day, one instant: a verdict with the instants that a sentence needs."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import TypeAlias

from booking.rules.acts import AcceptedHours, ActRules, Applicant, Tier, Window
from booking.rules.calendar import ONE_DAY, Calendar, weekday_of
from booking.rules.deadlines import Deadline, WhyNever
from booking.rules.instants import first_instant, in_utc, last_instant


@dataclass(frozen=True, slots=True)
class InTime:
    """By the ordinary route, until an instant (excluded)."""

    until: datetime


@dataclass(frozen=True, slots=True)
class NotYet:
    """It opens later."""

    opens_at: datetime


@dataclass(frozen=True, slots=True)
class Late:
    """The ordinary deadline is past; `tier` says what is still possible, until an instant (excluded)."""

    tier: Tier
    until: datetime


@dataclass(frozen=True, slots=True)
class TooLate:
    """Nothing is possible any more since an instant."""

    since: datetime


@dataclass(frozen=True, slots=True)
class Never:
    """There is no instant at which this could be done."""

    reason: WhyNever


Verdict: TypeAlias = InTime | NotYet | Late | TooLate | Never


@dataclass(frozen=True, slots=True)
class Opening:
    """A window as it stands for one day: open from `start` (None: always was) to `end` (excluded), at some hours."""

    closes: Deadline
    start: datetime | None
    end: datetime
    hours: tuple[AcceptedHours, ...]

    def next_open(self, now: datetime, calendar: Calendar) -> datetime | None:
        """The first instant from `now` on at which the act is accepted; None where the window is over by then."""
        instant = now if self.start is None or self.start <= now else self.start
        if self.hours:
            instant = next_accepted(self.hours, instant, self.end, calendar)
        return instant if instant < self.end else None


def judge(clock: ActRules, day: date, *, now: datetime, calendar: Calendar, who: Applicant) -> Verdict:
    """Whether the act may be done for `day` at `now` (aware), the instant at which the request reached us.

    Raises ValueError where `now` is naive, CalendarMissing where a rule needs days that the calendar does not know.
    """
    now = in_utc(now)
    openings, reason = openings_for(clock, day, calendar=calendar, who=who)
    if not openings:
        return _late(clock, day, now=now, calendar=calendar, who=who) or Never(reason)
    nexts = [(opening, opening.next_open(now, calendar)) for opening in openings]
    opened = [opening.end for opening, instant in nexts if instant == now]
    if opened:
        return InTime(max(opened))
    coming = [instant for _, instant in nexts if instant is not None]
    if coming:
        return NotYet(min(coming).astimezone(calendar.zone))
    since = max(opening.end for opening in openings)
    return _late(clock, day, now=now, calendar=calendar, who=who) or TooLate(_over(clock, day, since, calendar, who))


def openings_for(
    clock: ActRules,
    day: date,
    *,
    calendar: Calendar,
    who: Applicant,
) -> tuple[tuple[Opening, ...], WhyNever]:
    """The windows that hold for them, as they stand for that day; and, where there is none, why."""
    reason = WhyNever.NOT_FOR_THIS_GROUP
    openings = []
    for window in clock.windows:
        if who.is_among(window.who):
            opening = opening_of(window, day, calendar)
            if isinstance(opening, Opening):
                openings.append(opening)
            else:
                reason = opening
    return tuple(openings), reason


def opening_of(window: Window, day: date, calendar: Calendar) -> Opening | WhyNever:
    """A window as it stands for one day, or why it does not."""
    end = last_instant(window.closes, day, calendar)
    if isinstance(end, WhyNever):
        return end
    start = None if window.opens is None else first_instant(window.opens, day, calendar)
    if isinstance(start, WhyNever):
        return start
    return Opening(window.closes, start, end, window.hours)


def next_accepted(hours: tuple[AcceptedHours, ...], instant: datetime, end: datetime, calendar: Calendar) -> datetime:
    """The first instant from `instant` on that lies within these hours of an open day; `end` where none is before."""
    local_day = instant.astimezone(calendar.zone).date()
    while datetime.combine(local_day, time(), tzinfo=calendar.zone) < end:
        for start, stop in _accepted_on(hours, local_day, calendar):
            if instant < stop:
                return max(instant, start)
        local_day += ONE_DAY
    return end


def _accepted_on(
    hours: tuple[AcceptedHours, ...],
    day: date,
    calendar: Calendar,
) -> Iterator[tuple[datetime, datetime]]:
    if calendar.is_closed(day):
        return
    for accepted in sorted(hours, key=lambda accepted: accepted.start):
        if weekday_of(day) in accepted.weekdays:
            start = datetime.combine(day, accepted.start, tzinfo=calendar.zone)
            stop = datetime.combine(day, accepted.end, tzinfo=calendar.zone)
            yield start.astimezone(UTC), stop.astimezone(UTC)


def _late(
    clock: ActRules,
    day: date,
    *,
    now: datetime,
    calendar: Calendar,
    who: Applicant,
) -> Late | NotYet | None:
    coming: list[datetime] = []
    for tier, until in tiers_for(clock, day, calendar=calendar, who=who):
        if now >= until or is_used_up(tier, who):
            continue
        opens_at = _opens_at(tier, day, calendar)
        if opens_at is None or opens_at <= now:
            return Late(tier, until)
        coming.append(opens_at)
    return NotYet(min(coming)) if coming else None


def _opens_at(tier: Tier, day: date, calendar: Calendar) -> datetime | None:
    opens_at = None if tier.opens is None else first_instant(tier.opens, day, calendar)
    return opens_at if isinstance(opens_at, datetime) else None


def tiers_for(
    clock: ActRules,
    day: date,
    *,
    calendar: Calendar,
    who: Applicant,
) -> Iterator[tuple[Tier, datetime]]:
    """The tiers that hold for them, in the order of the file, each with the instant that ends it for that day."""
    for tier in clock.late:
        until = last_instant(tier.until, day, calendar)
        if who.is_among(tier.who) and not isinstance(until, WhyNever):
            yield tier, until


def is_used_up(tier: Tier, who: Applicant) -> bool:
    """Whether they have done as many late acts as the tier allows in its span."""
    return tier.quota is not None and who.late_acts.get(tier.quota.per, 0) >= tier.quota.acts


def _over(clock: ActRules, day: date, since: datetime, calendar: Calendar, who: Applicant) -> datetime:
    ends = [until for tier, until in tiers_for(clock, day, calendar=calendar, who=who) if not is_used_up(tier, who)]
    return max([since, *ends])
