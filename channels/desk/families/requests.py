"""What families asked for and a person decides."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from booking.domain import Entry, State
from booking.errors import UnknownReservation
from booking.journal import open_act
from booking.outcomes import NothingToDecide, Refused
from booking.references import reference_of
from booking.requests import decide
from booking.tables import ActRow, Child, Family, JournalLine, Reservation, Session
from channels.desk.house import PREFIX, Desk
from channels.desk.visit import Done, Visit
from channels.web.errors import NotFoundError

MOST_SHOWN = 200
LIST = f"{PREFIX}/demandes"


class Decision(StrEnum):
    """Yes or no."""

    YES = "yes"
    NO = "no"


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that waits: who asks for what, since when, in which words, and how many places are left."""

    reservation: int
    family: int
    number: str
    child: str
    class_name: str | None
    service: str
    site: str
    day: date
    left: int
    closed: str | None
    arrived: datetime
    who: str
    channel: str
    words: str
    reference: str


async def show_requests(desk: Desk, visit: Visit) -> Response:
    """All that wait, by the day that they are for."""
    return desk.page(visit, "families/requests.html", asked=await waiting_requests(visit.db, desk.today(visit)))


async def waiting_requests(db: AsyncSession, today: date) -> Sequence[Asked]:
    """The requests for today and later, the nearest first; of one act for one day, one."""
    undecided = or_(
        Reservation.state == State.REQUESTED,
        (Reservation.state == State.WAITING) & Reservation.terms.is_not(None),
    )
    wanted = (
        select(Reservation, Session, Child, Family.number, ActRow)
        .join(Session, Session.id == Reservation.session_id)
        .join(Child, Child.id == Reservation.child_id)
        .join(Family, Family.id == Child.family_id)
        .join(ActRow, ActRow.id == Reservation.act_id)
        .where(Session.date >= today, Reservation.state.in_((State.REQUESTED, State.WAITING)), undecided)
        .order_by(Session.date, Reservation.id)
        .limit(MOST_SHOWN)
    )
    once = {
        (act.id, child.id, session.service, session.date): _asked(reservation, session, child, number, act)
        for reservation, session, child, number, act in await db.execute(wanted)
    }
    return list(once.values())


async def take_decision(desk: Desk, visit: Visit) -> Done:
    """Say yes or no. Whoever comes second is told who was first."""
    number, decision = visit.numbered("reservation"), visit.fields.choice("decision", Decision)
    words = "Demande acceptée" if decision is Decision.YES else "Demande refusée"
    why = visit.fields.text("why", longest=500)
    act = await open_act(visit.db, visit.author(f"{words} : {why}" if why else words), now=visit.now)
    try:
        outcome = await decide(visit.db, desk.town, number, granted=decision is Decision.YES, act=act)
    except UnknownReservation:
        raise NotFoundError("Cette demande n'existe pas.") from None
    if isinstance(outcome, NothingToDecide):
        return Done(LIST, await _who_was_first(desk, visit.db, number), refused=True)
    return Done(LIST, desk.said([outcome]), refused=isinstance(outcome, Refused))


async def _who_was_first(desk: Desk, db: AsyncSession, reservation_id: int) -> str:
    decided = (
        select(JournalLine.entry, ActRow.author_name, ActRow.at)
        .join(ActRow, ActRow.id == JournalLine.act_id)
        .where(JournalLine.reservation_id == reservation_id, JournalLine.entry != Entry.REFUSED)
        .order_by(JournalLine.id.desc())
        .limit(1)
    )
    row = (await db.execute(decided)).first()
    if row is None:
        return "Cette demande n'attend plus de réponse."
    entry, name, at = row
    said = {Entry.GRANTED: "l'a acceptée", Entry.DENIED: "l'a refusée"}.get(entry, "l'a changée")
    return f"Cette demande n'attend plus de réponse : {name} {said} à {desk.local(at):%H:%M}."


def _asked(reservation: Reservation, session: Session, child: Child, number: str, act: ActRow) -> Asked:
    return Asked(
        reservation=reservation.id,
        family=child.family_id,
        number=number,
        child=f"{child.first_name} {child.last_name}",
        class_name=child.class_name,
        service=session.service,
        site=session.site,
        day=session.date,
        left=max(session.capacity - session.booked, 0),
        closed=session.closed,
        arrived=act.arrived,
        who=act.author_name,
        channel=act.channel,
        words=act.words,
        reference=reference_of(act.id),
    )
