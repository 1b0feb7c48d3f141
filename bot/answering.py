"""From one text of a known guardian to the reply: what was asked before, what is said now, one request at a time."""

from dataclasses import replace
from functools import partial

from bot.answers.absence import answer_absence
from bot.answers.availability import answer_availability
from bot.answers.human import answer_human, answer_unknown
from bot.answers.journal import answer_proof, answer_why
from bot.answers.menu import answer_menu
from bot.answers.places import answer_booking, answer_cancelling, answer_move, is_move
from bot.answers.portal import answer_portal
from bot.answers.reminders import answer_reminder, answer_reminders_choice, decline_reminder
from bot.answers.rules import answer_deadline, answer_price
from bot.answers.status import answer_status
from bot.answers.talk import answer_language, answer_talk
from bot.answers.topics import answer_topic
from bot.answers.undo import answer_undo
from bot.asking import asked, is_of_a_move
from bot.listening import Listen
from bot.pending import (
    NO,
    YES,
    Answered,
    Asking,
    Declined,
    Expired,
    NewRequest,
    PendingQuestion,
    Picked,
    Unclear,
    resolve,
)
from bot.quoting import of_quoted, without_reference
from bot.reminders.asked import reminder_of_button
from bot.reminders.hearing import hear_reminder
from bot.reply import Reply, say
from bot.turn import Turn
from channels.inbox import Waiting
from channels.transport import Kind
from messages.understanding.anger import sounds_angry
from messages.understanding.meaning import Intent, Request
from messages.understanding.reactions import is_reaction

# what a parent asks before answering us: "how much is it?"; the question stays open, and is put again
ASKS_ONLY = frozenset({Intent.PRICE, Intent.DEADLINE, Intent.MENU, Intent.AVAILABILITY})
TEXT_AT_MOST = 2000  # characters; Twilio joins at most 1600, and nobody means more


async def answer(
    turn: Turn, message: Waiting, pending: PendingQuestion | None, listen: Listen, misunderstood: int
) -> tuple[Reply, bool]:
    """The reply to a message, and whether it was understood.

    `misunderstood` counts the texts before it that were not.
    """
    match message.kind:
        case Kind.START:
            return await answer_talk(turn, Request(Intent.GREETING)), True
        case Kind.MEDIA | Kind.EDITED:
            return _keeping(turn, say(f"only-text-{message.kind}"), pending), True
        case Kind.BUTTON:
            reminded = await reminder_of_button(turn.db, turn.town, turn.caller, message.text, now=turn.arrived)
            pending = reminded or pending
            heard = _pressed(message.text, pending)
            if heard is None:
                return _keeping(turn, say("already-answered"), pending), True
        case _:
            children = tuple(child.first_name for child in turn.caller.children)
            text = await without_reference(turn, message.text[:TEXT_AT_MOST])
            heard = listen(text, turn.today, children, pending)
            heard = heard if turn.quoted is None else of_quoted(heard, text)
            pending, heard = await hear_reminder(turn, text, heard, pending, listen)
            turn.doubt = partial(listen.doubt, text, turn.today, children)  # rarely asked, and a second reading
    return await _answer_heard(turn, heard, pending, misunderstood)


def _pressed(data: str, pending: PendingQuestion | None) -> tuple[Request, ...] | None:
    """The choice that a button stands for; none where its question is not the open one any more."""
    number, _, place = data.partition(":")
    if pending is None or number != str(pending.number) or not place.isdecimal():
        return None
    options = pending.options[int(place) - 1 : int(place)]
    if pending.asking is Asking.REMINDER and options in ((YES,), (NO,)):
        return (Request(Intent.YES if options == (YES,) else Intent.NO),)
    return (Request(Intent.CHOICE, choice=(int(place),)),)


async def _answer_heard(
    turn: Turn, heard: tuple[Request, ...], pending: PendingQuestion | None, misunderstood: int
) -> tuple[Reply, bool]:
    if pending is None:
        return await _answer_all(turn, heard, misunderstood)
    match resolve(pending, heard, now=turn.arrived):
        case Answered() if pending.asking is Asking.FAMILY:
            return await _answer_all(turn, pending.then, misunderstood=0)
        case Answered(request=request, agreed=agreed):
            turn.led_by = pending.words
            return await _go_on_agreed(turn, request, agreed, pending), True
        case Picked(requests=requests, all=all_of_it):
            booked = await answer_reminder(turn, pending, requests, all_of_it=all_of_it)
            return await _go_on(turn, booked, pending.then), True
        case Declined() if pending.asking is Asking.REMINDER:
            return await _go_on(turn, await decline_reminder(turn, pending), pending.then), True
        case Declined() if pending.asking is Asking.OFFER:
            declined = await answer_cancelling(turn, replace(pending.about, intent=Intent.CANCEL))
            return await _go_on(turn, declined, pending.then), True
        case Declined():
            waiting = pending.then[1:] if is_of_a_move(pending) else pending.then
            return await _go_on(turn, say("left-as-it-is"), waiting), True
        case NewRequest() if all(request.intent in ASKS_ONLY for request in heard):
            about = tuple(_asked_about(request, pending) for request in heard)
            return _keeping(turn, await _go_on(turn, Reply(), about), pending), True
        case NewRequest():
            return await _answer_all(turn, heard, misunderstood)
        case Expired() if pending.asking is Asking.FAMILY:
            return say("file-known"), True
        case Expired():
            again = asked(turn, replace(pending, number=turn.number, asked_at=turn.now), again=True)
            return again.after(say("question-expired")), True
        case Unclear():
            if misunderstood:
                return await answer_unknown(turn, misunderstood + 1), False
            return asked(turn, pending, again=True).after(say("answer-unclear")), False


def _asked_about(request: Request, pending: PendingQuestion) -> Request:
    """ "C'est combien ?" beside our question is about what we asked."""
    about = pending.about
    return replace(request, services=request.services or about.services, days=request.days or about.days)


async def _go_on_agreed(turn: Turn, request: Request, agreed: tuple[Asking, ...], pending: PendingQuestion) -> Reply:
    """Do what was settled by the answer, then what waited for it; both sides of a move at once."""
    if is_of_a_move(pending):
        moved = await answer_move(turn, request, pending.then[0], agreed)
        return await _go_on(turn, moved or Reply(), pending.then[1:] if moved else pending.then)
    return await _go_on(turn, await _answer_one(turn, request, agreed), pending.then)


async def _answer_all(turn: Turn, heard: tuple[Request, ...], misunderstood: int) -> tuple[Reply, bool]:
    if all(request.intent is Intent.UNKNOWN for request in heard):
        if turn.words.strip().isdecimal():  # the number of an option, but no question is open
            return await answer_talk(turn, Request(Intent.CHOICE)), True
        if is_reaction(turn.words) and not sounds_angry(turn.words):
            return say("you-are-welcome"), True
        about = await answer_topic(turn)
        if about is not None:
            return about, True
        return await answer_unknown(turn, misunderstood + 1), False
    return await _go_on(turn, Reply(), heard), True


async def _go_on(turn: Turn, reply: Reply, requests: tuple[Request, ...]) -> Reply:
    """Answer the requests in turn; at the first question the rest waits for its answer."""
    waiting = list(requests)
    while waiting and reply.question is None:
        moved = await answer_move(turn, waiting[0], waiting[1]) if len(waiting) > 1 and is_move(*waiting[:2]) else None
        answered = await _answer_one(turn, waiting[0]) if moved is None else moved
        waiting = waiting[1:] if moved is None else waiting[2:]
        reply = answered.after(reply)
    if reply.question is None:
        return reply
    return replace(reply, question=replace(reply.question, then=reply.question.then + tuple(waiting)))


async def _answer_one(turn: Turn, request: Request, agreed: tuple[Asking, ...] = ()) -> Reply:
    match request.intent:
        case Intent.BOOK:
            return await answer_booking(turn, request, agreed)
        case Intent.ABSENCE if request.repeat is None:
            return await answer_absence(turn, request)
        case Intent.CANCEL | Intent.ABSENCE:
            return await answer_cancelling(turn, request, agreed)
        case Intent.STATUS:
            return await answer_status(turn, request)
        case Intent.UNDO:
            return await answer_undo(turn)
        case Intent.AVAILABILITY:
            return await answer_availability(turn, request)
        case Intent.DEADLINE:
            return answer_deadline(turn, request)
        case Intent.MENU:
            return await answer_menu(turn, request)
        case Intent.PORTAL:
            return await answer_portal(turn)
        case Intent.PRICE:
            return await answer_price(turn, request)
        case Intent.PROOF:
            return await answer_proof(turn, request)
        case Intent.WHY:
            return await answer_why(turn, request)
        case Intent.HUMAN:
            return await answer_human(turn)
        case Intent.LANGUAGE:
            return await answer_language(turn, request)
        case Intent.REMINDERS_ON | Intent.REMINDERS_OFF:
            return await answer_reminders_choice(turn, request)
        case Intent.UNKNOWN:
            return say("part-not-understood")
        case _:
            return await answer_talk(turn, request)


def _keeping(turn: Turn, reply: Reply, pending: PendingQuestion | None) -> Reply:
    """The question stays open, and is put again after what had to be said."""
    return reply if pending is None else asked(turn, pending, again=True).after(reply)
