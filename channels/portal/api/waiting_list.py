"""Who waits for a session, in the order in which they are served; and the places that are held for an answer."""

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from booking.domain import State
from booking.offers import accept_offer, decline_offer
from booking.places import LockedSession
from booking.references import reference_of
from booking.tables import Reservation, Session
from booking.waiting_list import waiting_in
from channels.portal.api.acting import Wish, act_of
from channels.portal.api.calling import Booking, IdempotencyKey, IfMatch, ReadingReservations
from channels.portal.api.children import require_family
from channels.portal.api.numbers import FamilyNumber, ReservationNumber, SessionNumber
from channels.portal.api.reservations import ReservationShown, as_it_was_seen, of_family, reservation_shown
from channels.portal.api.results import Done, answer_to
from channels.portal.idempotency import Answer
from channels.portal.problems import unknown

routes = APIRouter(tags=["waiting list"])


class WaiterShown(BaseModel):
    """A child that waits."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"rank": 1, "child": 57, "family": 12, "reservations": [901], "reference": "GVYWWQ"}]
        }
    )

    rank: int = Field(description="1 is served next")
    child: int
    family: int
    reservations: list[int] = Field(description="All that was asked for together: the child gets all of it, or waits")
    reference: str


class WaitingList(BaseModel):
    """Those who wait for a session, as the service's own rule orders them."""

    items: list[WaiterShown]


class Offers(BaseModel):
    """The places that are held for the children of a family, each until an instant."""

    items: list[ReservationShown]


class AnswerWished(Wish):
    """Who answers an offer."""


@routes.get("/sessions/{session}/waiting-list")
async def read_waiting_list(call: ReadingReservations, session: SessionNumber) -> WaitingList:
    """Who waits for a session. The order is computed each time, so it has no gap and nobody can be moved in it."""
    async with call.reading() as db:
        found = await db.get(Session, session)
        if found is None:
            raise unknown()
        waiters = await waiting_in(db, call.town.service(found.service), [LockedSession.looked_at(found)])
    return WaitingList(
        items=[
            WaiterShown(
                rank=rank,
                child=waiter.child.child_id,
                family=waiter.child.family_id,
                reservations=[reservation.id for reservation in waiter.reservations],
                reference=reference_of(waiter.reservations[0].act_id),
            )
            for rank, waiter in enumerate(waiters, start=1)
        ]
    )


@routes.get("/families/{family}/offers")
async def list_offers(call: ReadingReservations, family: FamilyNumber) -> Offers:
    """The offers that a family may take now."""
    offered = of_family(family).where(
        Reservation.state == State.OFFERED, Reservation.offered_until > call.arrived, Session.date >= call.today
    )
    async with call.reading() as db:
        await require_family(db, family)
        found = (await db.execute(offered)).all()
    return Offers(items=[reservation_shown(row[0], row[1]) for row in found])


@routes.post("/families/{family}/offers/{reservation}/accept", status_code=201, response_model=Done)
async def take_offer(
    call: Booking,
    family: FamilyNumber,
    reservation: ReservationNumber,
    wish: AnswerWished,
    if_match: IfMatch = None,
    _idempotency_key: IdempotencyKey = None,
) -> Response:
    """Take the place that is held, if this call reached us before the end of the offer."""

    async def act(db: AsyncSession) -> Answer:
        opened = await act_of(db, call, family, wish)
        known = await as_it_was_seen(db, call, opened, family, reservation, if_match)
        outcome = await accept_offer(db, call.town, reservation, act=opened)
        return await answer_to(db, call, outcome, known.child)

    return await call.write(act)


@routes.post("/families/{family}/offers/{reservation}/decline", response_model=Done)
async def leave_offer(
    call: Booking,
    family: FamilyNumber,
    reservation: ReservationNumber,
    wish: AnswerWished,
    if_match: IfMatch = None,
    _idempotency_key: IdempotencyKey = None,
) -> Response:
    """Leave the place to the next in order, and the waiting list with it."""

    async def act(db: AsyncSession) -> Answer:
        opened = await act_of(db, call, family, wish)
        known = await as_it_was_seen(db, call, opened, family, reservation, if_match)
        outcome = await decline_offer(db, call.town, reservation, act=opened)
        return await answer_to(db, call, outcome, known.child)

    return await call.write(act)
