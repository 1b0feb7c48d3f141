"""OUI to a reminder books exactly what it named; RAPPELS NON, OUI, TOUJOURS say when to be reminded at all."""

from collections.abc import Sequence
from dataclasses import replace

from booking.domain import Place
from booking.outcomes import Full, LatePossible, Outcome
from booking.reminders.choices import choose_reminders
from booking.reminders.tables import Answer
from booking.reservations import book
from booking.rules.reminding import ReminderChoice
from bot.asking import ask_consent
from bot.completing import Complete, complete_booking
from bot.pending import PendingQuestion
from bot.reminders.asked import note_answer
from bot.replies import reply_to
from bot.reply import Reply, say
from bot.turn import Turn
from messages.understanding.meaning import Intent, Request
from messages.understanding.normalise import plain

HABIT = ("habit", "usual", "normal")


async def answer_reminder(
    turn: Turn, question: PendingQuestion, requests: Sequence[Request], *, all_of_it: bool
) -> Reply:
    """Book these of the lines of a reminder, each judged by the hour at which the answer reached us."""
    await note_answer(turn.db, question, Answer.YES if all_of_it else Answer.SOME, now=turn.arrived)
    places = [place for request in requests for place in _places(turn, request)]
    if not places:
        return say("left-as-it-is")
    act = await turn.act()
    outcomes = [await book(turn.db, turn.town, place, act=act, along_with=places) for place in places]
    return _ask_line_by_line(turn, requests, outcomes).after(reply_to(turn, outcomes))


async def decline_reminder(turn: Turn, question: PendingQuestion) -> Reply:
    """NON: leave it, and do not ask again."""
    await note_answer(turn.db, question, Answer.NO, now=turn.arrived)
    return say("left-as-it-is")


def _places(turn: Turn, request: Request) -> Sequence[Place]:
    found = complete_booking(turn, request)
    return found.places if isinstance(found, Complete) else ()


def _ask_line_by_line(turn: Turn, requests: Sequence[Request], outcomes: Sequence[Outcome]) -> Reply:
    """What is late or full is asked about line by line: a question about several could book what nobody named."""
    open_ones = [request for request in requests if _undecided(request, outcomes)]
    if not open_ones:
        return Reply()
    asked = ask_consent(turn, open_ones[0], _undecided(open_ones[0], outcomes), ())
    if asked.question is None:
        return asked
    return replace(asked, question=replace(asked.question, then=tuple(open_ones[1:])))


def _undecided(request: Request, outcomes: Sequence[Outcome]) -> Sequence[Outcome]:
    return [
        outcome
        for outcome in outcomes
        if isinstance(outcome, LatePossible | Full)
        and outcome.slot.service in request.services
        and outcome.slot.child in request.children
        and outcome.slot.day in request.days
    ]


async def answer_reminders_choice(turn: Turn, request: Request) -> Reply:
    """Off, always, or only the usual days, where the text says so: from now on, and confirmed."""
    choice = _choice(turn.words, request.intent)
    await choose_reminders(turn.db, turn.caller.guardian_id, choice)
    return say(f"reminders-{choice}")


def _choice(words: str, intent: Intent) -> ReminderChoice:
    if intent is Intent.REMINDERS_OFF:
        return ReminderChoice.OFF
    return ReminderChoice.USUAL if any(word in plain(words) for word in HABIT) else ReminderChoice.ALWAYS
