"""References that a parent quotes: "annule JRW3R7", "preuve JRW3R7" are about all that this one text had booked."""

import re
from dataclasses import replace

from sqlalchemy import exists, select

from booking.references import ALPHABET, LENGTH, act_id_of
from booking.tables import JournalLine
from bot.turn import Turn
from messages.understanding.meaning import Intent, Request

INTRODUCED = r"(?:\b(?:la|ma|ref|réf|reference|référence|réservation|reservation|n°|no|numero|numéro)\b[\s.:°]*)*"
REFERENCE = re.compile(rf"{INTRODUCED}\b([{ALPHABET}]{{{LENGTH}}})\b", re.IGNORECASE)
PROVES = (Request(Intent.PROOF),)


async def without_reference(turn: Turn, text: str) -> str:
    """The text without the reference that it quotes, which the turn then knows.

    A reference that is of no act for this family's children stays in the text: nothing is told of it.
    """
    quoted = REFERENCE.search(text)
    act_id = act_id_of(quoted[1]) if quoted else None
    if quoted is None or act_id is None or not await _concerns(turn, act_id):
        return text
    turn.quoted = act_id
    return f"{text[: quoted.start()]}{text[quoted.end() :]}"


def of_quoted(heard: tuple[Request, ...], left: str) -> tuple[Request, ...]:
    """What was heard, of a text that quotes a reference: alone it is asked about, and taking back is of that act."""
    if not any(letter.isalnum() for letter in left):
        return PROVES
    return tuple(_of_act(request) for request in heard)


def _of_act(request: Request) -> Request:
    bare = replace(request, intent=Intent.UNKNOWN) == Request(Intent.UNKNOWN)
    if bare and request.intent is Intent.CANCEL:
        return Request(Intent.UNDO)
    return Request(Intent.PROOF) if bare and request.intent is Intent.STATUS else request


async def _concerns(turn: Turn, act_id: int) -> bool:
    children = [child.id for child in turn.caller.children]
    theirs = exists().where(JournalLine.act_id == act_id, JournalLine.child_id.in_(children))
    return bool(await turn.db.scalar(select(theirs)))
