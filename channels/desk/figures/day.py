"""What is counted of one day of the town."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from booking.statistics import Refusal
from channels.errors import Failure
from channels.tables import Sending

Totals: TypeAlias = dict[str, dict[str, int]]
CameTo: TypeAlias = tuple[Sending, Failure | None]

COUNTED = (
    "texts", "at_once", "after_question", "asked", "not_understood", "by_human", "unknown", "booked_by_text",
    "booked_otherwise",
)  # fmt: skip


@dataclass
class Day:
    """One day, or several together.

    `waits` counts answers by the tenths of a second that they took: no median of medians is needed. `fates` counts
    our messages that were queued then, by what they came to.
    """

    texts: int = 0
    at_once: int = 0
    after_question: int = 0
    asked: int = 0
    not_understood: int = 0
    by_human: int = 0
    unknown: int = 0
    booked_by_text: int = 0
    booked_otherwise: int = 0
    refused: Counter[Refusal] = field(default_factory=Counter)
    waits: Counter[int] = field(default_factory=Counter)
    fates: Counter[CameTo] = field(default_factory=Counter)


def together(days: Iterable[Day]) -> Day:
    """The sum of some days."""
    total = Day()
    for day in days:
        for name in COUNTED:
            setattr(total, name, getattr(total, name) + getattr(day, name))
        total.refused.update(day.refused)
        total.waits.update(day.waits)
        total.fates.update(day.fates)
    return total


def percentile(waits: Mapping[int, int], percent: int) -> float | None:
    """The seconds within which so many percent of the answers came, to a tenth; none without any answer."""
    number = sum(waits.values())
    wanted, seen = -(-number * percent // 100), 0
    for tenths, times in sorted(waits.items()):
        seen += times
        if seen >= wanted:
            return max(tenths, 0) / 10
    return None


def as_totals(day: Day) -> Totals:
    """A day as it is kept: words and numbers alone."""
    return {
        "counted": {name: getattr(day, name) for name in COUNTED},
        "refused": {reason.value: number for reason, number in day.refused.items()},
        "waits": {str(tenths): number for tenths, number in day.waits.items()},
        "fates": {f"{state}/{failure or ''}": number for (state, failure), number in day.fates.items()},
    }


def from_totals(totals: Totals) -> Day:
    """The day that was kept so."""
    return Day(
        **totals["counted"],
        refused=Counter({Refusal(reason): number for reason, number in totals["refused"].items()}),
        waits=Counter({int(tenths): number for tenths, number in totals["waits"].items()}),
        fates=Counter({_came_to(key): number for key, number in totals["fates"].items()}),
    )


def _came_to(key: str) -> CameTo:
    state, failure = key.split("/")
    return Sending(state), Failure(failure) if failure else None
