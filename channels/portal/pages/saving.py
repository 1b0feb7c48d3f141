"""Many boxes ticked, saved once: each with a result of its own, and every rule checked again now."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from markupsafe import Markup
from sqlalchemy import select
from starlette.responses import Response

from booking.domain import Act, Author, AuthorKind, Consent, Place
from booking.errors import UnknownChild, UnknownReservation
from booking.journal import open_act
from booking.offers import decline_offer
from booking.outcomes import Full, LatePossible, Outcome, Refused
from booking.reservations import book, cancel
from booking.tables import Child, Reservation, Session
from channels.portal.pages.pieces import Picked, picked
from channels.portal.pages.place import Visit
from channels.portal.pages.planning import CHANNEL, LEAVE, first_of, planning_of
from channels.web.errors import FieldError, NotFoundError
from channels.web.numbers import row_number


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the boxes mean: taken off first, so that another piece of the same day can follow.

    `leave` are offers, by the numbers of their reservations.
    """

    leave: tuple[int, ...]
    cancel: tuple[Picked, ...]
    book: tuple[Picked, ...]
    waiting: frozenset[Picked]
    agreed: frozenset[Picked]


@dataclass(frozen=True, slots=True)
class Came:
    """What came of the box of that code: `how` is the field by which the family may agree to it after all."""

    outcome: Outcome
    code: str
    how: str

    @property
    def may_agree(self) -> bool:
        """Whether it can be had at a price, or by waiting."""
        return isinstance(self.outcome, LatePossible) or (
            isinstance(self.outcome, Full) and self.outcome.rank is not None
        )


@dataclass(frozen=True, slots=True)
class Told:
    """One thing that is said of what came of it: `kind` is how it is shown, `agree` what its button sends."""

    kind: str
    words: Markup
    agree: tuple[Came, ...] = ()


async def save(visit: Visit) -> Response:
    """Do what the boxes say, and show the month with what came of it."""
    wanted = _wanted(visit)
    told: tuple[Told, ...] = (Told("careful", visit.words.say("page-nothing-changed")),)
    if wanted.leave or wanted.cancel or wanted.book:
        told = tuple(_told(visit, await _do(visit, wanted)))
    return visit.page("planning.html", planning=await planning_of(visit, first_of(visit)), results=told)


def _wanted(visit: Visit) -> Wanted:
    """`had`: the boxes that came ticked; `p`: those that are ticked now, or offers to leave. `w`: to wait for; `l` to
    book, `c` to give back, at what it costs."""
    fields = visit.fields
    had = _picked(visit, fields.get("had", "").split())
    offers = {chosen for chosen in fields.all("p") if chosen.startswith(LEAVE)}
    ticked = _picked(visit, set(fields.all("p")) - offers)
    waiting, late, costly = (_picked(visit, fields.all(name)) for name in "wlc")
    return Wanted(
        leave=tuple(sorted(_number(visit, offer) for offer in offers)),
        cancel=tuple(sorted((had - ticked) | costly, key=_in_order)),
        book=tuple(sorted((ticked - had) | waiting | late, key=_in_order)),
        waiting=frozenset(waiting),
        agreed=frozenset(late | costly),
    )


def _number(visit: Visit, offer: str) -> int:
    number = row_number(offer.removeprefix(LEAVE))
    if number is None:
        raise FieldError("p", str(visit.words.say("page-stale")))
    return number


def _picked(visit: Visit, codes: Collection[str]) -> set[Picked]:
    found = {picked(code, visit.town) for code in codes if code}
    if None in found:
        raise FieldError("p", str(visit.words.say("page-stale")))
    return {each for each in found if each is not None}


def _in_order(each: Picked) -> tuple[int, str, int]:
    return each.day.toordinal(), each.service, each.child_id


async def _do(visit: Visit, wanted: Wanted) -> Sequence[Came]:
    act = await _act(visit, wanted)
    places = [each.place(visit.town) for each in wanted.book]
    try:
        left = [(number, await decline_offer(visit.db, visit.town, number, act=act)) for number in wanted.leave]
        came = [Came(outcome, f"{LEAVE}{number}", "p") for number, outcome in left]
        for each in wanted.cancel:
            place = Place(each.child_id, each.service, each.day)
            consent = Consent(late=each in wanted.agreed)
            came.append(Came(await cancel(visit.db, visit.town, place, act=act, consent=consent), each.code, "c"))
        for each, place in zip(wanted.book, places, strict=True):
            consent = Consent(late=each in wanted.agreed, wait=each in wanted.waiting)
            outcome = await book(visit.db, visit.town, place, act=act, consent=consent, along_with=places)
            how = "l" if isinstance(outcome, LatePossible) and not outcome.waits else "w"
            came.append(Came(outcome, each.code, how))
    except (UnknownChild, UnknownReservation):
        raise NotFoundError(str(visit.words.say("page-stale"))) from None
    return came


async def _act(visit: Visit, wanted: Wanted) -> Act:
    visitor = visit.visitor
    children = await visit.db.scalars(select(Child).where(Child.family_id == visitor.family_id))
    names = {child.id: child.first_name for child in children}
    author = Author(
        AuthorKind.GUARDIAN,
        visitor.name,
        CHANNEL,
        ", ".join(
            [
                *[f"- {said}" for said in await _offers_said(visit, wanted.leave)],
                *[f"{sign} {_spelt(each, names)}" for sign, each in _signed(wanted)],
            ]
        ),
        visit.arrived,
        family_id=visitor.family_id,
        guardian_id=visitor.guardian_id,
    )
    return await open_act(visit.db, author, now=visit.place.house.now())


async def _offers_said(visit: Visit, numbers: Collection[int]) -> Sequence[str]:
    """The offers of the family with these numbers: child, service, day."""
    if not numbers:
        return ()
    mine = (
        select(Child.first_name, Session.service, Session.date)
        .join(Reservation, Reservation.child_id == Child.id)
        .join(Session, Session.id == Reservation.session_id)
        .where(Reservation.id.in_(numbers), Child.family_id == visit.visitor.family_id)
        .order_by(Reservation.id)
    )
    return [f"{name} {service} {day}" for name, service, day in await visit.db.execute(mine)]


def _signed(wanted: Wanted) -> Sequence[tuple[str, Picked]]:
    return [*(("-", each) for each in wanted.cancel), *(("+", each) for each in wanted.book)]


def _spelt(each: Picked, names: dict[int, str]) -> str:
    return f"{names.get(each.child_id, '?')} {each.service} {each.day}"


def _told(visit: Visit, came: Sequence[Came]) -> Sequence[Told]:
    """The good news first; then what can be had at a price, with its button; then what was refused, and why."""
    done = [one.outcome for one in came if not isinstance(one.outcome, Refused | LatePossible)]
    asked = tuple(one for one in came if one.may_agree)
    refused = [one.outcome for one in came if isinstance(one.outcome, Refused) and not one.may_agree]
    told = [Told("done", words) for words in _words(visit, done)]
    if asked:
        words = Markup("<br>").join(_words(visit, [one.outcome for one in asked]))
        told.append(Told("careful", words, asked))
    return [*told, *(Told("refused", words) for words in _words(visit, refused))]


def _words(visit: Visit, outcomes: Sequence[Outcome]) -> Sequence[Markup]:
    return [visit.words.spoken(message) for message in visit.place.house.sentences(outcomes)] if outcomes else []
