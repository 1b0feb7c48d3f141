"""Which children a service is for."""

from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from booking.rules.calendar import ONE_WEEK


@dataclass(frozen=True, slots=True)
class Age:
    """An age as rules say it: "3 ans", "4 mois", "10 semaines"."""

    years: int = 0
    months: int = 0
    weeks: int = 0

    def reached_on(self, born: date) -> date:
        """The day on which somebody reaches that age; a birthday on 29 February is kept on 1 March."""
        year, month = divmod(born.month - 1 + self.months, 12)
        try:
            birthday = born.replace(year=born.year + self.years + year, month=month + 1)
        except ValueError:  # the month has no such day
            year, month = divmod(born.month + self.months, 12)
            birthday = date(born.year + self.years + year, month + 1, 1)
        return birthday + self.weeks * ONE_WEEK


@dataclass(frozen=True, slots=True)
class Conditions:
    """For whom a service is: from `youngest` on, until `oldest` is reached; some classes, schools, residents only."""

    youngest: Age | None = None
    oldest: Age | None = None
    classes: frozenset[str] = frozenset()
    schools: frozenset[str] = frozenset()
    residents_only: bool = False


@dataclass(frozen=True, slots=True)
class ChildFacts:
    """What the rules look at in a child; None is not known, and is never held against it."""

    born: date | None = None
    class_name: str | None = None
    school: str | None = None
    resident: bool | None = None


@dataclass(frozen=True, slots=True)
class TooYoung:
    """Not yet of the age, which comes on that day."""

    from_day: date


@dataclass(frozen=True, slots=True)
class TooOld:
    """Past the age since that day."""

    since: date


@dataclass(frozen=True, slots=True)
class WrongClass:
    """Only for other classes."""

    classes: frozenset[str]


@dataclass(frozen=True, slots=True)
class WrongSchool:
    """Only for pupils of other schools."""

    schools: frozenset[str]


@dataclass(frozen=True, slots=True)
class NotResident:
    """Only for those who live in the commune."""


Ineligible: TypeAlias = TooYoung | TooOld | WrongClass | WrongSchool | NotResident


def why_not(conditions: Conditions, child: ChildFacts, day: date) -> tuple[Ineligible, ...]:
    """Everything that keeps a child from a service on a day; empty where nothing does."""
    reasons: list[Ineligible] = [*_ages(conditions, child, day)]
    if conditions.classes and child.class_name is not None and child.class_name not in conditions.classes:
        reasons.append(WrongClass(conditions.classes))
    if conditions.schools and child.school is not None and child.school not in conditions.schools:
        reasons.append(WrongSchool(conditions.schools))
    if conditions.residents_only and child.resident is False:
        reasons.append(NotResident())
    return tuple(reasons)


def _ages(conditions: Conditions, child: ChildFacts, day: date) -> list[TooYoung | TooOld]:
    if child.born is None:
        return []
    reasons: list[TooYoung | TooOld] = []
    if conditions.youngest is not None and day < conditions.youngest.reached_on(child.born):
        reasons.append(TooYoung(conditions.youngest.reached_on(child.born)))
    if conditions.oldest is not None and day >= conditions.oldest.reached_on(child.born):
        reasons.append(TooOld(conditions.oldest.reached_on(child.born)))
    return reasons
