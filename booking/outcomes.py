"""What came of a request: frozen results, returned and never raised, so that the journal keeps why.

Outcome
├── Booked, AlreadyBooked, Cancelled, NothingToCancel
└── Refused
    ├── Full             no place left
    ├── TooLate          the deadline has passed
    ├── NotYet           booking opens later
    ├── Closed           staff closed it, with their reason
    ├── NoSession        the service does not take place then
    ├── NotEnrolled      the child may not book this service
    └── FileIncomplete   papers are missing
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from booking.domain import Reason
from booking.town import Hours, Part


@dataclass(frozen=True, slots=True)
class Slot:
    """Which child, which service, which day: what every answer names in full."""

    child: str
    service: str
    day: date
    part: Part | None = None
    meal: bool | None = None
    hours: Hours | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one request for one child, one service and one day."""

    slot: Slot


@dataclass(frozen=True, slots=True)
class Booked(Outcome):
    """The child has the place. `cancel_until` is the first instant too late to give it back, none if never."""

    reference: str
    cancel_until: datetime | None


@dataclass(frozen=True, slots=True)
class AlreadyBooked(Outcome):
    """Nothing was done: the child had the place already."""

    reference: str


@dataclass(frozen=True, slots=True)
class Cancelled(Outcome):
    """The place was given back."""

    reference: str


@dataclass(frozen=True, slots=True)
class Refused(Outcome):
    """Nothing was done, for one of the reasons below."""

    reason: ClassVar[Reason]


@dataclass(frozen=True, slots=True)
class NothingToCancel(Refused):
    """There was no live reservation."""

    reason: ClassVar[Reason] = Reason.NOT_BOOKED


@dataclass(frozen=True, slots=True)
class Full(Refused):
    """No place left."""

    reason: ClassVar[Reason] = Reason.FULL


@dataclass(frozen=True, slots=True)
class TooLate(Refused):
    """The deadline passed at `since`, the first instant too late; none where the rule allows the act never."""

    reason: ClassVar[Reason] = Reason.TOO_LATE
    since: datetime | None


@dataclass(frozen=True, slots=True)
class NotYet(Refused):
    """Booking opens at `opens`."""

    reason: ClassVar[Reason] = Reason.NOT_YET
    opens: datetime


@dataclass(frozen=True, slots=True)
class Closed(Refused):
    """Closed by staff; `why` in their words."""

    reason: ClassVar[Reason] = Reason.CLOSED
    why: str


@dataclass(frozen=True, slots=True)
class NoSession(Refused):
    """The service does not take place on that day (or not for so far ahead)."""

    reason: ClassVar[Reason] = Reason.NO_SESSION


@dataclass(frozen=True, slots=True)
class NotEnrolled(Refused):
    """The child is not enrolled in this service on that day."""

    reason: ClassVar[Reason] = Reason.FILE


@dataclass(frozen=True, slots=True)
class FileIncomplete(Refused):
    """Papers are missing on the family's file: their names, as staff entered them."""

    reason: ClassVar[Reason] = Reason.FILE
    missing: tuple[str, ...]
