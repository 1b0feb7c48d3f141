"""A booked place that was not used: which days are billed all the same, and what a family must show, until when."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import assert_never

from booking.rules.acts import GivesBack, PriceChange, Provenance
from booking.rules.calendar import ONE_DAY, ONE_WEEK, Calendar, Counting, days_between, monday_of
from booking.rules.deadlines import Deadline, WhyNever
from booking.rules.instants import in_utc, last_instant


class AbsenceReason(StrEnum):
    """Why a child does not come."""

    SICKNESS = "sickness"
    TEACHER_ABSENT = "teacher_absent"
    STRIKE = "strike"
    TRIP = "trip"
    WEATHER = "weather"
    WORK = "work"
    FAMILY_EVENT = "family_event"
    NONE_GIVEN = "none_given"


class Billing(StrEnum):
    """What becomes of the booked days."""

    FREE = "free"
    REMOVED = "removed without asking"
    BILLED = "billed"
    UNLESS_CANCELLED = "billed unless cancelled in time"


class CountedFrom(StrEnum):
    """From when a time limit or waiting days are counted."""

    FIRST_DAY = "first day"
    LAST_DAY = "last day"
    NOTICE = "notice"


@dataclass(frozen=True, slots=True)
class Proof:
    """A certificate (or other proof) within so many hours, or days.

    A late one frees nothing, or where `late_costs_only_waiting_days` all but the waiting days (billed then alone).
    """

    hours: int | None = None
    days: int | None = None
    counting: Counting = Counting.CALENDAR
    counted_from: CountedFrom = CountedFrom.FIRST_DAY
    late_costs_only_waiting_days: bool = False


@dataclass(frozen=True, slots=True)
class Excuse:
    """What one reason for absence is worth.

    `waiting_days` booked days are billed first; `free_days_at_most` bounds those freed after; nothing is freed below
    `at_least_days` of absence, nor before the Monday of the second week where `from_second_week` is said.
    """

    billing: Billing
    proof: Proof | None = None
    waiting_days: int = 0
    waiting_from: CountedFrom = CountedFrom.FIRST_DAY
    free_days_at_most: int | None = None
    at_least_days: int = 1
    at_least_in: Counting = Counting.CALENDAR
    from_second_week: bool = False
    needs_notice: bool = True
    gives_back: GivesBack | None = None


@dataclass(frozen=True, slots=True)
class AbsenceRules:
    """The absence clock of a service: the call that must be made, by when for each day, and each reason's worth."""

    excuses: Mapping[AbsenceReason, Excuse]
    notice: Deadline | None = None
    gives_back: GivesBack = GivesBack.DEDUCTION
    no_show: PriceChange | None = None
    refused_if_at_school: bool = False
    return_must_be_announced: bool = False
    provenance: Provenance = field(default_factory=Provenance)


@dataclass(frozen=True, slots=True)
class Absence:
    """What is known of one absence: the booked days missed (in order), and when notice and proof reached the town."""

    reason: AbsenceReason
    days: Sequence[date]
    notice_at: datetime | None = None
    proof_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Settlement:
    """The days that are billed and those that are not; `proof_until` (excluded) is None where no proof is asked."""

    billed: tuple[date, ...]
    free: tuple[date, ...]
    proof_until: datetime | None
    gives_back: GivesBack


def settle(rules: AbsenceRules, absence: Absence, *, calendar: Calendar) -> Settlement:
    """What an absence costs. A reason of which the rules say nothing is billed."""
    excuse = rules.excuses.get(absence.reason, Excuse(Billing.BILLED))
    proof_until = proof_end(excuse.proof, absence, calendar) if excuse.proof is not None else None
    free = _free_days(rules, excuse, absence, proof_until, calendar)
    billed = tuple(day for day in absence.days if day not in free)
    return Settlement(billed, free, proof_until, excuse.gives_back or rules.gives_back)


def proof_end(proof: Proof, absence: Absence, calendar: Calendar) -> datetime:
    """The first instant at which a proof is too late, in the town's zone.

    Hours run from the notice, or else from the start of the day they are counted from; days last until their midnight.
    """
    start = _counted_from(proof.counted_from, absence, calendar)
    if proof.hours is not None:
        return (start.replace(tzinfo=None) + timedelta(hours=proof.hours)).replace(tzinfo=calendar.zone)
    last = calendar.ahead(start.date(), proof.days or 0, proof.counting)
    return datetime.combine(last + ONE_DAY, time(), tzinfo=calendar.zone)


def _counted_from(point: CountedFrom, absence: Absence, calendar: Calendar) -> datetime:
    match point:
        case CountedFrom.NOTICE if absence.notice_at is not None:
            return absence.notice_at.astimezone(calendar.zone)
        case CountedFrom.LAST_DAY:
            return datetime.combine(absence.days[-1], time(), tzinfo=calendar.zone)
        case CountedFrom.FIRST_DAY | CountedFrom.NOTICE:
            return datetime.combine(absence.days[0], time(), tzinfo=calendar.zone)
        case _:
            assert_never(point)


def _free_days(
    rules: AbsenceRules,
    excuse: Excuse,
    absence: Absence,
    proof_until: datetime | None,
    calendar: Calendar,
) -> tuple[date, ...]:
    if excuse.billing in (Billing.BILLED, Billing.UNLESS_CANCELLED) or not _long_enough(excuse, absence, calendar):
        return ()
    proven = proof_until is None or _in_time(absence.proof_at, proof_until)
    forgiving = excuse.proof is not None and excuse.proof.late_costs_only_waiting_days
    if not proven and not forgiving:
        return ()
    days = [day for day in absence.days if _announced(rules, excuse, absence, day, calendar)]
    if excuse.from_second_week:
        days = [day for day in days if day >= monday_of(absence.days[0]) + ONE_WEEK]
    if not (proven and forgiving):
        waited = _waiting(excuse, absence, calendar)
        days = [day for day in days if day not in waited]
    return tuple(days[: excuse.free_days_at_most])


def _long_enough(excuse: Excuse, absence: Absence, calendar: Calendar) -> bool:
    missed = days_between(absence.days[0], absence.days[-1])
    return sum(calendar.counts(day, excuse.at_least_in) for day in missed) >= excuse.at_least_days


def _in_time(instant: datetime | None, end: datetime) -> bool:
    return instant is not None and in_utc(instant) < in_utc(end)


def _announced(rules: AbsenceRules, excuse: Excuse, absence: Absence, day: date, calendar: Calendar) -> bool:
    """Whether notice came in time for that day, where notice has to be given."""
    if rules.notice is None or not excuse.needs_notice or excuse.billing is Billing.REMOVED:
        return True
    end = last_instant(rules.notice, day, calendar)
    return not isinstance(end, WhyNever) and _in_time(absence.notice_at, end)


def _waiting(excuse: Excuse, absence: Absence, calendar: Calendar) -> Sequence[date]:
    """The booked days that are billed first; counted from notice, those before it are billed too."""
    start = _counted_from(excuse.waiting_from, absence, calendar).date()
    before = [day for day in absence.days if day < start] if excuse.waiting_from is CountedFrom.NOTICE else []
    return absence.days[: len(before) + excuse.waiting_days]
