"""Availability by the hour: of the minutes that have been watched, those in which somebody was at work."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from channels.desk.figures.gathered import Figures

AN_HOUR = timedelta(hours=1)
FULL = 60  # minutes


@dataclass(frozen=True, slots=True)
class Watched:
    """One hour that is over and was watched from its first minute, with the minutes in which somebody was at work."""

    start: datetime
    minutes: int


@dataclass(frozen=True, slots=True)
class Availability:
    """The hours that were watched in a period, and the share of their minutes; by hour of the day in the town."""

    hours: Sequence[Watched]
    by_hour: Sequence[float | None]

    @property
    def percent(self) -> float | None:
        """Of all minutes; none where no hour was watched."""
        return share(self.hours)

    @property
    def broken(self) -> Sequence[Watched]:
        """The hours that lack a minute, the latest first."""
        return [hour for hour in reversed(self.hours) if hour.minutes < FULL]


def availability(figures: Figures) -> Availability:
    """Only hours that are over count, from the first whole one on: before it, nobody wrote down minutes."""
    hours = tuple(_watched(figures))
    by_hour = [share([each for each in hours if each.start.hour == hour]) for hour in range(24)]
    return Availability(hours, by_hour)


def share(hours: Sequence[Watched]) -> float | None:
    """Percent of their minutes."""
    return 100 * sum(hour.minutes for hour in hours) / (FULL * len(hours)) if hours else None


def _watched(figures: Figures) -> Iterator[Watched]:
    if figures.watched_since is None:
        return
    known = {hour.start.astimezone(UTC): min(hour.minutes, FULL) for hour in figures.hours}
    period = figures.period
    at = max(figures.watched_since.astimezone(UTC) + AN_HOUR, period.begins.astimezone(UTC))
    end = min(figures.seen_at.astimezone(UTC), period.ends.astimezone(UTC))
    while at + AN_HOUR <= end:
        yield Watched(at.astimezone(period.zone), known.get(at, 0))
        at += AN_HOUR
