"""Reservations of a family: listed, booked, given back, moved; one at a time, or many at once with a result each."""

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from booking.by_number import cancel_numbered, move_numbered
from booking.cases import look_up_reservation
from booking.domain import LIVE, Act, Place, State
from booking.references import reference_of
from booking.reservations import book
from booking.tables import Child, Reservation, Session
from booking.town import Hours, Part
from channels.portal.api.acting import Wish, act_of
from channels.portal.api.calling import (
    Booking,
    Call,
    IdempotencyKey,
    IfMatch,
    IfNoneMatch,
    ReadingReservations,
)
from channels.portal.api.children import require_family
from channels.portal.api.numbers import FamilyNumber, FirstOrToday, LastOrNone, ReservationNumber
from channels.portal.api.results import Done, answer_to
from channels.portal.api.terms import TermsShown, terms_kept
from channels.portal.api.written import Day, Hour, Number, Yes
from channels.portal.etags import etag_of, require_unchanged
from channels.portal.idempotency import Answer
from channels.portal.paging import After, Limit, Piece, number_after, piece_of
from channels.portal.problems import unknown

routes = APIRouter(tags=["reservations"])
States = Annotated[list[State] | None, Query(alias="state", description="Only of these states; live ones if none")]
FAR = date(2999, 12, 31)


class HoursShown(BaseModel):
    """From one hour to another, the town's time."""

    start: Hour = Field(examples=["08:30"])
    end: Hour = Field(examples=["16:30"])


class ReservationShown(BaseModel):
    """A child in a session."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": 901,
                    "reference": "GVYWWQ",
                    "state": "confirmed",
                    "child": 57,
                    "session": 4711,
                    "service": "cantine",
                    "site": "jean-moulin",
                    "day": "2026-11-30",
                    "part": "day",
                    "meal": None,
                    "hours": None,
                    "guardian": 31,
                    "made_at": "2026-11-23T08:00:00Z",
                    "terms": None,
                    "cancel_terms": None,
                    "offered_until": None,
                    "standing_booking": None,
                }
            ]
        }
    )

    id: int
    reference: str = Field(description="What a parent can quote: the same for all that was asked for together")
    state: State
    child: int
    session: int
    service: str
    site: str
    day: date
    part: Part
    meal: bool | None
    hours: HoursShown | None
    guardian: int | None = Field(description="The guardian whose day it is")
    made_at: datetime
    terms: TermsShown | None = Field(description="Of a late booking")
    cancel_terms: TermsShown | None = Field(description="Of a late cancellation")
    offered_until: datetime | None = Field(description="offered: until when the place is held (excluded)")
    standing_booking: int | None = Field(description="The standing booking that made it")


class PlaceWished(BaseModel):
    """A place for a child: one service on one day, or one part of it."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"child": 57, "service": "cantine", "day": "2026-11-30"}]}
    )

    child: Number
    service: str = Field(pattern="^[A-Za-z0-9_-]{1,64}$", description="The key of a service")
    day: Day
    part: Part | None = Field(None, description="Where a day has parts; the whole day if none is given")
    meal: Yes | None = Field(None, description="Where the service leaves the choice")
    hours: HoursShown | None = Field(None, description="Where the service is taken by the hour")

    @property
    def place(self) -> Place:
        """As the core knows it."""
        hours = None if self.hours is None else Hours(self.hours.start, self.hours.end)
        return Place(self.child, self.service, self.day, part=self.part, meal=self.meal, hours=hours)


class BookingWished(Wish):
    """A place to book, for whom and on which terms."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "guardian": 31,
                    "consent": {"late": False, "wait": False},
                    "place": {"child": 57, "service": "cantine", "day": "2026-11-30"},
                }
            ]
        }
    )

    place: PlaceWished


class CancellingWished(Wish):
    """A reservation to give back, for whom and on which terms."""


class MoveWished(Wish):
    """The day to which a reservation is to be moved."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"guardian": 31, "to": "2026-12-01"}]})

    to: Day


RESERVATIONS = (
    select(Reservation, Session)
    .join(Session, Session.id == Reservation.session_id)
    .join(Child, Child.id == Reservation.child_id)
)


def of_family(family: int) -> Select[Reservation, Session]:
    """The reservations of a family with their sessions."""
    return RESERVATIONS.where(Child.family_id == family).order_by(Reservation.id)


@routes.get("/families/{family}/reservations")
async def list_reservations(
    call: ReadingReservations,
    family: FamilyNumber,
    first: FirstOrToday = None,
    last: LastOrNone = None,
    states: States = None,
    limit: Limit = 100,
    after: After = None,
) -> Piece[ReservationShown]:
    """The reservations of a family from a day on, piece by piece."""
    wanted = of_family(family).where(
        Reservation.id > number_after(after),
        Session.date.between(first or call.today, last or FAR),
        Reservation.state.in_(states or LIVE),
    )
    async with call.reading() as db:
        await require_family(db, family)
        found = (await db.execute(wanted.limit(limit + 1))).all()
    return piece_of(found, limit, lambda row: reservation_shown(row[0], row[1]), lambda row: row[0].id)


@routes.get("/families/{family}/reservations/{reservation}", response_model=ReservationShown)
async def read_reservation(
    call: ReadingReservations,
    family: FamilyNumber,
    reservation: ReservationNumber,
    _if_none_match: IfNoneMatch = None,
) -> Response:
    """One reservation, cancelled or not."""
    async with call.reading() as db:
        return call.shown(await reservation_of(db, family, reservation))


@routes.post("/families/{family}/reservations", status_code=201, response_model=Done)
async def book_place(
    call: Booking, family: FamilyNumber, wish: BookingWished, _idempotency_key: IdempotencyKey = None
) -> Response:
    """Book one place. Every rule is checked now, by the hour at which this call reached us.

    201: booked. 200: it was booked already. 202: waiting, or put before a person. 409: refused, and why.
    """

    async def act(db: AsyncSession) -> Answer:
        opened = await act_of(db, call, family, wish)
        outcome = await book(db, call.town, wish.place.place, act=opened, consent=wish.consent.given)
        return await answer_to(db, call, outcome, wish.place.child)

    return await call.write(act)


@routes.post("/families/{family}/reservations/{reservation}/cancel", response_model=Done)
async def cancel_reservation(
    call: Booking,
    family: FamilyNumber,
    reservation: ReservationNumber,
    wish: CancellingWished,
    if_match: IfMatch = None,
    _idempotency_key: IdempotencyKey = None,
) -> Response:
    """Give a reservation back, with all that was asked for together with it on that day."""

    async def act(db: AsyncSession) -> Answer:
        opened = await act_of(db, call, family, wish)
        known = await as_it_was_seen(db, call, opened, family, reservation, if_match)
        outcome = await cancel_numbered(db, call.town, reservation, act=opened, consent=wish.consent.given)
        return await answer_to(db, call, outcome, known.child)

    return await call.write(act)


@routes.post("/families/{family}/reservations/{reservation}/move", response_model=Done)
async def move_reservation(
    call: Booking,
    family: FamilyNumber,
    reservation: ReservationNumber,
    wish: MoveWished,
    if_match: IfMatch = None,
    _idempotency_key: IdempotencyKey = None,
) -> Response:
    """Give one day back and book another: both, or neither and the old day stays."""

    async def act(db: AsyncSession) -> Answer:
        opened = await act_of(db, call, family, wish)
        known = await as_it_was_seen(db, call, opened, family, reservation, if_match)
        outcome = await move_numbered(db, call.town, reservation, wish.to, act=opened, consent=wish.consent.given)
        return await answer_to(db, call, outcome, known.child)

    return await call.write(act)


async def reservation_of(db: AsyncSession, family: int, number: int) -> ReservationShown:
    """A reservation of that family; raises ProblemError (404)."""
    row = (await db.execute(of_family(family).where(Reservation.id == number))).first()
    if row is None:
        raise unknown()
    return reservation_shown(row[0], row[1])


async def as_it_was_seen(
    db: AsyncSession, call: Call, opened: Act, family: int, number: int, if_match: str | None
) -> ReservationShown:
    """A reservation of that family; where the caller says what it saw, nobody changes it from here on.

    Raises ProblemError: 404, and 412 where the caller saw something else.
    """
    if if_match is not None:
        await look_up_reservation(db, call.town, number, act=opened)
    known = await reservation_of(db, family, number)
    require_unchanged(etag_of(known.model_dump_json()), if_match)
    return known


def reservation_shown(reservation: Reservation, session: Session) -> ReservationShown:
    """A reservation as it travels."""
    start, end = reservation.from_hour, reservation.until_hour
    return ReservationShown(
        id=reservation.id,
        reference=reference_of(reservation.act_id),
        state=reservation.state,
        child=reservation.child_id,
        session=session.id,
        service=session.service,
        site=session.site,
        day=session.date,
        part=session.part,
        meal=reservation.meal,
        hours=HoursShown(start=start, end=end) if start is not None and end is not None else None,
        guardian=reservation.guardian_id,
        made_at=reservation.made_at,
        terms=terms_kept(reservation.terms),
        cancel_terms=terms_kept(reservation.cancel_terms),
        offered_until=reservation.offered_until,
        standing_booking=reservation.standing_id,
    )
