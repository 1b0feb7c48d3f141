"""The open question of a conversation, and what the next text means to it. Pure: no database, no clock.

`pending.mmd` beside this file draws it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TypeAlias, assert_never

from pydantic import TypeAdapter

from messages.understanding.meaning import Intent, Request

LIFETIME = timedelta(hours=12)  # an answer the next morning is to another day: the facts are restated first


class Asking(StrEnum):
    """What is asked."""

    FAMILY = "family"  # whose text it is, where a number stands on several files
    CHILD = "child"
    SERVICE = "service"
    DAYS = "days"
    CONFIRM = "confirm"  # a long series, read back before anything is done
    LATE = "late"  # after the deadline, at a price: only if the family agrees
    OFFER = "offer"  # a place came free and is held: taken, or left to the next
    WAIT = "wait"  # full: a place on the waiting list, only if the family wants it
    REMINDER = "reminder"  # what closes soon, asked by the bot itself


YES, NO = "yes", "no"
ALL = "all"  # the last of several services to cancel: every one of them
YES_OR_NO = frozenset({Asking.CONFIRM, Asking.LATE, Asking.WAIT, Asking.OFFER})
ENDS_ELSEWHERE = frozenset({Asking.OFFER, Asking.REMINDER})  # by the end of the offer, or the deadline: the core knows


@dataclass(frozen=True, slots=True)
class PendingQuestion:
    """A question with all that is needed to go on from its answer.

    `number` is that of the text that led to it: a button of another question is recognised by it. `options` are
    first names, keys of services, ISO dates, or yes and no, in the order in which they were offered; `then` are
    the requests of the same text that wait for their turn, `words` its words. `named` is what a reminder names, line
    by line.
    """

    number: int
    asking: Asking
    about: Request
    options: tuple[str, ...]
    asked_at: datetime
    then: tuple[Request, ...] = ()
    agreed: tuple[Asking, ...] = ()
    words: str = ""
    named: tuple[Request, ...] = ()

    def has_expired(self, now: datetime) -> bool:
        """Whether an answer given now would come too late to be taken at its word.

        Not so of a reminder, which names its days in full: OUI is judged by the rules, at the hour of its arrival.
        """
        return self.asking not in ENDS_ELSEWHERE and now >= self.asked_at + LIFETIME


@dataclass(frozen=True, slots=True)
class Answered:
    """The question is settled: go on with this request, and with what the family agreed to."""

    request: Request
    agreed: tuple[Asking, ...] = ()


@dataclass(frozen=True, slots=True)
class Picked:
    """Of what a reminder names, these: `all` of it, or some."""

    requests: tuple[Request, ...]
    all: bool


@dataclass(frozen=True, slots=True)
class Declined:
    """No: leave it."""


@dataclass(frozen=True, slots=True)
class NewRequest:
    """Something else: a complete request wins over the question."""


@dataclass(frozen=True, slots=True)
class Expired:
    """An answer, but too late: restate the facts and ask again."""


@dataclass(frozen=True, slots=True)
class Unclear:
    """Neither an answer nor a request."""


Resolution: TypeAlias = Answered | Picked | Declined | NewRequest | Expired | Unclear
ANSWERING = frozenset({Intent.ANSWER, Intent.CHOICE, Intent.YES, Intent.NO})


def resolve(pending: PendingQuestion, heard: Sequence[Request], *, now: datetime) -> Resolution:
    """What was heard, as an answer to the open question."""
    first = heard[0]
    if pending.asking is Asking.FAMILY:
        return _known_by_name(pending, first, now)
    if first.intent not in ANSWERING:
        return Unclear() if first.intent is Intent.UNKNOWN else NewRequest()
    if pending.has_expired(now):
        return Expired()
    if pending.asking is Asking.REMINDER:
        return _picked(pending, first)
    match first.intent:
        case Intent.NO:
            return Declined()
        case Intent.YES:
            return _agreed(pending) if pending.asking in YES_OR_NO else Unclear()
        case Intent.CHOICE:
            return _chosen(pending, first.choice)
        case _:
            return _filled(pending, first)


def _known_by_name(pending: PendingQuestion, first: Request, now: datetime) -> Resolution:
    """Who it is, is known by now; a name or a file number alone answers, anything more is a request of its own."""
    if first.intent not in (*ANSWERING, Intent.UNKNOWN):
        return NewRequest()
    return Expired() if pending.has_expired(now) else Answered(pending.about)


def _chosen(pending: PendingQuestion, numbers: tuple[int, ...]) -> Resolution:
    if not numbers or not all(1 <= number <= len(pending.options) for number in numbers):
        return Unclear()
    picked = tuple(pending.options[number - 1] for number in numbers)
    match pending.asking:
        case Asking.FAMILY | Asking.REMINDER:
            return Unclear()
        case Asking.CHILD:
            return Answered(replace(pending.about, children=picked))
        case Asking.SERVICE:
            services = pending.options if ALL in picked else picked
            return Answered(replace(pending.about, services=tuple(key for key in services if key != ALL)))
        case Asking.DAYS:
            return Answered(replace(pending.about, days=tuple(date.fromisoformat(day) for day in picked)))
        case Asking.CONFIRM | Asking.LATE | Asking.WAIT | Asking.OFFER:
            return _agreed(pending) if picked == (YES,) else Declined()
        case _:
            assert_never(pending.asking)


def _picked(pending: PendingQuestion, first: Request) -> Resolution:
    """All that a reminder names, some of its lines by number, or a part of them: "lundi seulement", "Emma"."""
    match first.intent:
        case Intent.YES:
            return Picked(pending.named, all=True)
        case Intent.NO:
            return Declined()
        case Intent.CHOICE if len(pending.named) > 1:
            if not first.choice or not all(1 <= number <= len(pending.named) for number in first.choice):
                return Unclear()
            lines = tuple(pending.named[number - 1] for number in sorted(set(first.choice)))
            return Picked(lines, all=lines == pending.named)
        case Intent.CHOICE if first.choice == (1,):
            return Picked(pending.named, all=True)
        case Intent.CHOICE:
            return Declined() if first.choice == (2,) else Unclear()
        case _:
            return _narrowed(pending, first)


def _narrowed(pending: PendingQuestion, answer: Request) -> Resolution:
    """What an answer leaves of a reminder. One that names anything else asks for more than was named: not clear."""
    if answer.repeat is not None or answer.part or answer.hours or answer.meal is not None:
        return Unclear()
    fields = (
        (answer.children, {child for request in pending.named for child in request.children}),
        (answer.days, {day for request in pending.named for day in request.days}),
        (answer.services, {service for request in pending.named for service in request.services}),
    )
    if not any(said for said, _ in fields) or any(set(said) - named for said, named in fields):
        return Unclear()
    kept = [
        replace(
            request,
            children=tuple(child for child in request.children if child in (answer.children or request.children)),
            days=tuple(day for day in request.days if day in (answer.days or request.days)),
        )
        for request in pending.named
        if not answer.services or request.services[0] in answer.services
    ]
    left = tuple(request for request in kept if request.children and request.days)
    return Picked(left, all=left == pending.named) if left else Unclear()


def _agreed(pending: PendingQuestion) -> Answered:
    return Answered(pending.about, (*pending.agreed, pending.asking))


def _filled(pending: PendingQuestion, answer: Request) -> Resolution:
    """All that the answer carries goes into the request: "lundi, et pour Emma aussi" answers more than the day."""
    filled = replace(
        pending.about,
        services=answer.services or pending.about.services,
        children=answer.children or pending.about.children,
        days=answer.days or pending.about.days,
        repeat=answer.repeat or pending.about.repeat,
        part=answer.part or pending.about.part,
        meal=pending.about.meal if answer.meal is None else answer.meal,
        hours=answer.hours or pending.about.hours,
    )
    return Unclear() if filled == pending.about else Answered(filled)


_STORED = TypeAdapter(PendingQuestion)


def to_json(pending: PendingQuestion) -> dict[str, object]:
    """As it is kept with the conversation."""
    stored: dict[str, object] = _STORED.dump_python(pending, mode="json")
    return stored


def from_json(stored: Mapping[str, object]) -> PendingQuestion:
    """As it was kept."""
    return _STORED.validate_python(stored)
