"""A family's month: what each child has and may have, day by day."""

from calendar import monthrange
from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from booking.month import Cell, Prospect, month_of
from channels.portal.api.acting import CHANNEL
from channels.portal.api.calling import IfNoneMatch, ReadingReservations
from channels.portal.api.children import require_family
from channels.portal.api.numbers import FamilyNumber
from channels.portal.api.terms import TermsShown, terms_shown

routes = APIRouter(tags=["month"])
MonthAsked = Annotated[
    str, Query(alias="month", pattern="^20[0-9]{2}-(0[1-9]|1[0-2])$", description="A month", examples=["2026-12"])
]


class DayShown(BaseModel):
    """One child, one service, one day: what it has, or may have."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "child": 57,
                    "service": "cantine",
                    "site": "jean-moulin",
                    "day": "2026-12-01",
                    "prospect": "possible",
                    "left": 12,
                    "until": "2026-11-30T09:00:00+01:00",
                    "since": None,
                    "why": None,
                    "terms": None,
                    "decided_by": None,
                    "reservations": [],
                }
            ]
        }
    )

    child: int
    service: str
    site: str
    day: date
    prospect: Prospect
    left: int
    until: datetime | None = Field(description="It may be booked, or given back, until then (excluded)")
    since: datetime | None = Field(description="too-late: since when; not-yet: from when on it will be open")
    why: str | None = Field(description="closed: why, in the words of staff")
    terms: TermsShown | None = Field(description="Of a late act")
    decided_by: str | None = Field(description="Who decides, in French; none where nobody needs to")
    reservations: list[int] = Field(description="What the child has, by number")


class MonthShown(BaseModel):
    """A month of a family. It promises nothing: every rule is checked again at the act."""

    missing: list[str] = Field(description="Papers without which nothing can be booked")
    days: list[DayShown]


@routes.get("/families/{family}/month", response_model=MonthShown)
async def read_month(
    call: ReadingReservations, family: FamilyNumber, month: MonthAsked, _if_none_match: IfNoneMatch = None
) -> Response:
    """What each child of a family has and may have in a month, for acts by this API."""
    first, last = bounds_of(month)
    async with call.reading() as db:
        await require_family(db, family)
        found = await month_of(db, call.town, family, first=first, last=last, now=call.arrived, channel=CHANNEL)
    return call.shown(MonthShown(missing=list(found.missing), days=[_shown(cell) for cell in found.cells]))


def bounds_of(month: str) -> tuple[date, date]:
    """The first and the last day of a month as "2026-12"."""
    year, number = (int(part) for part in month.split("-"))
    return date(year, number, 1), date(year, number, monthrange(year, number)[1])


def _shown(cell: Cell) -> DayShown:
    return DayShown(
        child=cell.child_id,
        service=cell.service,
        site=cell.site,
        day=cell.day,
        prospect=cell.prospect,
        left=cell.left,
        until=cell.until,
        since=cell.since,
        why=cell.why,
        terms=None if cell.terms is None else terms_shown(cell.terms),
        decided_by=cell.by,
        reservations=[had.id for had in cell.had],
    )
