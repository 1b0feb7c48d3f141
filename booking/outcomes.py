"""What came of a request: frozen results, returned and never raised, so that the journal keeps why.

Outcome
├── Booked, Moved, AlreadyBooked, Cancelled
├── Absent            the place is kept, the child does not come
├── Waiting           on the waiting list, at a rank
├── Offered           a place is held for an answer
├── Requested         a person decides
├── Denied            a person said no
├── LatePossible      still possible at a price, or by waiting: nothing is done before the family agrees
└── Refused
    ├── Full             no place left
    ├── TooLate          the deadline has passed
    ├── NotYet           booking opens later
    ├── Closed           staff closed it, with their reason
    ├── NoSession        the service does not take place then
    ├── OutsideYear      no school year of the town's file holds that day
    ├── NotEnrolled      the child may not book this service
    ├── NotForChild      the service is for others: an age, a class, residents
    ├── NotOffered       such a piece of a day cannot be taken
    ├── TooFewLeft       without it too little would be left of what is taken in weeks, or in so many days at least
    ├── FileIncomplete   papers are missing
    ├── OfferOver        nothing is offered (any more)
    ├── NothingToDecide  no request waits for a decision
    └── NothingToCancel  there was no live reservation
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from booking.domain import Reason, Terms
from booking.rules.absence import AbsenceReason
from booking.rules.acts import Channel
from booking.rules.eligibility import Ineligible
from booking.rules.units import Breach
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
    """The child has the place. `cancel_until` is the first instant too late to give it back, none if never.

    `terms` are those of a late act, to which the family agreed; none where it was in time.
    """

    reference: str
    cancel_until: datetime | None
    terms: Terms | None = None


@dataclass(frozen=True, slots=True)
class Moved(Outcome):
    """The child has this place in the stead of the one on `from_day`, which was given back."""

    reference: str
    from_day: date
    cancel_until: datetime | None


@dataclass(frozen=True, slots=True)
class AlreadyBooked(Outcome):
    """Nothing was done: the child had the place already."""

    reference: str


@dataclass(frozen=True, slots=True)
class Cancelled(Outcome):
    """The place was given back; `terms` are those of a late cancellation, none where it was in time."""

    reference: str
    terms: Terms | None = None


@dataclass(frozen=True, slots=True)
class Absent(Outcome):
    """The child is noted as absent from what it keeps. `billed` all the same; else only unless a proof is missing.

    `proof_until` is the first instant too late for it, none where none is asked. `tell_return`: the family must say
    when the child comes back.
    """

    reference: str
    reason_given: AbsenceReason
    billed: bool
    proof_until: datetime | None = None
    tell_return: bool = False


@dataclass(frozen=True, slots=True)
class Waiting(Outcome):
    """The child is on the waiting list. Rank 1 is served next."""

    rank: int
    reference: str


@dataclass(frozen=True, slots=True)
class Offered(Outcome):
    """A place is held for the child until `until` (excluded), by when the family must accept it."""

    until: datetime
    reference: str


@dataclass(frozen=True, slots=True)
class Requested(Outcome):
    """The wish is noted and no place is held: `by` says who decides, as the town's file names them."""

    by: str
    reference: str


@dataclass(frozen=True, slots=True)
class Denied(Outcome):
    """A person decided, and said no."""

    reference: str


@dataclass(frozen=True, slots=True)
class LatePossible(Outcome):
    """Nothing was done. The ordinary deadline is past; until `until` (excluded) it is possible on these terms.

    `waits`: only by a place on a waiting list. `by`: a person decides afterwards.
    """

    terms: Terms
    until: datetime
    waits: bool = False
    by: str | None = None


@dataclass(frozen=True, slots=True)
class Refused(Outcome):
    """Nothing was done, for one of the reasons below."""

    reason: ClassVar[Reason]


@dataclass(frozen=True, slots=True)
class NothingToCancel(Refused):
    """There was no live reservation."""

    reason: ClassVar[Reason] = Reason.NOT_BOOKED


@dataclass(frozen=True, slots=True)
class NothingToDecide(Refused):
    """The request was decided already, or withdrawn."""

    reason: ClassVar[Reason] = Reason.NOT_BOOKED


@dataclass(frozen=True, slots=True)
class Full(Refused):
    """No place left. `rank` is the one that the child would take on the waiting list; none where waiting is no use.

    `quota` names the group whose share of the places is used up, where the session itself is not full.
    """

    reason: ClassVar[Reason] = Reason.FULL
    rank: int | None = None
    quota: str | None = None


@dataclass(frozen=True, slots=True)
class TooLate(Refused):
    """The deadline passed at `since`, the first instant too late; none where the rule allows the act never.

    `by` is the one way in which it is still possible, until `until` (excluded).
    """

    reason: ClassVar[Reason] = Reason.TOO_LATE
    since: datetime | None
    by: Channel | None = None
    until: datetime | None = None


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
class OutsideYear(Refused):
    """The day lies in no school year that the town's file describes: that one is from `first` to `last`."""

    reason: ClassVar[Reason] = Reason.NO_SESSION
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class NotEnrolled(Refused):
    """The child is not enrolled in this service on that day."""

    reason: ClassVar[Reason] = Reason.FILE


@dataclass(frozen=True, slots=True)
class NotForChild(Refused):
    """The service is for others; why, rule by rule."""

    reason: ClassVar[Reason] = Reason.NOT_FOR_CHILD
    why: tuple[Ineligible, ...]


@dataclass(frozen=True, slots=True)
class NotOffered(Refused):
    """The service is not taken in such pieces; why, rule by rule."""

    reason: ClassVar[Reason] = Reason.UNIT
    why: tuple[Breach, ...]


@dataclass(frozen=True, slots=True)
class TooFewLeft(Refused):
    """Nothing is given back: what is left would be less than the service is taken in; why, rule by rule."""

    reason: ClassVar[Reason] = Reason.UNIT
    why: tuple[Breach, ...]


@dataclass(frozen=True, slots=True)
class FileIncomplete(Refused):
    """Papers are missing on the family's file: their names, as staff entered them."""

    reason: ClassVar[Reason] = Reason.FILE
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OfferOver(Refused):
    """Nothing is offered: the offer ran out at `since`, or there was none."""

    reason: ClassVar[Reason] = Reason.OFFER_OVER
    since: datetime | None
