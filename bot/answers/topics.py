"""What parents ask beside bookings: opening hours, from the town's file; a bill and a late parent go to a person."""

from collections.abc import Sequence

from booking.town import Part, Service
from bot.answers.human import answer_human
from bot.completing import services_of
from bot.replies import office_phone, service_label
from bot.reply import Reply, say
from bot.turn import Turn
from messages.understanding.anger import sounds_angry
from messages.understanding.meaning import UNKNOWN
from messages.understanding.normalise import plain
from messages.understanding.topics import Topic, topic_of
from messages.wording.message import Between, Message


async def answer_topic(turn: Turn) -> Reply | None:
    """The answer to a text that asks for nothing the bot does, but is about something it knows; none otherwise."""
    if turn.doubt() is not None or sounds_angry(turn.words):
        return None
    match topic_of(turn.words):
        case Topic.HOURS:
            return _hours(turn)
        case Topic.BILL:
            return await answer_human(turn)
        case Topic.LATENESS:
            return await answer_human(turn, "lateness")
        case None:
            return None


def _hours(turn: Turn) -> Reply:
    """From when to when each service takes place; where the town's file does not say, whom to ask."""
    known = [(service, service.hours[Part.DAY]) for service in _meant(turn) if Part.DAY in service.hours]
    if not known:
        return say("hours-unknown", phone=office_phone(turn.town), who=turn.town.office.decides)
    return Reply(
        tuple(
            Message(
                "hours-of",
                {"service": service_label(turn.town, service.key), "hours": Between(hours.start, hours.end)},
            )
            for service, hours in known
        )
    )


def _meant(turn: Turn) -> Sequence[Service]:
    """The services whose name begins with a word of the text; all of the children's where none does."""
    said = plain(turn.words).replace("'", " ").split()
    of_children = services_of(turn, UNKNOWN)
    return [service for service in of_children if plain(service.name).split()[0] in said] or of_children
