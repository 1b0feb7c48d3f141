"""Questions about the rules: until when, what does it cost."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from booking.rules.acts import Applicant, FixedSurcharge, OtherPrice, PercentSurcharge, PriceLine
from booking.rules.explain import Explanation, Step, explain
from booking.town import Price, Service
from bot.completing import services_of
from bot.replies import local, of_service, service_label
from bot.reply import Reply
from bot.turn import Turn
from messages.understanding.meaning import Request
from messages.wording.message import Message, Until, Value

LOOKED_AHEAD = timedelta(days=60)
PRICES_SAID = 4  # lines of a price list; the rest is on the town's own


def answer_deadline(turn: Turn, request: Request) -> Reply:
    """Until when each service asked about may be booked, for the days asked about or the next one."""
    messages = [
        _deadline(turn, service, day)
        for service in services_of(turn, request)
        for day in _days(turn, service, request.days)
    ]
    return Reply(tuple(messages) or (Message("which-service"),))


def answer_price(turn: Turn, request: Request) -> Reply:
    """The price list of each service asked about."""
    messages = [
        Message("price-of", {"service": service_label(turn.town, service.key), "prices": _prices(service.prices)})
        for service in services_of(turn, request)
        if service.prices
    ]
    return Reply(tuple(messages) or (Message("no-price"),))


def _days(turn: Turn, service: Service, asked: Sequence[date]) -> Sequence[date]:
    calendar = turn.town.calendar
    if asked:
        return [day for day in asked if service.days(calendar, day, day)] or asked[:1]
    return service.days(calendar, turn.today + timedelta(days=1), turn.today + LOOKED_AHEAD)[:1]


def _deadline(turn: Turn, service: Service, day: date) -> Message:
    about: dict[str, Value] = {
        "service": service_label(turn.town, service.key),
        "day": day,
        "of_service": of_service(turn.town, service.key),
    }
    if not service.days(turn.town.calendar, day, day):
        return Message("no-service-then", about)
    known = explain(service.booking, day, calendar=turn.town.calendar, who=Applicant())
    if known.limit is None:
        return Message("deadline-none", about)
    about["until"] = Until(local(turn.town, known.limit.closes_at))
    about["then"] = _then(turn, known)
    past = known.limit.closes_at <= turn.arrived
    return Message("deadline-past" if past else "deadline-until", about)


def _then(turn: Turn, known: Explanation) -> Value:
    """What is still possible afterwards, if anything is."""
    steps = [step for step in known.steps if step.limit.closes_at > turn.arrived]
    return _step(turn, steps[0]) if steps else ""


def _step(turn: Turn, step: Step) -> Message:
    until = Until(local(turn.town, step.limit.closes_at))
    price = step.tier.price
    match price:
        case PercentSurcharge():
            return Message("then-percent", {"percent": int(price.percent), "until": until})
        case FixedSurcharge():
            return Message("then-euros", {"euros": price.euros, "until": until})
        case OtherPrice():
            return Message("then-price", {"euros": price.euros, "until": until})
        case PriceLine():
            return Message("then-line", {"label": price.label, "until": until})
        case None:
            return _unpriced(step, until)


def _unpriced(step: Step, until: Until) -> Message:
    if step.tier.approval_by is not None:
        return Message("then-approval", {"who": step.tier.approval_by, "until": until})
    return Message("then-waiting" if step.tier.waiting_list else "then-plain", {"until": until})


def _prices(prices: Sequence[Price]) -> Value:
    whole: Value = ""
    for line in _lines(prices):
        whole = line if whole == "" else Message("and-also", {"one": whole, "other": line})
    return whole


def _lines(prices: Sequence[Price]) -> Iterator[Message]:
    for price in prices[:PRICES_SAID]:
        yield Message("price-line", {"label": price.label, "euros": price.euros})
