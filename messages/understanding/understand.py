"""Understanding: a text, and what is known of the family and the town, to what the parent wants.

Find first, judge after: `marks` takes every word for something, `dates` puts days together, `clauses` tells requests
from stories, `records` and `requests` put together what is asked, `safety` says when it must be asked about.
"""

from dataclasses import dataclass
from functools import cached_property

from messages.understanding import answers, safety, small
from messages.understanding.context import Context
from messages.understanding.doubts import Doubt, doubt_of
from messages.understanding.explanation import Explanation, explained
from messages.understanding.marks import Heard, heard
from messages.understanding.meaning import UNKNOWN, Intent, Request
from messages.understanding.negation import given_back, stopped
from messages.understanding.people import family_of
from messages.understanding.pieces import Piece, pieces_of, with_hours
from messages.understanding.record import Record
from messages.understanding.remarks import unsigned, without_asides, without_echoes
from messages.understanding.sentences import requests_in

LONGEST = 2_000
MOST_WORDS = 450


@dataclass(frozen=True)
class Understanding:
    """What a text means, and what it was understood from."""

    requests: tuple[Request, ...]
    context: Context
    heard: Heard | None = None
    records: tuple[Record, ...] = ()

    @cached_property
    def explanation(self) -> Explanation:
        """Why it was understood so; worked out only where somebody asks."""
        return explained(self.heard, list(self.records), self.requests, self.context)

    @cached_property
    def doubt(self) -> Doubt | None:
        """Why nothing in it is acted on, where that can be said."""
        return None if self.heard is None else doubt_of(self.heard, self.records, self.requests, self.context)


def understand(text: str, context: Context) -> Understanding:
    """What `text` asks for: never raises, and takes bounded time for any Unicode of 10,000 characters.

    Beyond 2,000 characters or 450 words nothing is understood: no parent writes that much to book a meal, and it is
    asked about.
    """
    if len(text) > LONGEST:
        return Understanding((UNKNOWN,), context)
    what = heard(text, context.town.vocabulary, family_of(context.children))
    if len(what.words) > MOST_WORDS:
        return Understanding((UNKNOWN,), context)
    what = what._replace(marks=unsigned(what.marks))
    records: list[Record] = []
    requests = _requests(what, context, records)
    return Understanding(requests, context, what, tuple(records))


def _requests(what: Heard, context: Context, records: list[Record]) -> tuple[Request, ...]:
    short = _short(what, context)
    if short is not None:
        return (short,)
    pieces = stopped(without_echoes(without_asides(pieces_of(with_hours(what.marks)))))
    if context.pending is None:
        pieces = given_back(pieces)
    simple = _simple(pieces, context)
    if simple is not None:
        return (simple,)
    if safety.is_alien(pieces):
        return (UNKNOWN,)
    answer = answers.answer(pieces, context)
    if answer is not None:
        return (answer,)
    return tuple(requests_in(pieces, context, records)) or (UNKNOWN,)


def _short(what: Heard, context: Context) -> Request | None:
    """Messages that are one word, or one word and politeness."""
    if not what.words:
        return UNKNOWN
    if all(mark.kind == "question" for mark in what.marks):
        return Request(Intent.HELP)
    kinds = [mark.kind for mark in what.marks if mark.kind != "stop_mark"]
    if kinds == ["stop"]:
        return Request(Intent.STOP)
    said = small.said_whole(what)
    if said in ("stop", "start"):
        return Request(Intent(said))
    asking = any(mark.kind == "question" for mark in what.marks)
    if said == "portal":
        return Request(Intent.PORTAL)
    if said is not None and not asking and not (said == "yes" and context.pending is None and kinds == ["status"]):
        return Request(Intent.YES if said == "yes" else Intent.NO)
    if context.pending is not None and context.pending.kind == "choice":
        return small.choice_of(what, context)
    return None


def _simple(pieces: list[Piece], context: Context) -> Request | None:
    manners = small.only_manners(pieces)
    if manners is not None:
        return Request(manners)
    language = small.language_asked(pieces)
    if language is not None and not any(piece.kind in ("service", "days", "cancel", "book") for piece in pieces):
        return Request(Intent.LANGUAGE, language=language)
    return safety.undone(pieces, context)
