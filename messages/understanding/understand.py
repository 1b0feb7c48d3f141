"""Understanding: a text, and what is known of the family and the town, to what the parent wants.

Find first, judge after: `marks` takes every word for something, `dates` puts days together, `clauses` tells requests
from stories, `records` and `requests` put together what is asked, `safety` says when it must be asked about.
"""

from dataclasses import dataclass
from functools import cached_property

from messages.understanding import answers, questions, safety, small
from messages.understanding.clauses import Clause, clauses_of
from messages.understanding.context import Context, Pending
from messages.understanding.marks import Heard, heard
from messages.understanding.meaning import UNKNOWN, Intent, Request
from messages.understanding.people import family_of
from messages.understanding.pieces import Piece, pieces_of, with_hours
from messages.understanding.sentences import requests_in
from messages.understanding.town_words import TownWords

LONGEST = 2_000


@dataclass(frozen=True)
class Understanding:
    """What a text means, and what it was understood from."""

    requests: tuple[Request, ...]
    heard: Heard | None = None


def understand(text: str, context: Context) -> Understanding:
    """What `text` asks for: never raises, and takes bounded time for any Unicode of 10,000 characters.

    Beyond 2,000 characters nothing is understood: no parent writes that much to book a meal, and it is asked about.
    """
    if len(text) > LONGEST:
        return Understanding((UNKNOWN,))
    what = heard(text, context.town.vocabulary, family_of(context.children))
    return Understanding(_requests(what, context), what)


def _requests(what: Heard, context: Context) -> tuple[Request, ...]:
    short = _short(what, context)
    if short is not None:
        return (short,)
    pieces = pieces_of(with_hours(what.marks))
    plain_answer = _simple(what, pieces, context)
    if plain_answer is not None:
        return (plain_answer,)
    if safety.is_alien(pieces):
        return (UNKNOWN,)
    answer = answers.answer(pieces, context)
    if answer is not None:
        return (answer,)
    return tuple(requests_in(pieces, context)) or (UNKNOWN,)


def _short(what: Heard, context: Context) -> Request | None:
    """Messages that are one word, or one word and politeness."""
    if not what.words:
        return UNKNOWN
    if all(mark.kind == "question" for mark in what.marks):
        return Request(Intent.HELP)
    kinds = [mark.kind for mark in what.marks if mark.kind != "stop_mark"]
    if kinds == ["stop"]:
        return Request(Intent.STOP)
    if kinds in (["start"], ["return"]) and what.words[0] in ("start", "reprise", "demarrer"):
        return Request(Intent.START)
    said = small.said_whole(what)
    asking = any(mark.kind == "question" for mark in what.marks)
    if said is not None and not asking and not (said == "yes" and context.pending is None and kinds == ["status"]):
        return Request(Intent.YES if said == "yes" else Intent.NO)
    if context.pending is not None and context.pending.kind == "choice":
        return small.choice_of(what, context)
    return None


def _simple(what: Heard, pieces: list[Piece], context: Context) -> Request | None:
    manners = small.only_manners(pieces)
    if manners is not None:
        return Request(manners)
    language = small.language_asked(pieces)
    if language is not None and not any(piece.kind in ("service", "days", "cancel", "book") for piece in pieces):
        return Request(Intent.LANGUAGE, language=language)
    return safety.undone(pieces, context)
