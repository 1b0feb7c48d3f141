"""One session: how full it is, who waits and why in that order, which offers run."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from booking.domain import State
from booking.errors import UnknownService, UnknownSite
from booking.places import LockedSession
from booking.rules.priority import GROUP_OF, Criterion
from booking.tables import Child, Reservation, Session
from booking.town import Service, Town
from booking.waiting_list import Waiter, rules_of, waiting_in
from channels.desk.house import Desk
from channels.desk.visit import Visit
from channels.web.errors import NotFoundError
from channels.web.french import counted, instant

YES_AND_NO = {
    Criterion.RESIDENTS: ("habite la commune", "hors commune"),
    Criterion.SIBLINGS: ("frère ou sœur inscrit", "pas de frère ou sœur inscrit"),
    Criterion.BOTH_PARENTS_WORK: ("les deux parents travaillent", "un parent ne travaille pas"),
    Criterion.REGULAR: ("vient régulièrement", "vient à l'occasion"),
    Criterion.MARKED: ("prioritaire par décision", "pas de priorité décidée"),
}


@dataclass(frozen=True, slots=True)
class Waiting:
    """A child on the list: at which rank, and by which facts, in the order in which they count."""

    rank: int
    family: int
    child: str
    class_name: str | None
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Offered:
    """A place that is held for an answer, until when (excluded)."""

    family: int
    child: str
    until: datetime


async def show_session(desk: Desk, visit: Visit) -> Response:
    """The session, its waiting list, its offers, and the form for its capacity."""
    session = await session_of(visit)
    try:
        service, site = desk.town.service(session.service), desk.town.site(session.site)
    except (UnknownService, UnknownSite):
        raise NotFoundError("Ce service ou ce lieu n'est plus dans le fichier de la commune.") from None
    return desk.page(
        visit,
        "places/session.html",
        session=session,
        service=service,
        site=site,
        waiting=await _waiting(visit.db, desk.town, service, session),
        offers=await _offers(visit.db, session),
        over=session.date < desk.today(visit),
    )


async def session_of(visit: Visit) -> Session:
    """The session of the address. Raises NotFoundError."""
    session = await visit.db.get(Session, visit.numbered("session"))
    if session is None:
        raise NotFoundError("Cette séance n'existe pas.")
    return session


async def _waiting(db: AsyncSession, town: Town, service: Service, session: Session) -> Sequence[Waiting]:
    of_the_day = select(Session).where(
        Session.service == session.service, Session.site == session.site, Session.date == session.date
    )
    # only looked at: nothing is taken by it, so nothing need be held
    looked_at = [_as_seen(each) for each in await db.scalars(of_the_day.order_by(Session.id))]
    waiters = [each for each in await waiting_in(db, service, looked_at) if session.id in each.session_ids]
    names = await _last_names(db, waiters)
    return [
        Waiting(
            rank,
            waiter.child.family_id,
            f"{waiter.child.first_name} {names[waiter.child.child_id]}",
            waiter.child.class_name,
            _why(town, service, waiter),
        )
        for rank, waiter in enumerate(waiters, start=1)
    ]


def _as_seen(row: Session) -> LockedSession:
    return LockedSession(
        row.id,
        row.service,
        row.site,
        row.date,
        row.part,
        row.capacity,
        row.booked,
        row.closed,
        row.closed_classes,
    )


async def _last_names(db: AsyncSession, waiters: Sequence[Waiter]) -> dict[int, str]:
    wanted = select(Child.id, Child.last_name).where(Child.id.in_([waiter.child.child_id for waiter in waiters]))
    return dict(iter(await db.execute(wanted)))


def _why(town: Town, service: Service, waiter: Waiter) -> tuple[str, ...]:
    late = ("après le délai : une personne décide",) if waiter.late else ()
    criteria = [each for each in rules_of(service).priority if each is not Criterion.ARRIVAL]
    return (*late, *(_said(town, waiter, criterion) for criterion in (*criteria, Criterion.ARRIVAL)))


def _said(town: Town, waiter: Waiter, criterion: Criterion) -> str:
    if criterion is Criterion.ARRIVAL:
        return f"demandé {instant(waiter.candidate.asked_at.astimezone(town.zone))}"
    if criterion is Criterion.MORE_DAYS:
        return f"demande {counted(waiter.candidate.days_asked, 'jour')}"
    yes, no = YES_AND_NO[criterion]
    return yes if GROUP_OF[criterion] in waiter.candidate.groups else no


async def _offers(db: AsyncSession, session: Session) -> Sequence[Offered]:
    held = (
        select(Child.family_id, Child.first_name, Child.last_name, Reservation.offered_until)
        .join(Reservation, Reservation.child_id == Child.id)
        .where(Reservation.session_id == session.id, Reservation.state == State.OFFERED)
        .order_by(Reservation.offered_until)
    )
    return [
        Offered(family, f"{first} {last}", until)
        for family, first, last, until in await db.execute(held)
        if until is not None
    ]
