"""A person: what a parent is told who wants one, who is angry, or whom the bot does not understand."""

from booking.rules.office import answered_from
from bot.examples import example_for
from bot.replies import office_phone
from bot.reply import Reply, say
from bot.turn import Turn
from channels.inbox import leave_to_staff
from channels.tables import ForStaff
from messages.understanding.anger import sounds_angry
from messages.wording.message import Message, Names, Value


async def answer_human(turn: Turn, name: str = "human") -> Reply:
    """Into the staff's inbox, and when to expect an answer; `name` is the message that says so."""
    return await _passed_on(turn, ForStaff.ASKED, name)


async def answer_unknown(turn: Turn, times: int) -> Reply:
    """Not understood: once with what stands in the way, or with an example that fits this family; angry, or a second
    time in a row, a person.

    `times` counts the texts in a row that were not understood, this one included. After the second nothing is
    explained again: each further text goes to the same person.
    """
    if sounds_angry(turn.words):
        return await _passed_on(turn, ForStaff.ANGRY, "calm")
    doubt = turn.doubt() if times == 1 else None
    if doubt is not None:
        names = Names(tuple(child.first_name for child in turn.caller.children))
        office = {"who": turn.town.office.decides, "phone": office_phone(turn.town)}
        return say(f"doubt-{doubt.why}", name=doubt.word or "", children=names, **office)
    if times == 1:
        return say("not-understood", example=await example_for(turn))
    return await _passed_on(turn, ForStaff.NOT_UNDERSTOOD, "not-understood-again" if times == 2 else "passed-on-too")


async def _passed_on(turn: Turn, why: ForStaff, name: str) -> Reply:
    await leave_to_staff(turn.db, turn.number, why)
    office = turn.town.office
    return say(name, who=office.decides, phone=office_phone(turn.town), when=_when(turn))


def _when(turn: Turn) -> Value:
    """When a person answers: today, from the next opening on, or in the words of the town's file."""
    office = turn.town.office
    opens = answered_from(office.open, turn.now, turn.town.calendar)
    if opens is None:
        return Message("answer-hours", {"hours": office.hours})
    if opens.date() == turn.now.astimezone(turn.town.zone).date():
        return Message("answer-today")
    return Message("answer-from", {"opens": opens})
