"""Closures: what staff closed, from when to when, and why."""

from datetime import date

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select

from booking.tables import Closure
from channels.portal.api.calling import ReadingSessions
from channels.portal.api.numbers import FirstOrToday, LastOrNone
from channels.portal.paging import After, Limit, Piece, number_after, piece_of

routes = APIRouter(tags=["closures"])
FAR = date(2999, 12, 31)


class ClosureShown(BaseModel):
    """What is closed. Nothing named means all."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": 3,
                    "services": ["cantine"],
                    "sites": ["jean-moulin"],
                    "classes": [],
                    "first": "2026-12-04",
                    "last": "2026-12-04",
                    "why": "grève",
                }
            ]
        }
    )

    id: int
    services: list[str]
    sites: list[str]
    classes: list[str]
    first: date
    last: date
    why: str = Field(description="In the words of staff")


@routes.get("/closures")
async def list_closures(
    call: ReadingSessions,
    first: FirstOrToday = None,
    last: LastOrNone = None,
    limit: Limit = 100,
    after: After = None,
) -> Piece[ClosureShown]:
    """The closures that touch these days and were not lifted, piece by piece."""
    touching = (
        select(Closure)
        .where(
            Closure.id > number_after(after),
            Closure.lifted_act_id.is_(None),
            Closure.first <= (last or FAR),
            Closure.last >= (first or call.today),
        )
        .order_by(Closure.id)
        .limit(limit + 1)
    )
    async with call.reading() as db:
        found = (await db.scalars(touching)).all()
    return piece_of(found, limit, _shown, lambda closure: closure.id)


def _shown(closure: Closure) -> ClosureShown:
    return ClosureShown(
        id=closure.id,
        services=closure.services,
        sites=closure.sites,
        classes=closure.classes,
        first=closure.first,
        last=closure.last,
        why=closure.why,
    )
