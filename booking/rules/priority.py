"""Who comes first on a waiting list: the town chooses the criteria and their order; arrival settles the rest."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias, assert_never

from booking.rules.acts import Group


class Criterion(StrEnum):
    """One criterion of a priority rule."""

    ARRIVAL = "arrival"
    RESIDENTS = "residents"
    SIBLINGS = "siblings"
    BOTH_PARENTS_WORK = "both parents work"
    REGULAR = "regular"
    MARKED = "marked by the office"
    MORE_DAYS = "more days"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A child who waits; `key` is the caller's own, and settles what even the hour of arrival leaves open."""

    key: int
    asked_at: datetime
    groups: frozenset[Group] = frozenset()
    days_asked: int = 1


Rank: TypeAlias = tuple[float, ...]

GROUP_OF = {
    Criterion.RESIDENTS: Group.RESIDENTS,
    Criterion.SIBLINGS: Group.SIBLINGS,
    Criterion.BOTH_PARENTS_WORK: Group.BOTH_PARENTS_WORK,
    Criterion.REGULAR: Group.REGULAR,
    Criterion.MARKED: Group.MARKED,
}


def in_order(candidates: Iterable[Candidate], criteria: tuple[Criterion, ...]) -> tuple[Candidate, ...]:
    """The candidates as they are to be served: by each criterion in turn, then by arrival."""
    return tuple(sorted(candidates, key=lambda candidate: rank(candidate, criteria)))


def rank(candidate: Candidate, criteria: tuple[Criterion, ...]) -> Rank:
    """What a candidate is sorted by, smallest first; nobody's rank depends on who else waits."""
    chosen = tuple(_value(candidate, criterion) for criterion in criteria)
    return (*chosen, _value(candidate, Criterion.ARRIVAL), candidate.key)


def _value(candidate: Candidate, criterion: Criterion) -> float:
    match criterion:
        case Criterion.ARRIVAL:
            return candidate.asked_at.timestamp()
        case Criterion.MORE_DAYS:
            return -candidate.days_asked
        case (
            Criterion.RESIDENTS
            | Criterion.SIBLINGS
            | Criterion.BOTH_PARENTS_WORK
            | Criterion.REGULAR
            | Criterion.MARKED
        ):
            return 0 if GROUP_OF[criterion] in candidate.groups else 1
        case _:
            assert_never(criterion)
