"""Doubts: why a text that asks for something is asked about instead of acted on, as far as it can be said."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from messages.understanding.context import Context
from messages.understanding.dates.resolve import Resolver
from messages.understanding.file import speaks_of_the_file
from messages.understanding.marks import Heard
from messages.understanding.meaning import Intent, Request
from messages.understanding.record import Record

_ASKING = frozenset({"service", "book", "cancel", "eat", "eat_not", "absent", "ill", "put", "move"})
_UNSURE = frozenset({"condition", "doubt", "wonder"})


class Why(StrEnum):
    """What stands in the way."""

    FILE = "file"  # it would change the file: a number, an address, who the parents are
    STRANGER = "stranger"  # a first name that is on no file of the family
    CHILD = "child"  # "ma fille", where there are several children
    PAST = "past"
    IMPOSSIBLE = "impossible"  # a date that is on no calendar
    ALTERNATIVE = "alternative"  # "lundi ou mardi"
    CONDITION = "condition"  # "si je travaille", "peut-être"


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why a text is not acted on, and the word of the text that it hangs on, if it is one word."""

    why: Why
    word: str | None = None


def doubt_of(heard: Heard, records: Sequence[Record], requests: Sequence[Request], context: Context) -> Doubt | None:
    """The doubt about a text of which nothing was understood; none where it asks for nothing that we know."""
    kinds = {mark.kind for mark in heard.marks}
    if any(request.intent is not Intent.UNKNOWN for request in requests):
        return None
    if speaks_of_the_file(heard.words):
        return Doubt(Why.FILE)
    if not kinds & _ASKING:
        return None
    strangers = [mark for mark in heard.marks if mark.kind == "stranger"]
    if strangers:
        return Doubt(Why.STRANGER, " ".join(heard.words[strangers[0].first : strangers[0].last]).title())
    if "one" in kinds and len(context.children) > 1 and not any(mark.kind == "child" for mark in heard.marks):
        return Doubt(Why.CHILD)
    days = {Resolver(context.today, context.town.calendar).resolve(record.atoms).state for record in records}
    if "past" in days:
        return Doubt(Why.PAST)
    if "impossible" in days:
        return Doubt(Why.IMPOSSIBLE)
    if "or" in kinds:
        return Doubt(Why.ALTERNATIVE)
    return Doubt(Why.CONDITION) if kinds & _UNSURE else None
