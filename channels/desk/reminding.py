"""What reminders will go out, for staff. It is found above the channels, which are handed the function."""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol, TypeAlias

from sqlalchemy.ext.asyncio import AsyncSession

from booking.reminders.tables import Kept, Kind


class Coming(Protocol):
    """The reminders of one kind that leave at one moment. `kept` counts what concerns somebody and is not said."""

    @property
    def due_at(self) -> datetime:
        """When they leave."""

    @property
    def kind(self) -> Kind:
        """Of what they remind."""

    @property
    def closes_at(self) -> datetime:
        """The first end before which they leave."""

    @property
    def is_stopped(self) -> bool:
        """Whether staff stopped them."""

    @property
    def services(self) -> Collection[str]:
        """The keys of the services."""

    @property
    def days(self) -> Collection[date]:
        """The days that they name."""

    @property
    def messages(self) -> int:
        """To how many people."""

    @property
    def segments(self) -> int:
        """What the SMS among them cost."""

    @property
    def kept(self) -> Mapping[Kept, int]:
        """What is not said, by reason."""


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What becomes due within so many hours from `at` on, and what is planned already and has not left."""

    at: datetime
    hours: int
    coming: Sequence[Coming]
    waiting_messages: int
    waiting_segments: int


Foresee: TypeAlias = Callable[[AsyncSession, datetime], Awaitable[Foreseen]]
