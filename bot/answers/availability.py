"""Is there a place left? The days asked about, or the next ones; the rank of who waits; the next day that is free."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from booking.agenda import agenda
from booking.availability import PlacesLeft, places_left
from booking.domain import State
from booking.ranks import rank_of, waiting_for
from booking.rules.acts import Applicant
from booking.rules.judge import InTime, Late, judge
from booking.town import Service
from bot.asking import LINES_AT_MOST, ask
from bot.completing import PARTS, Open, services_of
from bot.pending import Asking
from bot.replies import of_service, service_label
from bot.reply import Reply, say
from bot.turn import Turn
from messages.understanding.meaning import Request
from messages.understanding.normalise import plain
from messages.wording.message import Message, Value

AHEAD = timedelta(days=60)
DAYS_SAID = 4
RANK = re.compile(r"\b(?:rang|position|liste d'attente|devant nous|devant moi|combien devant)\b")


async def answer_availability(turn: Turn, request: Request) -> Reply:
    """The places left of each service asked about, where this family's children go; first the rank of who waits."""
    ranks = await _ranks(turn, request)
    if RANK.search(plain(turn.words)):
        return Reply(ranks) if ranks else say("not-waiting")
    services = services_of(turn, request)
    if not services:
        return say("which-service")
    if not request.services:
        services = _on_these_days(turn, services, request.days) or services[:1]
    days = DAYS_SAID if len(services) == 1 else 1
    if request.days:
        days = min(len(request.days), DAYS_SAID)
        if days > 1 and len(services) * days > LINES_AT_MOST:
            return ask(turn, Open(Asking.SERVICE, request, tuple(service.key for service in services)))
    said = [message for service in services for message in await _places(turn, service, request, days)]
    return Reply((*ranks, *said)[:LINES_AT_MOST])


async def next_free_day(turn: Turn, service: Service, *, after: date) -> date | None:
    """The first day after that one which may still be booked in time, and has a place where these children go."""
    first = max(after, turn.today) + timedelta(days=1)
    known = await places_left(turn.db, service.key, _sites(turn, service), first=first, last=first + AHEAD)
    return next((place.day for place in known if _is_free(place) and _in_time(turn, service, place.day)), None)


async def _ranks(turn: Turn, request: Request) -> tuple[Message, ...]:
    """Where this family waits, of the days and services asked about."""
    lines = await agenda(turn.db, turn.caller.family_id, first=turn.today)
    named = [service.key for service in services_of(turn, request)] if request.services else []
    messages: dict[tuple[int, str, date], Message] = {}
    for line in lines:
        asked = (not request.days or line.day in request.days) and (not named or line.service in named)
        if line.state is State.WAITING and asked:
            rank = await rank_of(turn.db, turn.town, line.child_id, line.service, line.site, line.day)
            about: dict[str, Value] = {"child": line.child, "day": line.day, "rank": rank or 1}
            about["service"] = service_label(turn.town, line.service)
            messages[line.child_id, line.service, line.day] = Message("your-rank", about)
    return tuple(messages.values())[:DAYS_SAID]


def _on_these_days(turn: Turn, services: Sequence[Service], days: Sequence[date]) -> Sequence[Service]:
    """Those that take place on one of these days: nobody means the canteen who asks about a Saturday."""
    calendar = turn.town.calendar
    return [service for service in services if not days or any(service.days(calendar, day, day) for day in days)]


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of one service: its places by day, at the site that has most."""

    service: Service
    sites: Sequence[str]
    best: dict[date, PlacesLeft]


async def _places(turn: Turn, service: Service, request: Request, days: int) -> Sequence[Message]:
    first = request.days[0] if request.days else turn.today + timedelta(days=1)
    parts = service.sessions_of(PARTS[request.part]) if request.part and len(service.parts) > 1 else ()
    sites = _sites(turn, service)
    found = await places_left(turn.db, service.key, sites, first=first, last=first + AHEAD, parts=parts)
    known = _Known(service, sites, _best_by_day(found))
    wanted = list(request.days) or [day for day in known.best if _in_time(turn, service, day)]
    messages = [await _one_day(turn, known, day) for day in wanted[:days]]
    if not any(_is_free(known.best.get(day)) for day in wanted):
        free = await next_free_day(turn, service, after=max(wanted, default=turn.today))
        messages += [] if free is None else [Message("next-free", {"day": free})]
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


def _in_time(turn: Turn, service: Service, day: date) -> bool:
    verdict = judge(service.booking, day, now=turn.arrived, calendar=turn.town.calendar, who=Applicant())
    return isinstance(verdict, InTime)


async def _one_day(turn: Turn, known: _Known, day: date) -> Message:
    place, service = known.best.get(day), known.service
    about: dict[str, Value] = {
        "service": service_label(turn.town, service.key),
        "of_service": of_service(turn.town, service.key),
        "day": day,
    }
    if place is None:
        return Message("no-service-then", about)
    if place.closed is not None:
        return Message("closed-then", about | {"why": place.closed})
    if place.left == 0:
        return Message("full-then", about | {"waiting": await waiting_for(turn.db, service.key, known.sites, day)})
    return Message("places-then", about | {"number": place.left, "when": _when(turn, service, day)})


def _when(turn: Turn, service: Service, day: date) -> str:
    """Whether a place that is left may still be had: in time, late, or not any more."""
    verdict = judge(service.booking, day, now=turn.arrived, calendar=turn.town.calendar, who=Applicant())
    return "in-time" if isinstance(verdict, InTime) else "late" if isinstance(verdict, Late) else "over"
