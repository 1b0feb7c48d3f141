"""What is to be said, before it is said in any language."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Days:
    """Several days, to be read out as one list."""

    days: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class ShortDay:
    """A day of which the month is known, or told beside it: "lundi 30"."""

    day: date


@dataclass(frozen=True, slots=True)
class Weekdays:
    """Several weekdays of every week, ISO numbers (1 is Monday)."""

    weekdays: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Names:
    """Several names, to be read out as one list."""

    names: tuple["str | Message", ...]


@dataclass(frozen=True, slots=True)
class Options:
    """Several possibilities of which one is to be chosen."""

    options: tuple["Value", ...]


@dataclass(frozen=True, slots=True)
class Until:
    """The end of a time in which something may be done: the first local instant too late."""

    closes: datetime


@dataclass(frozen=True, slots=True)
class Between:
    """Some hours of a day."""

    start: time
    end: time


@dataclass(frozen=True, slots=True)
class Message:
    """A message of the catalogue by its name, with what it speaks of."""

    name: str
    about: Mapping[str, "Value"] = field(default_factory=dict)


Value: TypeAlias = (
    str | int | Decimal | date | datetime | ShortDay | Days | Weekdays | Names | Options | Until | Between | Message
)
