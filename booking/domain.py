"""The words of the domain as values: what the core is asked, and in which words it keeps it."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from booking.town import Hours, Part


class State(StrEnum):
    """What a reservation is."""

    CONFIRMED = "confirmed"
    WAITING = "waiting"
    OFFERED = "offered"  # a place came free and is held for an answer
    REQUESTED = "requested"  # a person decides; no place is held
    CANCELLED = "cancelled"


LIVE = frozenset({State.CONFIRMED, State.WAITING, State.OFFERED, State.REQUESTED})
HOLDING = frozenset({State.CONFIRMED, State.OFFERED})  # what `Session.booked` counts


class Entry(StrEnum):
    """What a line of the journal tells."""

    BOOKED = "booked"
    WAITING = "waiting"  # a place on the waiting list
    REQUESTED = "requested"  # put before a person
    GRANTED = "granted"  # the person said yes
    DENIED = "denied"  # the person said no
    PROMOTED = "promoted"  # from the waiting list to a place, at once
    OFFERED = "offered"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    EXPIRED = "expired"  # an offer that nobody answered
    CANCELLED = "cancelled"
    ABSENT = "absent"  # keeps its place, and does not come
    COMES = "comes"  # comes after all
    CLOSED = "closed"  # cancelled because staff closed the session
    REOPENED = "reopened"  # back as it was, or on the waiting list
    REFUSED = "refused"
    CLASH = "clash"  # two parents want the same day
    CAPACITY = "capacity"
    CLOSURE = "closure"
    LIFTED = "lifted"
    STANDING = "standing"
    STANDING_ENDED = "standing_ended"
    PHONE = "phone"  # staff put a number on a guardian's file, or took it away
    ANSWERED = "answered"  # staff answered a text that needed a human
    FROZEN = "frozen"  # staff froze the head-counts of a day
    WITHDRAWN = "withdrawn"  # a guardian has no say about the children any more
    LINKED = "linked"  # a guardian sent the code of a letter: from now on known at that address
    SEALED = "sealed"  # words of the journal were brought under another key
    FORGOTTEN = "forgotten"  # what was kept long enough was forgotten
    ERASED = "erased"  # a family, or a guardian, asked to be erased
    EXPORTED = "exported"  # a family was given what is kept of it
    IMPORTED = "imported"  # a family written from a file of the town hall
    CALLED = "called"  # at a roll-call: there, or not
    ACCOUNT = "account"  # an account of staff was added, changed or ended
    WEEKS = "weeks"  # staff wrote in which weeks the children are with a guardian
    REMINDERS = "reminders"  # staff stopped reminders, or let them go on
    MENDED = "mended"  # staff corrected, or took off the list, what an import had set aside
    NOTICE = "notice"  # staff wrote to many
    NOTICE_STOPPED = "notice_stopped"  # staff took back what of it had not left


FROM_NOTHING = frozenset({Entry.BOOKED, Entry.WAITING, Entry.REQUESTED})  # a family asked, and something came of it


class Reason(StrEnum):
    """Why a request was refused: the reasons that a parent is given, and that are counted."""

    FULL = "full"
    TOO_LATE = "too_late"
    NOT_YET = "not_yet"
    CLOSED = "closed"
    NO_SESSION = "no_session"
    FILE = "file"
    NOT_FOR_CHILD = "not_for_child"
    UNIT = "unit"
    OFFER_OVER = "offer_over"
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


class TermsKind(StrEnum):
    """What a late act costs; `amount` of the terms says how much."""

    FREE = "free"
    WARNING = "warning"
    SURCHARGE = "surcharge"  # so many euros more
    PERCENT = "percent"  # so many percent more
    PRICE = "price"  # so many euros in the place of the price
    PRICE_LINE = "price_line"  # the line of that label in the price list


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of a late act, kept with the reservation: of which kind, and how much (a number, or a label)."""

    kind: TermsKind
    amount: str = ""

    @property
    def cost(self) -> bool:
        """Whether a family must agree to them first."""
        return self.kind is not TermsKind.FREE


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that somebody does, as the journal has opened it: judged at `arrived`, handled at `at` (aware)."""

    id: int
    family_id: int | None
    guardian_id: int | None
    author: AuthorKind
    author_name: str
    channel: str
    words: str
    arrived: datetime
    at: datetime
    takes_back: int | None = None


@dataclass(frozen=True, slots=True)
class Consent:
    """What a family has agreed to beforehand: to pay what a late act costs, to wait where it is full."""

    late: bool = False
    wait: bool = False


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
