"""Whether a text answers a reminder: where nothing else is asked, OUI means what the bot asked last, by itself."""

from bot.listening import Listen
from bot.pending import ANSWERING, LIFETIME, PendingQuestion
from bot.reminders.asked import open_reminder
from bot.turn import Turn
from messages.understanding.meaning import Intent, Request

NO_REQUEST = (*ANSWERING, Intent.UNKNOWN)


async def hear_reminder(
    turn: Turn, text: str, heard: tuple[Request, ...], pending: PendingQuestion | None, listen: Listen
) -> tuple[PendingQuestion | None, tuple[Request, ...]]:
    """The question that the text answers, and what was heard as an answer to it: a reminder's, or as they were."""
    if heard[0].intent not in NO_REQUEST or (pending is not None and not pending.has_expired(turn.arrived)):
        return pending, heard
    reminded = await open_reminder(turn.db, turn.town, turn.caller, now=turn.arrived)
    if reminded is None or (pending is not None and pending.asked_at > reminded.asked_at):
        return pending, heard
    children = tuple(child.first_name for child in turn.caller.children)
    again = listen(text, turn.today, children, reminded)
    is_recent = turn.arrived < reminded.asked_at + LIFETIME  # long after, a text of no meaning is about something else
    return (reminded, again) if is_recent or again[0].intent in ANSWERING else (pending, heard)
