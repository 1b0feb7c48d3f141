"""Why a text was understood so: what each word was taken for, which words were left over, what was filled in."""

from dataclasses import dataclass

from messages.understanding.context import Context
from messages.understanding.dates.readings import readings
from messages.understanding.marks import Heard
from messages.understanding.meaning import Intent, Request
from messages.understanding.record import Record

_LEFT = frozenset({"word", "noun", "verb", "number", "stranger", "unclear", "foreign", "kin"})
_FIELDS = ("services", "children", "days")


@dataclass(frozen=True, slots=True)
class Taken:
    """Some words of the text, and what they were taken for."""

    words: str
    kind: str
    value: str | None


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the fields of one request come from: `written` by the parent, or `filled` in by us; and the readings of
    days that could be two."""

    intent: Intent
    written: tuple[str, ...]
    filled: tuple[str, ...]
    readings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """What was understood of a text, and from what."""

    taken: tuple[Taken, ...]
    left_over: tuple[str, ...]
    origins: tuple[Origin, ...]


def explained(
    heard: Heard | None, records: list[Record], requests: tuple[Request, ...], context: Context
) -> Explanation:
    """The explanation of `requests`; a text that was not looked into explains nothing."""
    if heard is None:
        return Explanation((), (), ())
    taken = tuple(
        Taken(
            " ".join(heard.words[mark.first : mark.last]),
            mark.kind,
            str(mark.value) if mark.value is not None else None,
        )
        for mark in heard.marks
    )
    left = tuple(each.words for each in taken if each.kind in _LEFT)
    return Explanation(taken, left, tuple(_origins(records, requests, context)))


def _origins(records: list[Record], requests: tuple[Request, ...], context: Context) -> list[Origin]:
    if len(records) != len(requests):
        return [Origin(request.intent, _said(request), (), ()) for request in requests]
    return [
        Origin(
            request.intent,
            tuple(name for name in _said(request) if name not in record.filled),
            tuple(name for name in (*_said(request), "intent") if name in record.filled),
            () if request.days or request.repeat else readings(record.atoms, context.today),
        )
        for record, request in zip(records, requests, strict=True)
    ]


def _said(request: Request) -> tuple[str, ...]:
    return tuple(name for name in _FIELDS if getattr(request, name))
