"""What is said without doing anything: help, greetings, thanks, a person to speak to, and "I did not understand"."""

from dataclasses import replace

from booking.households import set_language
from bot.replies import office_phone
from bot.reply import Reply, say
from bot.turn import Turn
from messages.understanding.meaning import Intent, Request
from messages.wording.catalogue import LANGUAGES
from messages.wording.message import Value

WORDS_FOR = {
    Intent.THANKS: "you-are-welcome",
    Intent.HUMAN: "office",
}


def answer_talk(turn: Turn, request: Request) -> Reply:
    """The words for an intent that changes nothing."""
    office = turn.town.office
    match request.intent:
        case Intent.HELP | Intent.GREETING:
            return say(request.intent.value, town=turn.town.name, example=_example(turn))
        case Intent.YES | Intent.NO | Intent.CHOICE | Intent.ANSWER:
            return say("nothing-was-asked", example=_example(turn))
        case Intent.STOP | Intent.START:
            stops = request.intent is Intent.STOP
            return replace(say("stopped" if stops else "started"), silent=stops)
        case intent if intent in WORDS_FOR:
            return say(WORDS_FOR[intent], phone=office_phone(turn.town), hours=office.hours, who=office.decides)
        case _:
            return say("cannot-yet", phone=office_phone(turn.town), who=office.decides)


async def answer_language(turn: Turn, request: Request) -> Reply:
    """Speak the language asked for from now on, where we do; otherwise say which ones we speak."""
    if request.language not in LANGUAGES:
        return say("language-not-spoken")
    await set_language(turn.db, turn.caller.guardian_id, request.language)
    return replace(say("language-taken", example=_example(turn)), language=request.language)


def answer_unknown(turn: Turn, times: int) -> Reply:
    """Not understood: once with an example that fits this family; twice in a row, a person."""
    if times > 1:
        return say("not-understood-again", phone=office_phone(turn.town), hours=turn.town.office.hours)
    return say("not-understood", example=_example(turn))


def _example(turn: Turn) -> Value:
    """A text that would work for this family: their service, their child."""
    for child in turn.caller.children:
        for enrolment in child.enrolled_on(turn.today):
            return f"{turn.town.service(enrolment.service).name} lundi {child.first_name}"
    return f"{turn.town.services[0].name} lundi"
