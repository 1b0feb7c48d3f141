"""The proof of what was booked: who asked for it, when it reached us, by which channel, and what it is now."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from booking.domain import Reason, State
from booking.references import reference_of
from booking.tables import ActRow, Child, JournalLine, Reservation, Session
from booking.town import Part


@dataclass(frozen=True, slots=True)
class Proof:
    """One reservation, live or not, with the act that made it."""

    id: int
    child: str
    service: str
    day: date
    state: State
    reference: str
    arrived: datetime
    channel: str
    author: str
    part: Part
    meal: bool | None


async def proofs(
    db: AsyncSession, child_ids: Collection[int], *, first: date, last: date, services: Collection[str] = ()
) -> Sequence[Proof]:
    """The reservations of these children from `first` to `last`, cancelled ones included, latest act last."""
    wanted = (
        select(Reservation, Session.service, Session.date, Session.part, Child.first_name, ActRow)
        .join(Session, Session.id == Reservation.session_id)
        .join(Child, Child.id == Reservation.child_id)
        .join(ActRow, ActRow.id == Reservation.act_id)
        .where(Reservation.child_id.in_(child_ids), Session.date.between(first, last))
        .order_by(Session.date, Reservation.id)
    )
    if services:
        wanted = wanted.where(Session.service.in_(services))
    return [
        Proof(
            id=reservation.id,
            child=child,
            service=service,
            day=day,
            state=reservation.state,
            reference=reference_of(act.id),
            arrived=act.arrived,
            channel=act.channel,
            author=act.author_name,
            part=part,
            meal=reservation.meal,
        )
        for reservation, service, day, part, child, act in await db.execute(wanted)
    ]


@dataclass(frozen=True, slots=True)
class PastRefusal:
    """A refusal as the journal keeps it; `cancelling` where it was one to give back what is booked."""

    child: str
    service: str
    day: date
    reason: Reason
    arrived: datetime
    cancelling: bool


async def last_refusal(
    db: AsyncSession, child_ids: Collection[int], *, days: Collection[date] = (), services: Collection[str] = ()
) -> PastRefusal | None:
    """The last thing refused for one of these children; of these days or services only, where some are given."""
    refused = (
        select(
            Child.first_name,
            JournalLine.service,
            JournalLine.date,
            JournalLine.reason,
            ActRow.arrived,
            JournalLine.reservation_id.is_not(None),
        )
        .join(ActRow, ActRow.id == JournalLine.act_id)
        .join(Child, Child.id == JournalLine.child_id)
        .where(JournalLine.child_id.in_(child_ids), JournalLine.reason.is_not(None))
        .order_by(JournalLine.id.desc())
        .limit(1)
    )
    if days:
        refused = refused.where(JournalLine.date.in_(days))
    if services:
        refused = refused.where(JournalLine.service.in_(services))
    row = (await db.execute(refused)).first()
    if row is None:
        return None
    child, service, day, reason, arrived, cancelling = row
    if service is None or day is None or reason is None:
        return None
    return PastRefusal(child, service, day, reason, arrived, cancelling)
