"""Every answer that is not the thing asked for: problem+json (RFC 9457), with the reason and the parent's sentence.

What the rules refuse has one of five reasons, the same as in a text message. What is wrong with the call itself (no
key, a field that is missing) has a type of its own, and its words are for whoever writes the portal.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from booking.domain import Reason
from booking.outcomes import (
    Absent,
    AlreadyBooked,
    Booked,
    Cancelled,
    Closed,
    Denied,
    FileIncomplete,
    Full,
    LatePossible,
    Moved,
    NoSession,
    NotEnrolled,
    NotForChild,
    NothingToCancel,
    NothingToDecide,
    NotOffered,
    NotYet,
    Offered,
    OfferOver,
    Outcome,
    OutsideYear,
    Requested,
    TooFewLeft,
    TooLate,
    Waiting,
)

MEDIA_TYPE = "application/problem+json"


class Why(StrEnum):
    """The five reasons, each with another next step."""

    FULL = "full"  # wait, or take another day
    TOO_LATE = "too-late"  # the office, or a price to agree to
    CLOSED = "closed"  # nothing takes place, or not yet: another day
    FILE = "file"  # what is on the family's file does not allow it: the office
    OUR_FAULT = "our-fault"  # try again


@dataclass(frozen=True, slots=True)
class Meaning:
    """What an outcome is to a caller: its name, its HTTP status, and why not, where it is a refusal."""

    name: str
    status: int
    why: Why | None = None


MEANINGS: Mapping[type[Outcome], Meaning] = {
    Booked: Meaning("booked", 201),
    Moved: Meaning("moved", 200),
    AlreadyBooked: Meaning("already-booked", 200),
    Cancelled: Meaning("cancelled", 200),
    Absent: Meaning("absent", 200),
    Waiting: Meaning("waiting", 202),
    Offered: Meaning("offered", 202),
    Requested: Meaning("requested", 202),
    Denied: Meaning("denied", 200),
    LatePossible: Meaning("late-possible", 409, Why.TOO_LATE),
    Full: Meaning("full", 409, Why.FULL),
    TooLate: Meaning("too-late", 409, Why.TOO_LATE),
    OfferOver: Meaning("offer-over", 409, Why.TOO_LATE),
    NotYet: Meaning("not-yet", 409, Why.CLOSED),
    Closed: Meaning("closed", 409, Why.CLOSED),
    NoSession: Meaning("no-session", 409, Why.CLOSED),
    OutsideYear: Meaning("outside-year", 409, Why.CLOSED),
    NotOffered: Meaning("not-offered", 409, Why.CLOSED),
    TooFewLeft: Meaning("too-few-left", 409, Why.CLOSED),
    NotEnrolled: Meaning("not-enrolled", 409, Why.FILE),
    NotForChild: Meaning("not-for-child", 409, Why.FILE),
    FileIncomplete: Meaning("file-incomplete", 409, Why.FILE),
    NothingToCancel: Meaning("nothing-to-cancel", 409, Why.FILE),
    NothingToDecide: Meaning("nothing-to-decide", 409, Why.FILE),
}
WHY_OF_REASON: Mapping[Reason, Why] = {
    Reason.FULL: Why.FULL,
    Reason.TOO_LATE: Why.TOO_LATE,
    Reason.OFFER_OVER: Why.TOO_LATE,
    Reason.NOT_YET: Why.CLOSED,
    Reason.CLOSED: Why.CLOSED,
    Reason.NO_SESSION: Why.CLOSED,
    Reason.UNIT: Why.CLOSED,
    Reason.FILE: Why.FILE,
    Reason.NOT_FOR_CHILD: Why.FILE,
    Reason.NOT_BOOKED: Why.FILE,
}


class WrongField(BaseModel):
    """One field of a call that cannot be used, and why."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"field": "body.day", "wrong": "Field required"}]})

    field: str
    wrong: str


class Problem(BaseModel):
    """Why a call did not give what was asked for (RFC 9457)."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "type": "full",
                    "title": "Full",
                    "status": 409,
                    "outcome": "full",
                    "sentence": "Complet : cantine, lundi 30 novembre. Léo n'est pas inscrit. "
                    "Liste d'attente possible : rang 3.",
                    "rank": 3,
                }
            ]
        }
    )

    type: str = Field(description="One of the five reasons (full, too-late, closed, file, our-fault), or what is wrong")
    title: str = Field(description="The same in words, always the same ones for a type")
    status: int = Field(description="The HTTP status")
    detail: str | None = Field(None, description="What is wrong with the call, for whoever writes the portal")
    outcome: str | None = Field(None, description="The refusal more exactly, by its name in this API")
    sentence: str | None = Field(None, description="What to show to the parent, in the language asked for")
    rank: int | None = Field(None, description="full: the rank on the waiting list that a call with wait=true takes")
    agree_to: str | None = Field(None, description='"late" or "wait": what the family may agree to, to have it anyway')
    fields: list[WrongField] | None = Field(None, description="invalid: each field that cannot be used")


TITLES: Mapping[str, str] = {
    Why.FULL: "Full",
    Why.TOO_LATE: "Too late",
    Why.CLOSED: "Closed",
    Why.FILE: "The family's file does not allow it",
    Why.OUR_FAULT: "Our own fault",
    "no-key": "A key is needed",
    "not-allowed": "The key may not do this",
    "unknown": "No such thing",
    "no-such-method": "No such method here",
    "invalid": "The call cannot be understood",
    "too-large": "The call is too large",
    "key-reused": "The Idempotency-Key belongs to another call",
    "changed": "It has changed meanwhile",
    "too-many": "Too many calls",
}


@dataclass
class ProblemError(Exception):
    """Ends a call with a problem."""

    problem: Problem
    headers: Mapping[str, str] = field(default_factory=dict)


def problem(kind: str, status: int, detail: str | None = None) -> Problem:
    """A problem of that type."""
    return Problem(type=kind, title=TITLES[kind], status=status, detail=detail)


def refused(outcome: Outcome, sentence: str) -> Problem | None:
    """The problem that an outcome is to a caller; none where it is what was asked for."""
    meaning = MEANINGS[type(outcome)]
    if meaning.why is None:
        return None
    rank = outcome.rank if isinstance(outcome, Full) else None
    return Problem(
        type=meaning.why,
        title=TITLES[meaning.why],
        status=meaning.status,
        outcome=meaning.name,
        sentence=sentence,
        rank=rank,
        agree_to=_agree_to(outcome),
    )


def _agree_to(outcome: Outcome) -> str | None:
    match outcome:
        case LatePossible(waits=waits):
            return "wait" if waits else "late"
        case Full(rank=int()):
            return "wait"
        case _:
            return None


def unknown() -> ProblemError:
    """Nothing there, or not theirs: the same words for both, so that nothing can be found out by asking."""
    return ProblemError(problem("unknown", 404, "Nothing of that number here."))


def answer(shown: Problem, headers: Mapping[str, str] | None = None) -> Response:
    """The problem as it travels."""
    body = shown.model_dump_json(exclude_none=True)
    return Response(body, shown.status, dict(headers or {}), media_type=MEDIA_TYPE)
