"""Many changes at once: one act, one transaction, and a result for each."""

from datetime import date
from typing import Annotated, Literal

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from booking.by_number import cancel_numbered, move_numbered
from booking.domain import Act
from booking.errors import UnknownChild, UnknownReservation, UnknownService
from booking.outcomes import Outcome
from booking.reservations import book
from booking.tables import Child, Reservation, Session
from channels.portal.api.acting import Wish, act_of
from channels.portal.api.calling import Booking, Call, IdempotencyKey, given
from channels.portal.api.numbers import FamilyNumber
from channels.portal.api.reservations import PlaceWished, as_it_was_seen
from channels.portal.api.results import Done, result_of
from channels.portal.api.written import Day, Number
from channels.portal.idempotency import Answer
from channels.portal.problems import MEANINGS, Problem, ProblemError, unknown

routes = APIRouter(tags=["reservations"])
AT_ONCE = 100


TagSeen = Annotated[
    str | None,
    Field(pattern="^[ -~]{1,300}$", description="The ETag of what you saw: refused (412) if it changed"),
]


class BookChange(BaseModel):
    """Book this place."""

    model_config = ConfigDict(extra="forbid")

    do: Literal["book"]
    place: PlaceWished


class CancelChange(BaseModel):
    """Give this reservation back."""

    model_config = ConfigDict(extra="forbid")

    do: Literal["cancel"]
    reservation: Number
    if_match: TagSeen = None


class MoveChange(BaseModel):
    """Move this reservation to another day."""

    model_config = ConfigDict(extra="forbid")

    do: Literal["move"]
    reservation: Number
    to: Day
    if_match: TagSeen = None


Change = Annotated[BookChange | CancelChange | MoveChange, Field(discriminator="do")]


class ChangesWished(Wish):
    """What is to be changed, for whom and on which terms."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "guardian": 31,
                    "changes": [
                        {"do": "book", "place": {"child": 57, "service": "cantine", "day": "2026-11-30"}},
                        {"do": "cancel", "reservation": 902},
                        {"do": "move", "reservation": 903, "to": "2026-12-01"},
                    ],
                }
            ]
        }
    )

    changes: list[Change] = Field(min_length=1, max_length=AT_ONCE)


class Result(BaseModel):
    """What came of one change: what was done, or why not."""

    status: int = Field(description="What the change would have been answered alone")
    done: Done | None = None
    problem: Problem | None = None


class Results(BaseModel):
    """What came of each change, in the order in which they were given."""

    results: list[Result]


@routes.post("/families/{family}/changes", response_model=Results)
async def change_many(
    call: Booking, family: FamilyNumber, wish: ChangesWished, _idempotency_key: IdempotencyKey = None
) -> Response:
    """Change many things at once. Each has a result of its own: what is refused leaves the others as they are."""

    async def act(db: AsyncSession) -> Answer:
        opened = await act_of(db, call, family, wish)
        known = await _known(db, family, wish)
        results: dict[int, Result] = {}
        for number in sorted(range(len(wish.changes)), key=lambda number: _day(wish.changes[number], known)):
            results[number] = await _result(db, call, opened, wish, wish.changes[number], known)
        return given(Results(results=[results[number] for number in range(len(wish.changes))]))

    return await call.write(act)


async def _known(db: AsyncSession, family: int, wish: ChangesWished) -> dict[int, tuple[int, date]]:
    """Child and day of the family's reservations that are named, by their numbers."""
    named = [change.reservation for change in wish.changes if not isinstance(change, BookChange)]
    mine = (
        select(Reservation.id, Reservation.child_id, Session.date)
        .join(Session, Session.id == Reservation.session_id)
        .join(Child, Child.id == Reservation.child_id)
        .where(Reservation.id.in_(named), Child.family_id == family)
    )
    return {number: (child, day) for number, child, day in await db.execute(mine)}


def _day(change: Change, known: dict[int, tuple[int, date]]) -> date:
    """Everybody takes the earlier day first, so that two calls do not wait for each other."""
    match change:
        case BookChange(place=place):
            return place.day
        case MoveChange(reservation=number, to=to) if number in known:
            return min(known[number][1], to)
        case _:
            return known[change.reservation][1] if change.reservation in known else date.max


async def _result(
    db: AsyncSession, call: Call, opened: Act, wish: ChangesWished, change: Change, known: dict[int, tuple[int, date]]
) -> Result:
    try:
        await _require_as_seen(db, call, opened, change)
        outcome = await _outcome(db, call, opened, wish, change)
    except (UnknownChild, UnknownReservation, UnknownService):
        nothing = unknown().problem
        return Result(status=nothing.status, problem=nothing)
    except ProblemError as refused:
        return Result(status=refused.problem.status, problem=refused.problem)
    child = change.place.child if isinstance(change, BookChange) else known[change.reservation][0]
    result = await result_of(db, call, outcome, child)
    if isinstance(result, Problem):
        return Result(status=result.status, problem=result)
    return Result(status=MEANINGS[type(outcome)].status, done=result)


async def _require_as_seen(db: AsyncSession, call: Call, opened: Act, change: Change) -> None:
    """Raise ProblemError: 404, and 412 where a change says what it saw and that is not so any more."""
    if not isinstance(change, BookChange) and change.if_match is not None and opened.family_id is not None:
        await as_it_was_seen(db, call, opened, opened.family_id, change.reservation, change.if_match)


async def _outcome(db: AsyncSession, call: Call, opened: Act, wish: ChangesWished, change: Change) -> Outcome:
    consent = wish.consent.given
    match change:
        case BookChange(place=place):
            along = [each.place.place for each in wish.changes if isinstance(each, BookChange)]
            return await book(db, call.town, place.place, act=opened, consent=consent, along_with=along)
        case CancelChange(reservation=number):
            return await cancel_numbered(db, call.town, number, act=opened, consent=consent)
        case MoveChange(reservation=number, to=to):
            return await move_numbered(db, call.town, number, to, act=opened, consent=consent)
