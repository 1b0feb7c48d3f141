"""ANNULE: take back the last act of this guardian, whole, and nothing else."""

from datetime import timedelta

from booking.domain import Entry, Place
from booking.journal import last_act, lines_of
from booking.outcomes import Outcome
from booking.reservations import book, cancel
from booking.standing import end_standing, standings_made_by
from bot.replies import reply_to
from bot.reply import Reply, say
from bot.turn import Turn

STILL_JUST_DONE = timedelta(hours=24)  # "what I just did": the day after, a parent means something else


async def answer_undo(turn: Turn) -> Reply:
    """Cancel what the act booked, book again what it cancelled; by the same rules as any other act."""
    done = await last_act(turn.db, turn.caller.guardian_id, since=turn.now - STILL_JUST_DONE)
    if done is None:
        return say("nothing-to-undo")
    act = await turn.act(takes_back=done)
    outcomes: list[Outcome] = []
    patterns = await standings_made_by(turn.db, done)
    for standing in patterns:
        outcomes += await end_standing(turn.db, turn.town, standing.id, from_day=standing.first, act=act)
    ended = {(standing.child_id, standing.service) for standing in patterns}
    for line in await lines_of(turn.db, done):
        if (line.child_id, line.service) not in ended:
            place = Place(line.child_id, line.service, line.date, line.part)
            again = book if line.entry is Entry.CANCELLED else cancel
            outcomes.append(await again(turn.db, turn.town, place, act=act))
    return reply_to(turn, outcomes)
