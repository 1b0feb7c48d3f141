"""ANNULE: take back the last act of this guardian, or the one whose reference is quoted; whole, and nothing else."""

from collections.abc import Mapping
from datetime import timedelta

from booking.domain import Consent
from booking.journal import last_act
from booking.outcomes import Slot
from booking.town import Part
from booking.undoing import take_back
from bot.asking import ask_consent
from bot.replies import reply_to
from bot.reply import Reply, say
from bot.turn import Turn
from messages.understanding.meaning import Intent, Request
from messages.understanding.meaning import Part as PartSaid

STILL_JUST_DONE = timedelta(hours=24)  # "what I just did": the day after, a parent means something else
PARTS: Mapping[Part, PartSaid] = {Part.MORNING: "morning", Part.AFTERNOON: "afternoon", Part.DAY: "day"}


async def answer_undo(turn: Turn) -> Reply:
    """Cancel what the act booked, bring back what it replaced; by the same rules as any other act."""
    done = turn.quoted or await last_act(turn.db, turn.caller.guardian_id, since=turn.now - STILL_JUST_DONE)
    if done is None:
        return say("nothing-to-undo")
    act = await turn.act(takes_back=done)
    taken = await take_back(turn.db, turn.town, done, act=act, consent=Consent())
    outcomes = [each.outcome for each in taken]
    question = Reply()
    for intent in (Intent.CANCEL, Intent.BOOK):
        undecided = [each.outcome for each in taken if each.gives_back == (intent is Intent.CANCEL)]
        if question.question is None and undecided:
            question = ask_consent(turn, _wanted(intent, undecided[0].slot), undecided, ())
    return question.after(reply_to(turn, outcomes))


def _wanted(intent: Intent, slot: Slot) -> Request:
    """What is still to be done, where that now costs something or means waiting."""
    hours = slot.hours and (slot.hours.start.isoformat("minutes"), slot.hours.end.isoformat("minutes"))
    part = None if slot.part is None else PARTS[slot.part]
    return Request(intent, part=part, meal=slot.meal, hours=hours or None)
