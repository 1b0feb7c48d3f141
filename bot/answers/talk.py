"""What is said without doing anything: help, greetings, thanks, the opt-out, the language."""

from dataclasses import replace

from booking.households import set_language
from bot.examples import example_for
from bot.replies import office_phone
from bot.reply import Reply, say
from bot.turn import Turn
from messages.understanding.meaning import Intent, Request
from messages.understanding.reactions import is_acknowledgement
from messages.wording.catalogue import LANGUAGES


async def answer_talk(turn: Turn, request: Request) -> Reply:
    """The words for an intent that changes nothing."""
    office = turn.town.office
    match request.intent:
        case Intent.HELP | Intent.GREETING:
            return say(request.intent.value, town=turn.town.name, example=await example_for(turn))
        case Intent.YES if is_acknowledgement(turn.words):
            return say("you-are-welcome")
        case Intent.NO:
            return say("no-to-nothing")
        case Intent.YES | Intent.CHOICE | Intent.ANSWER:
            return say("nothing-was-asked", example=await example_for(turn))
        case Intent.STOP | Intent.START:
            stops = request.intent is Intent.STOP
            return replace(say("stopped" if stops else "started"), silent=stops)
        case Intent.THANKS:
            return say("you-are-welcome")
        case _:
            return say("cannot-yet", phone=office_phone(turn.town), who=office.decides)


async def answer_language(turn: Turn, request: Request) -> Reply:
    """Speak the language asked for from now on, where we do; otherwise say which ones we speak."""
    if request.language not in LANGUAGES:
        return say("language-not-spoken")
    await set_language(turn.db, turn.caller.guardian_id, request.language)
    return replace(say("language-taken", example=await example_for(turn)), language=request.language)
