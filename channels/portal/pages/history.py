"""What was booked and given back, with its proofs: who asked, by which way, when it reached us."""

from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup
from sqlalchemy import select
from starlette.responses import Response

from booking.domain import State
from booking.journal import Event, history
from booking.proofs import Proof, proofs
from booking.rules.calendar import ONE_DAY
from booking.tables import Child, Family, Reservation, Session
from channels.portal.pages.place import Visit
from channels.portal.pages.planning import first_of
from channels.portal.pages.prices import Prices
from channels.portal.pages.words import Words
from channels.transport import Channel
from channels.web.errors import NotFoundError
from channels.web.numbers import row_number
from messages.wording.message import Message

SYSTEM = "system"
WAYS = frozenset({*Channel, SYSTEM, "api", "page", "desk"})  # the channels of acts that have words


@dataclass(frozen=True, slots=True)
class Line:
    """A reservation of the history, with what it costs and what proves it."""

    id: int
    day: date
    child: str
    service: str
    state: Markup
    is_over: bool
    price: Markup
    reference: str
    proof: Markup


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happened to a reservation."""

    what: Markup
    who: Markup
    words: str


async def show_history(visit: Visit) -> Response:
    """The page of a month."""
    first = first_of(visit)
    last = first.replace(day=monthrange(first.year, first.month)[1])
    family = await visit.db.get_one(Family, visit.visitor.family_id)
    children = list(await visit.db.scalars(select(Child.id).where(Child.family_id == family.id)))
    found = await proofs(visit.db, children, first=first, last=last)
    lines = tuple(_lines(visit, found, Prices(visit.words, resident=family.resident)))
    before, after = f"{first - ONE_DAY:%Y-%m}", f"{last + ONE_DAY:%Y-%m}"
    return visit.page("history.html", first=first, lines=lines, before=before, after=after)


async def show_journal(visit: Visit) -> Response:
    """All that happened to one reservation; another family's is as if there were none."""
    number = row_number(visit.request.path_params["reservation"])
    if number is None:
        raise NotFoundError(str(visit.words.say("page-no-such-reservation")))
    mine = (
        select(Session.service, Session.date, Child.first_name)
        .select_from(Reservation)
        .join(Session, Session.id == Reservation.session_id)
        .join(Child, Child.id == Reservation.child_id)
        .where(Reservation.id == number, Child.family_id == visit.visitor.family_id)
    )
    row = (await visit.db.execute(mine)).first()
    if row is None:
        raise NotFoundError(str(visit.words.say("page-no-such-reservation")))
    service, day, child = row
    events = await history(visit.db, number)
    steps = [_step(visit.words, event) for event in events]
    return visit.page("journal.html", service=visit.town.service(service).name, day=day, child=child, steps=steps)


def _lines(visit: Visit, found: Sequence[Proof], prices: Prices) -> Iterator[Line]:
    for proof in found:
        service = visit.town.service(proof.service)
        part = proof.part if len(service.parts) > 1 else None
        gone = proof.state is State.CANCELLED
        yield Line(
            id=proof.id,
            day=proof.day,
            child=proof.child,
            service=service.name,
            state=visit.words.say(f"page-state-{proof.state}"),
            is_over=gone,
            price=Markup("") if gone else prices.of(service, part=part, meal=proof.meal),
            reference=proof.reference,
            proof=_asked(visit.words, proof.author, proof.channel, visit.words.moment(proof.arrived)),
        )


def _asked(words: Words, who: str, channel: str, arrived: str) -> Markup:
    """Who asked, by which way, when; what the house does by itself has nobody's name."""
    by = Message(f"by-{channel if channel in WAYS else 'other'}")
    if channel == SYSTEM:
        return words.say("page-by-itself", channel=by, arrived=arrived)
    return words.say("page-asked", who=who, channel=by, arrived=arrived)


def _step(words: Words, event: Event) -> Step:
    what = words.say(f"page-entry-{event.entry}")
    if event.reason is not None:
        what = words.say("page-entry-because", what=words.say(f"page-reason-{event.reason.replace('_', '-')}"))
    return Step(what, _asked(words, event.name, event.channel, words.moment(event.arrived)), event.words)
