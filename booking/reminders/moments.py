"""When families are reminded: computed from the town's file and its calendar alone. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise, product
from zoneinfo import ZoneInfo

from booking.reminders.tables import Kind
from booking.rules.acts import (
    ActRules,
    Applicant,
    FixedSurcharge,
    Group,
    OtherPrice,
    PercentSurcharge,
    PriceChange,
    PriceLine,
    Tier,
)
from booking.rules.calendar import ONE_DAY, ONE_WEEK, Period
from booking.rules.explain import Explanation, explain
from booking.rules.reminding import DaysAhead, Earliest, due_at, wanted_at
from booking.town import Service, Town

HORIZON = timedelta(days=120)  # no session is open further ahead, so nothing could be booked
AN_OPENING_IS_NEWS_FOR = timedelta(days=2)
EITHER = ((Group.RESIDENTS, Group.NON_RESIDENTS), (Group.REGULAR, Group.OCCASIONAL))
PERHAPS = (Group.SIBLINGS, Group.BOTH_PARENTS_WORK, Group.MARKED)


@dataclass(frozen=True, slots=True)
class Moment:
    """One thing to be told, about some days of one service, to those who belong to the groups `among`.

    It leaves at `due_at` and is of no use from `until` on. `among` are all the groups to which a child belongs of
    those that the rules tell apart; `closes_at` is the first instant too late, `then` what is still possible after.
    """

    kind: Kind
    service: str
    days: tuple[date, ...]
    step: int
    due_at: datetime
    until: datetime
    closes_at: datetime
    then: Tier | None = field(default=None, hash=False)  # as long to count as all others together
    among: frozenset[Group] = frozenset()

    @property
    def day(self) -> date:
        """The day, or the first of them."""
        return self.days[0]

    @property
    def dearer(self) -> bool:
        """Whether it costs more from then on."""
        return self.then is not None and self.then.price is not None

    @property
    def who(self) -> str:
        """The groups as one word, for the database."""
        return ",".join(sorted(self.among))


class Moments:
    """The moments of one town, computed once for each of its days: a rule cannot change but with a new start."""

    def __init__(self, town: Town, earliest: Earliest) -> None:
        self.town = town
        self._earliest = earliest
        self._today = date.min
        self._found: Sequence[Moment] = ()
        self._of_days: dict[tuple[str, date], Sequence[Moment]] = {}

    def from_day(self, today: date) -> Sequence[Moment]:
        """All moments of the days from `today` on, in the order in which they are due."""
        if today != self._today:
            self._of_days = {key: moments for key, moments in self._of_days.items() if key[1] >= today}
            found = [moment for service in self.town.services for moment in self._of(service, today)]
            self._found = sorted(found, key=lambda moment: (moment.due_at, moment.service, moment.days))
            self._today = today
        return self._found

    def due(self, now: datetime) -> Sequence[Moment]:
        """What is due at `now` (aware), and still of use."""
        today = now.astimezone(self.town.zone).date()
        return [moment for moment in self.from_day(today) if moment.due_at <= now < moment.until]

    def between(self, now: datetime, until: datetime) -> Sequence[Moment]:
        """What is due by `until`, and still of use at `now` (both aware)."""
        today = now.astimezone(self.town.zone).date()
        return [moment for moment in self.from_day(today) if moment.due_at < until and now < moment.until]

    def for_day(self, kind: Kind, service: Service, day: date) -> Sequence[Moment]:
        """The moments of one day of a service, as the rules have it now; one whose hour is past too."""
        match kind:
            case Kind.DEADLINE:
                return [*self._ends(service, day)]
            case Kind.EVENING:
                return [*self._evenings(service, day)]
            case _:
                period = self.town.calendar.holidays_at(day)
                days = () if period is None else self._days_in(service, period)
                return [] if not days else [m for m in self._holidays(service, days) if m.kind is kind]

    def _of(self, service: Service, today: date) -> Iterator[Moment]:
        days = service.days(self.town.calendar, today, today + HORIZON)
        for day in days:
            if (service.key, day) not in self._of_days:
                self._of_days[service.key, day] = (*self._ends(service, day), *self._evenings(service, day))
            yield from self._of_days[service.key, day]
        if service.reminders.holidays:
            for period in self.town.calendar.holidays:
                if period.last >= today and (inside := self._days_in(service, period)):
                    yield from self._holidays(service, inside)

    def _ends(self, service: Service, day: date) -> Iterator[Moment]:
        for among in groups_told_apart(service.booking):
            explained = explain(service.booking, day, calendar=self.town.calendar, who=Applicant(among))
            for step, closes_at, then in _turning_points(explained, dearer=service.reminders.dearer):
                wanted = wanted_at(service.reminders.lead, closes_at, self.town.zone)
                opens_at = explained.opens_at if step == 0 else None
                due = due_at(wanted, opens_at=opens_at, closes_at=closes_at, earliest=self._earliest)
                if due is not None:
                    yield Moment(
                        Kind.DEADLINE, service.key, (day,), step, due, closes_at.astimezone(UTC), closes_at, then, among
                    )

    def _evenings(self, service: Service, day: date) -> Iterator[Moment]:
        hour = service.reminders.evening_before
        if hour is None:
            return
        midnight = at_hour(day, time(), self.town.zone)
        wanted = at_hour(day - ONE_DAY, hour, self.town.zone)
        due = due_at(wanted, opens_at=None, closes_at=midnight, earliest=self._earliest)
        if due is not None:
            yield Moment(Kind.EVENING, service.key, (day,), 0, due, midnight, midnight)

    def _days_in(self, service: Service, period: Period) -> tuple[date, ...]:
        return service.days(self.town.calendar, period.first, period.last)

    def _holidays(self, service: Service, days: tuple[date, ...]) -> Iterator[Moment]:
        """When booking for these holidays opens, and a week before it closes, at the hour of the service's lead."""
        for among in groups_told_apart(service.booking):
            explained = explain(service.booking, days[0], calendar=self.town.calendar, who=Applicant(among))
            if explained.limit is None:
                continue
            closes_at = explained.limit.closes_at.astimezone(UTC)
            opens_at = explained.opens_at
            if opens_at is not None:
                first = self._earliest(opens_at).astimezone(UTC)
                until = min(first + AN_OPENING_IS_NEWS_FOR, closes_at)
                if first < until:
                    yield Moment(
                        Kind.HOLIDAYS_OPEN, service.key, days, 0, first, until, explained.limit.closes_at, among=among
                    )
            wanted = self._a_week_before(service, closes_at)
            due = due_at(wanted, opens_at=None, closes_at=closes_at, earliest=self._earliest)
            if due is not None and (opens_at is None or due > opens_at):
                yield Moment(
                    Kind.HOLIDAYS_CLOSE, service.key, days, 0, due, closes_at, explained.limit.closes_at, among=among
                )

    def _a_week_before(self, service: Service, closes_at: datetime) -> datetime:
        last_day = (closes_at.astimezone(self.town.zone) - timedelta(minutes=1)).date()
        lead = service.reminders.lead
        hour = lead.at if isinstance(lead, DaysAhead) else time(18)
        return at_hour(last_day - ONE_WEEK, hour, self.town.zone)


def at_hour(day: date, hour: time, zone: ZoneInfo) -> datetime:
    """An hour of the town's clock as an instant in UTC."""
    return datetime.combine(day, hour, tzinfo=zone).astimezone(UTC)


def _turning_points(explained: Explanation, *, dearer: bool) -> Iterator[tuple[int, datetime, Tier | None]]:
    """The ordinary end, and each end of a late tier after which it costs more still; with what comes after."""
    if explained.limit is None:
        return
    steps = explained.steps
    yield 0, explained.limit.closes_at, steps[0].tier if steps else None
    for number, (before, after) in enumerate(pairwise(steps), start=1):
        if dearer and costs_more(after.tier.price, before.tier.price):
            yield number, before.limit.closes_at, after.tier


def costs_more(price: PriceChange | None, before: PriceChange | None) -> bool:
    """Whether a price change is dearer than the one before; where two kinds cannot be compared, it is."""
    match price, before:
        case None, _:
            return False
        case FixedSurcharge(euros=now), FixedSurcharge(euros=then):
            return now > then
        case PercentSurcharge(percent=now), PercentSurcharge(percent=then):
            return now > then
        case OtherPrice(euros=now), OtherPrice(euros=then):
            return now > then
        case PriceLine(label=now_said), PriceLine(label=then_said):
            return now_said != then_said
        case _:
            return True


def named_groups(rules: ActRules) -> frozenset[Group]:
    """The groups for which a window or a tier of these rules is not the same as for others."""
    by_window = frozenset[Group]().union(*(window.who for window in rules.windows))
    return by_window.union(*(tier.who for tier in rules.late))


def groups_told_apart(rules: ActRules) -> Sequence[frozenset[Group]]:
    """Every way in which an applicant can belong to the groups that these rules tell apart; one, of none, mostly."""
    named = named_groups(rules)
    kinds: list[tuple[frozenset[Group], ...]] = [
        (frozenset({one} & named), frozenset({other} & named)) for one, other in EITHER if {one, other} & named
    ]
    kinds += [(frozenset({group}), frozenset()) for group in PERHAPS if group in named]
    return [frozenset[Group]().union(*chosen) for chosen in product(*kinds)]
