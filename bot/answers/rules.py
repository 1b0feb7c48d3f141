"""Questions about the rules: until when, what does it cost."""

import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from sqlalchemy import select

from booking.rules.acts import Applicant, FixedSurcharge, Group, OtherPrice, PercentSurcharge, PriceLine
from booking.rules.explain import Explanation, Step, explain
from booking.tables import Family
from booking.town import Price, Service
from bot.asking import LINES_AT_MOST, ask
from bot.completing import Open, services_of
from bot.pending import Asking
from bot.replies import local, of_service, service_label
from bot.reply import Reply, say
from bot.turn import Turn
from messages.understanding.meaning import Request
from messages.understanding.normalise import plain
from messages.wording.message import Message, Until, Value

LOOKED_AHEAD = timedelta(days=60)
CANCELLING = re.compile(r"\b(?:annul|desinscri|decommand|supprim|enlev|retir)")
DAYS_SAID = 4


async def answer_price(turn: Turn, request: Request) -> Reply:
    """The price list of each service asked about, without the lines that are for others."""
    resident = await turn.db.scalar(select(Family.resident).where(Family.id == turn.caller.family_id))
    others = Group.NON_RESIDENTS if resident else Group.RESIDENTS
    messages = [
        Message("price-of", {"service": service_label(turn.town, service.key), "prices": _prices(lines)})
        for service in services_of(turn, request)
        if (lines := [price for price in service.prices if price.who != frozenset({others})])
    ]
    return Reply(tuple(messages)) if messages else say("no-price")


def _prices(prices: Sequence[Price]) -> Value:
    whole: Value = ""
    for price in prices:
        line = Message("price-line", {"label": price.label, "euros": price.euros})
        whole = line if whole == "" else Message("and-then", {"one": whole, "other": line})
    return whole


def answer_deadline(turn: Turn, request: Request) -> Reply:
    """Until when each service asked about may be booked (or cancelled), for the days asked about or the next one."""
    asked = [(service, day) for service in services_of(turn, request) for day in _days(turn, service, request)]
    if not asked:
        days = request.days or (turn.today,)
        return say("nothing-takes-place", day=days[0]) if services_of(turn, request) else say("which-service")
    named = tuple(dict.fromkeys(service.key for service, _ in asked))
    if len(named) > 1 and len(asked) > LINES_AT_MOST:
        return ask(turn, Open(Asking.SERVICE, request, named))
    if len(asked) == 1:
        return Reply((_in_full(turn, *asked[0]),))
    return Reply(tuple(_in_short(turn, asked)))


def _days(turn: Turn, service: Service, request: Request) -> Sequence[date]:
    """The days asked about; of a service that was named also one on which it does not take place, to say so."""
    calendar = turn.town.calendar
    if request.days:
        taking_place = [day for day in request.days if service.days(calendar, day, day)][:DAYS_SAID]
        return taking_place or (request.days[:1] if request.services else ())
    return service.days(calendar, turn.today + timedelta(days=1), turn.today + LOOKED_AHEAD)[:1]


def _explained(turn: Turn, service: Service, day: date) -> tuple[Explanation, str]:
    cancels = CANCELLING.search(plain(turn.words)) is not None
    rules = service.cancelling if cancels else service.booking
    return explain(rules, day, calendar=turn.town.calendar, who=Applicant()), "cancel" if cancels else "book"


def _in_full(turn: Turn, service: Service, day: date) -> Message:
    about: dict[str, Value] = {
        "service": service_label(turn.town, service.key),
        "day": day,
        "of_service": of_service(turn.town, service.key),
    }
    if not service.days(turn.town.calendar, day, day):
        return Message("no-service-then", about)
    known, act = _explained(turn, service, day)
    if known.limit is None:
        return Message("deadline-none", about | {"who": turn.town.office.decides})
    past = known.limit.closes_at <= turn.arrived
    steps = [step for step in known.steps if step.limit.closes_at > turn.arrived]
    about |= {"until": Until(local(turn.town, known.limit.closes_at)), "act": act}
    about["then"] = _step(turn, steps[0], past=past) if steps else ""
    if not past:
        return Message("deadline-until", about)
    return Message("deadline-past" if steps else "deadline-over", about)


def _in_short(turn: Turn, asked: Iterable[tuple[Service, date]]) -> Iterable[Message]:
    """One line a service under the day; a limit that is past is said to be so."""
    told: date | None = None
    for service, day in sorted(asked, key=lambda pair: pair[1]):
        known, act = _explained(turn, service, day)
        if day != told:
            told = day
            yield Message("deadlines-for", {"day": day, "act": act})
        about: dict[str, Value] = {"service": service_label(turn.town, service.key)}
        if known.limit is None:
            yield Message("deadline-short-none", about)
            continue
        past = known.limit.closes_at <= turn.arrived
        about["until"] = Until(local(turn.town, known.limit.closes_at))
        yield Message("deadline-short-past" if past else "deadline-short", about)


def _step(turn: Turn, step: Step, *, past: bool) -> Message:
    """What is still possible afterwards, and at what price."""
    about: dict[str, Value] = {
        "until": Until(local(turn.town, step.limit.closes_at)),
        "past": "yes" if past else "no",
    }
    price = step.tier.price
    match price:
        case PercentSurcharge():
            return Message("then-percent", about | {"percent": int(price.percent)})
        case FixedSurcharge():
            return Message("then-euros", about | {"euros": price.euros})
        case OtherPrice():
            return Message("then-price", about | {"euros": price.euros})
        case PriceLine():
            return Message("then-line", about | {"label": price.label})
        case None if step.tier.approval_by is not None:
            return Message("then-approval", about | {"who": step.tier.approval_by})
        case None:
            return Message("then-waiting" if step.tier.waiting_list else "then-plain", about)
