"""The facts from which a sentence about a deadline is worded: "jusqu'au vendredi 27 à 9 h, ensuite majoré de 50 %"."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from booking.rules.acts import ActRules, Applicant, Provenance, Tier
from booking.rules.calendar import Calendar
from booking.rules.deadlines import Deadline, WhyNever
from booking.rules.instants import is_exception, moved_from
from booking.rules.judge import openings_for, tiers_for

ONE_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Limit:
    """An end as people say it. `closes_at` is the first instant too late, in the town's zone."""

    closes_at: datetime

    @property
    def last_minute(self) -> datetime:
        """The last minute in time."""
        return self.closes_at - ONE_MINUTE

    @property
    def whole_day(self) -> bool:
        """Whether it is the end of a day, which is said without an hour: "jusqu'au 27 inclus"."""
        return self.closes_at.time() == time()

    @property
    def last_day(self) -> date:
        """The last date on which it is possible."""
        return self.last_minute.date()


@dataclass(frozen=True, slots=True)
class Step:
    """What is possible after the step before, and until when."""

    tier: Tier
    limit: Limit


@dataclass(frozen=True, slots=True)
class Because:
    """Why the ordinary limit is where it is: its rule, a date fixed by hand, or a closed day that it moved from."""

    deadline: Deadline
    by_exception: bool
    moved_from: date | None


@dataclass(frozen=True, slots=True)
class Explanation:
    """All that can be said of one act for one day, to one applicant.

    Without an ordinary route `limit` is None and `never` says why; `opens_at` is None where it was always open.
    """

    day: date
    opens_at: datetime | None
    limit: Limit | None
    because: Because | None
    steps: tuple[Step, ...]
    never: WhyNever | None
    provenance: Provenance


def explain(clock: ActRules, day: date, *, calendar: Calendar, who: Applicant) -> Explanation:
    """The limits of an act for a day, in order: the ordinary one, then each later tier that goes further."""
    openings, reason = openings_for(clock, day, calendar=calendar, who=who)
    last = max(openings, key=lambda opening: opening.end, default=None)
    starts = [opening.start for opening in openings if opening.start is not None]
    return Explanation(
        day=day,
        opens_at=min(starts) if openings and len(starts) == len(openings) else None,
        limit=Limit(last.end) if last is not None else None,
        because=_because(last.closes, day, calendar) if last is not None else None,
        steps=_steps(clock, day, last.end if last is not None else None, calendar, who),
        never=reason if last is None else None,
        provenance=clock.provenance,
    )


def _because(deadline: Deadline, day: date, calendar: Calendar) -> Because:
    return Because(deadline, is_exception(deadline, day), moved_from(deadline, day, calendar))


def _steps(
    clock: ActRules,
    day: date,
    reached: datetime | None,
    calendar: Calendar,
    who: Applicant,
) -> tuple[Step, ...]:
    steps = []
    for tier, until in tiers_for(clock, day, calendar=calendar, who=who):
        if reached is None or until > reached:
            steps.append(Step(tier, Limit(until)))
            reached = until
    return tuple(steps)
