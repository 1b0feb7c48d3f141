"""The words of the domain as values: what the core is asked, and in which words it keeps it."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from booking.town import Hours, Part


class State(StrEnum):
    """What a reservation is."""

    CONFIRMED = "confirmed"
    WAITING = "waiting"
    REQUESTED = "requested"  # a person decides
    CANCELLED = "cancelled"


LIVE = frozenset({State.CONFIRMED, State.WAITING, State.REQUESTED})


class Entry(StrEnum):
    """What a line of the journal tells."""

    BOOKED = "booked"
    CANCELLED = "cancelled"
    REFUSED = "refused"


class Reason(StrEnum):
    """Why a request was refused: the reasons that a parent is given, and that are counted."""

    FULL = "full"
    TOO_LATE = "too_late"
    NOT_YET = "not_yet"
    CLOSED = "closed"
    NO_SESSION = "no_session"
    FILE = "file"
    NOT_BOOKED = "not_booked"


class AuthorKind(StrEnum):
    """Who does something."""

    GUARDIAN = "guardian"
    STAFF = "staff"
    PORTAL = "portal"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Author:
    """Who asks, by which channel, in which words, and when it reached us (aware)."""

    kind: AuthorKind
    name: str
    channel: str
    words: str
    arrived: datetime
    family_id: int | None = None
    guardian_id: int | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """What a child may have a place in: one service on one day, or one part of it.

    `part` is none where nothing was said: then the whole of the day that the service offers.
    """

    child_id: int
    service: str
    day: date
    part: Part | None = None
    meal: bool | None = None
    hours: Hours | None = None
