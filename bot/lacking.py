"""What a family's file lacks, in the words of a parent: papers, and what an import could not take."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select

from booking.importing.findings import KeepsOut, Reason
from booking.importing.set_aside import of_family
from booking.importing.tables import SetAside
from booking.tables import Family
from bot.replies import office_phone
from bot.turn import Turn
from messages.wording.message import Message, Names, Value

SAID = 3  # in one reply; staff see them all
PARTS: Mapping[Reason, str] = {
    Reason.BORN_UNREADABLE: "part-born",
    Reason.BORN_IMPOSSIBLE: "part-born",
    Reason.SCHOOL_UNKNOWN: "part-school",
    Reason.CLASS_UNKNOWN: "part-class",
    Reason.CLASS_NOT_AT_SCHOOL: "part-class",
    Reason.SERVICE_UNKNOWN: "part-service",
    Reason.SERVICE_NOT_AT_SCHOOL: "part-service",
    Reason.YES_OR_NO_UNREADABLE: "part-service",
    Reason.PHONE_UNREADABLE: "part-phone",
    Reason.PHONE_DIFFERS: "part-phone",
    Reason.PHONE_ON_MANY_FILES: "part-phone",
    Reason.CHILD_TWICE: "part-twice",
    Reason.CHILD_ON_TWO_FILES: "part-twice",
    Reason.CHILD_NAME_MISSING: "part-name",
    Reason.NAME_UNCLEAR: "part-name",
    Reason.TEXT_BROKEN: "part-name",
}


async def file_lacks(turn: Turn) -> tuple[Message, ...]:
    """What the file of the caller's family lacks, papers first; empty where it lacks nothing."""
    papers = await turn.db.scalar(select(Family.missing).where(Family.id == turn.caller.family_id))
    said = [Message("file-missing", {**_whom_to_ask(turn), "missing": Names(tuple(papers))})] if papers else []
    return (*said, *await left_out_by_import(turn))


async def left_out_by_import(turn: Turn) -> tuple[Message, ...]:
    """What an import could not take of the caller's family, what hurts most first."""
    asked, said = _whom_to_ask(turn), list[Message]()
    for waiting in _of_parents(await of_family(turn.db, turn.caller.family_id)):
        message = _message(waiting, asked)
        if message not in said:
            said.append(message)
    return tuple(said[:SAID])


def _whom_to_ask(turn: Turn) -> dict[str, Value]:
    return {"phone": office_phone(turn.town), "who": turn.town.office.decides}


def _of_parents(waiting: Sequence[SetAside]) -> list[SetAside]:
    """What a parent can help with; that staff and the old file disagree is none of it."""
    return [each for each in waiting if each.reason is not Reason.CHANGED_SINCE]


def _message(waiting: SetAside, asked: Mapping[str, Value]) -> Message:
    about: dict[str, Value] = {**asked, "what": Message(PARTS.get(waiting.reason, "part-other"))}
    if waiting.out < KeepsOut.CHILD:
        return Message("file-value-out", about)
    if not waiting.child:
        return Message("file-a-child-out", about)
    return Message("file-child-out", {**about, "child": waiting.child})
