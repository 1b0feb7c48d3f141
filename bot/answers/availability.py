"""Is there a place left? The days asked about, or the next ones; and where it is full, the next day that is not."""

from collections.abc import Sequence
from datetime import date, timedelta

from booking.availability import PlacesLeft, places_left
from booking.town import Service
from bot.completing import services_of
from bot.replies import of_service, service_label
from bot.reply import Reply
from bot.turn import Turn
from messages.understanding.meaning import Request
from messages.wording.message import Days, Message, Value

AHEAD = timedelta(days=60)
DAYS_SAID = 5


async def answer_availability(turn: Turn, request: Request) -> Reply:
    """The places left of each service asked about, at the sites of this family's children."""
    services = services_of(turn, request)
    if not services:
        return Reply((Message("which-service"),))
    return Reply(tuple([message for service in services for message in await _places(turn, service, request.days)]))


async def _places(turn: Turn, service: Service, asked: Sequence[date]) -> Sequence[Message]:
    first = asked[0] if asked else turn.today + timedelta(days=1)
    known = await places_left(turn.db, service.key, _sites(turn, service), first=first, last=first + AHEAD)
    by_day = _best_by_day(known)
    about: dict[str, Value] = {
        "service": service_label(turn.town, service.key),
        "of_service": of_service(turn.town, service.key),
    }
    wanted = list(asked) or list(by_day)[:DAYS_SAID]
    messages = [_one_day(day, by_day.get(day), about) for day in wanted[:DAYS_SAID]]
    if not any(_is_free(by_day.get(day)) for day in wanted):
        messages += _next_free(by_day, wanted, about)
    return messages


def _sites(turn: Turn, service: Service) -> Sequence[str]:
    enrolled = {
        enrolment.site
        for child in turn.caller.children
        for enrolment in child.enrolled_on(turn.today)
        if enrolment.service == service.key
    }
    return sorted(enrolled) or service.sites


def _best_by_day(known: Sequence[PlacesLeft]) -> dict[date, PlacesLeft]:
    best: dict[date, PlacesLeft] = {}
    for place in known:
        if place.day not in best or (best[place.day].closed is not None, best[place.day].left) < (True, place.left):
            best[place.day] = place
    return best


def _is_free(place: PlacesLeft | None) -> bool:
    return place is not None and place.closed is None and place.left > 0


def _one_day(day: date, place: PlacesLeft | None, about: dict[str, Value]) -> Message:
    if place is None:
        return Message("no-service-then", about | {"day": day})
    if place.closed is not None:
        return Message("closed-then", about | {"day": day, "why": place.closed})
    if place.left == 0:
        return Message("full-then", about | {"day": day})
    return Message("places-then", about | {"day": day, "number": place.left})


def _next_free(by_day: dict[date, PlacesLeft], wanted: Sequence[date], about: dict[str, Value]) -> list[Message]:
    later = [day for day, place in by_day.items() if _is_free(place) and day not in wanted]
    return [Message("next-free", about | {"days": Days(tuple(later[:1]))})] if later else []
