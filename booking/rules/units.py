"""In which pieces a service may be taken: half days, meals, whole weeks, hours, no fewer and no more than so many."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import TypeAlias, assert_never

from booking.rules.acts import Span
from booking.rules.calendar import ONE_WEEK, Calendar, Season, days_between, monday_of
from booking.rules.parts import Hours, Part

ONE_MINUTE = timedelta(minutes=1)


class Piece(StrEnum):
    """What may be asked for on one day."""

    DAY = "day"
    DAY_WITH_MEAL = "day with meal"
    MORNING = "morning"
    MORNING_WITH_MEAL = "morning with meal"
    AFTERNOON = "afternoon"
    AFTERNOON_WITH_MEAL = "afternoon with meal"
    HOURS = "hours"
    HOURS_WITH_MEAL = "hours with meal"


@dataclass(frozen=True, slots=True)
class Pick:
    """What is asked for on one day; `hours` only where a service is taken by the hour."""

    day: date
    part: Part = Part.DAY
    meal: bool | None = None
    hours: Hours | None = None

    def pieces(self) -> frozenset[Piece]:
        """What this may be called; both with and without meal where nothing was said of it."""
        name = "hours" if self.hours is not None else self.part.value
        bare, with_meal = Piece(name), Piece(f"{name} with meal")
        if self.meal is None:
            return frozenset({bare, with_meal})
        return frozenset({with_meal if self.meal else bare})


@dataclass(frozen=True, slots=True)
class Amount:
    """So many days, half days or hours in a span; where several are said, one of them is enough.

    Hours measure what was taken by the hour, half days what was not. In weeks with a public holiday
    `days_in_short_week` stands in for `days`. Without seasons it always holds.
    """

    per: Span
    days: int | None = None
    half_days: int | None = None
    hours: int | None = None
    days_in_short_week: int | None = None
    seasons: frozenset[Season] = frozenset()

    def contradicts(self, least: "Amount") -> bool:
        """Whether nobody could take the least amount without going beyond this one, in every measure."""
        if self.per is not least.per or (self.seasons and least.seasons and self.seasons.isdisjoint(least.seasons)):
            return False
        pairs = [(self.days, least.days), (self.half_days, least.half_days), (self.hours, least.hours)]
        said = [(most, few) for most, few in pairs if most is not None and few is not None]
        return bool(said) and all(most < few for most, few in said)


@dataclass(frozen=True, slots=True)
class ByTheHour:
    """Hours of the clock within which one comes, for how long at least, in which steps, and what is billed at least."""

    open: tuple[Hours, ...]
    shortest: timedelta
    step: timedelta
    billed_at_least: timedelta


@dataclass(frozen=True, slots=True)
class Units:
    """What is offered. Nothing said of `pieces` is everything that the parts of the service allow."""

    pieces: frozenset[Piece] = frozenset()
    whole_weeks: bool = False
    whole_weeks_in: frozenset[Season] = frozenset()
    at_least: tuple[Amount, ...] = ()
    at_most: tuple[Amount, ...] = ()
    by_the_hour: ByTheHour | None = None


@dataclass(frozen=True, slots=True)
class NotOffered:
    """Such a piece of a day cannot be taken."""

    pick: Pick
    offered: frozenset[Piece]


@dataclass(frozen=True, slots=True)
class WeekIncomplete:
    """Only whole weeks: these days of it were not asked for."""

    monday: date
    missing: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class TooFew:
    """Fewer than the least amount in the span that starts on that day."""

    span_start: date
    least: Amount


@dataclass(frozen=True, slots=True)
class TooMany:
    """More than the largest amount in the span that starts on that day."""

    span_start: date
    most: Amount


@dataclass(frozen=True, slots=True)
class TooShort:
    """Fewer hours than one may come for."""

    pick: Pick
    shortest: timedelta


@dataclass(frozen=True, slots=True)
class OutsideHours:
    """Not within the hours of opening."""

    pick: Pick
    open: tuple[Hours, ...]


Breach: TypeAlias = NotOffered | WeekIncomplete | TooFew | TooMany | TooShort | OutsideHours


def breaches(
    units: Units,
    picks: Collection[Pick],
    *,
    open_days: Collection[date],
    calendar: Calendar,
) -> tuple[Breach, ...]:
    """Everything in which a child's picks break the units; `open_days` are the days on which the service takes place.

    `picks` must hold all that the child has in the weeks, months and periods concerned, not only what is new.
    """
    found: list[Breach] = [breach for pick in picks for breach in _of_pick(units, pick)]
    found += _incomplete_weeks(_by_whole_weeks(units, picks, calendar), open_days)
    for least in units.at_least:
        spans = _spans(least, picks, calendar)
        found += [TooFew(start, least) for start, taken in spans if not _reaches(least, taken, start, calendar)]
    for most in units.at_most:
        found += [TooMany(start, most) for start, taken in _spans(most, picks, calendar) if not _within(most, taken)]
    return tuple(found)


def billed(units: Units, pick: Pick) -> timedelta:
    """The length that is billed for hours: every step begun, and no less than the least. Zero without hours."""
    if pick.hours is None or units.by_the_hour is None:
        return timedelta()
    steps = -(-pick.hours.length() // units.by_the_hour.step)
    return max(steps * units.by_the_hour.step, units.by_the_hour.billed_at_least)


def _of_pick(units: Units, pick: Pick) -> Iterable[Breach]:
    if units.pieces and pick.pieces().isdisjoint(units.pieces):
        yield NotOffered(pick, units.pieces)
    if pick.hours is None or units.by_the_hour is None:
        return
    if pick.hours.length() < units.by_the_hour.shortest:
        yield TooShort(pick, units.by_the_hour.shortest)
    if not any(_inside(pick.hours, hours) for hours in units.by_the_hour.open):
        yield OutsideHours(pick, units.by_the_hour.open)


def _inside(inner: Hours, outer: Hours) -> bool:
    return outer.start <= inner.start <= inner.end <= outer.end


def _by_whole_weeks(units: Units, picks: Collection[Pick], calendar: Calendar) -> Collection[Pick]:
    if units.whole_weeks:
        return picks
    return [pick for pick in picks if calendar.period_of(pick.day).season in units.whole_weeks_in]


def _incomplete_weeks(picks: Collection[Pick], open_days: Collection[date]) -> Iterable[Breach]:
    picked = {pick.day for pick in picks}
    for monday in sorted({monday_of(day) for day in picked}):
        week = {day for day in open_days if monday <= day < monday + ONE_WEEK}
        missing = tuple(sorted(week - picked))
        if missing:
            yield WeekIncomplete(monday, missing)


def _spans(amount: Amount, picks: Collection[Pick], calendar: Calendar) -> list[tuple[date, list[Pick]]]:
    """The picks that an amount concerns, span by span, each with its first day."""
    spans: dict[date, list[Pick]] = {}
    for pick in sorted(picks, key=lambda pick: pick.day):
        period = calendar.period_of(pick.day)
        if not amount.seasons or period.season in amount.seasons:
            spans.setdefault(span_start(amount.per, pick.day, calendar), []).append(pick)
    return list(spans.items())


def span_start(span: Span, day: date, calendar: Calendar) -> date:
    """The first day of the week, month, period or school year (from 1 September) in which a day lies."""
    match span:
        case Span.WEEK:
            return monday_of(day)
        case Span.MONTH:
            return day.replace(day=1)
        case Span.PERIOD:
            return calendar.period_of(day).first
        case Span.YEAR:
            return date(day.year if day.month >= 9 else day.year - 1, 9, 1)
        case _:
            assert_never(span)


def _reaches(least: Amount, taken: list[Pick], start: date, calendar: Calendar) -> bool:
    short_week = least.days_in_short_week is not None and _has_public_holiday(start, calendar)
    wanted = replace(least, days=least.days_in_short_week) if short_week else least
    return any(have >= want for have, want in _compared(wanted, taken))


def _within(most: Amount, taken: list[Pick]) -> bool:
    compared = _compared(most, taken)
    return not compared or any(have <= want for have, want in compared)


def _compared(amount: Amount, taken: list[Pick]) -> list[tuple[int, int]]:
    """What was taken beside what is said, in each measure that fits; a whole day is two half days."""
    compared: list[tuple[int, int]] = []
    by_the_hour = all(pick.hours is not None for pick in taken)
    if amount.days is not None:
        compared.append((len({pick.day for pick in taken}), amount.days))
    if amount.half_days is not None and not by_the_hour:
        compared.append((sum(2 if pick.part is Part.DAY else 1 for pick in taken), amount.half_days))
    if amount.hours is not None and by_the_hour:
        minutes = sum(pick.hours.length() // ONE_MINUTE for pick in taken if pick.hours is not None)
        compared.append((minutes, amount.hours * 60))
    return compared


def _has_public_holiday(monday: date, calendar: Calendar) -> bool:
    return any(calendar.is_public_holiday(day) for day in days_between(monday, monday + timedelta(days=4)))
