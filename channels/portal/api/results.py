"""What came of an act, as it is answered: with the parent's sentence, and the reservations that it made or ended."""

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from booking.database import run
from booking.outcomes import (
    AlreadyBooked,
    Booked,
    Cancelled,
    Denied,
    Moved,
    Offered,
    Outcome,
    Requested,
    Waiting,
)
from booking.references import act_id_of
from booking.tables import Reservation, Session
from channels.portal.api.calling import Call, given
from channels.portal.idempotency import Answer
from channels.portal.problems import MEANINGS, MEDIA_TYPE, Problem, refused

WITH_REFERENCE = (AlreadyBooked, Booked, Cancelled, Denied, Moved, Offered, Requested, Waiting)
MADE_BY = (
    select(Reservation.id)
    .join(Session, Session.id == Reservation.session_id)
    .where(
        Reservation.act_id == bindparam("act_id"),
        Reservation.child_id == bindparam("child"),
        Session.service == bindparam("service"),
        Session.date == bindparam("day"),
    )
    .order_by(Reservation.id)
)


class Done(BaseModel):
    """What was done."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "outcome": "booked",
                    "sentence": "Réservé : cantine pour Léo, lundi 30 novembre.",
                    "reference": "GVYWWQ",
                    "reservations": [901],
                    "rank": None,
                }
            ]
        }
    )

    outcome: str = Field(description="booked, moved, already-booked, cancelled, waiting, offered, requested or denied")
    sentence: str = Field(description="What to show to the parent")
    reference: str
    reservations: list[int] = Field(description="Their numbers: one for each session, so two for a day in two parts")
    rank: int | None = Field(None, description="waiting: 1 is served next")


async def result_of(db: AsyncSession, call: Call, outcome: Outcome, child: int) -> Done | Problem:
    """What came of it, as one result."""
    sentence = call.house.sentence([outcome], call.language)
    problem = refused(outcome, sentence)
    if problem is not None:
        return problem
    if not isinstance(outcome, WITH_REFERENCE):
        raise TypeError(f"{type(outcome).__name__} has no reference")
    return Done(
        outcome=MEANINGS[type(outcome)].name,
        sentence=sentence,
        reference=outcome.reference,
        reservations=await _numbers(db, outcome, outcome.reference, child),
        rank=outcome.rank if isinstance(outcome, Waiting) else None,
    )


async def answer_to(db: AsyncSession, call: Call, outcome: Outcome, child: int) -> Answer:
    """What came of it, as a whole answer."""
    result = await result_of(db, call, outcome, child)
    if isinstance(result, Problem):
        return Answer(result.status, result.model_dump_json(exclude_none=True), MEDIA_TYPE)
    return given(result, MEANINGS[type(outcome)].status)


async def _numbers(db: AsyncSession, outcome: Outcome, reference: str, child: int) -> list[int]:
    slot, act_id = outcome.slot, act_id_of(reference)
    found = await run(db, MADE_BY, act_id=act_id, child=child, service=slot.service, day=slot.day)
    return [number for (number,) in found]
