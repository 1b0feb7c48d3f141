"""The town's own words: what parents call its services, and the school calendar of its zone."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType

from messages.understanding.calendar import SchoolCalendar
from messages.understanding.vocabulary import Vocabulary, french


@dataclass(frozen=True, eq=False)
class TownWords:
    """Built once when the town's file is read; the same object is compared by identity."""

    services: Mapping[str, tuple[str, ...]]
    calendar: SchoolCalendar

    def __post_init__(self) -> None:
        object.__setattr__(self, "services", MappingProxyType(dict(self.services)))

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The language's vocabulary with the town's words for its services added, compiled at first use."""
        return french().with_services(self.services)
