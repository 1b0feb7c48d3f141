"""Head-counts: how many children come, for the kitchens."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from booking.errors import DateOutsideYear
from booking.head_counts import head_counts
from booking.town import Part
from channels.portal.api.calling import ReadingHeadCounts
from channels.portal.api.numbers import ServiceKey, SiteKey
from channels.portal.api.written import Day

routes = APIRouter(tags=["head-counts"])
DayAsked = Annotated[Day, Query(alias="day", description="The day", examples=["2026-11-30"])]


class HeadCountShown(BaseModel):
    """So many children of one class and one diet, with or without a meal."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "service": "cantine",
                    "site": "jean-moulin",
                    "part": "day",
                    "class_name": "CP",
                    "diet": "sans porc",
                    "meal": None,
                    "children": 4,
                }
            ]
        }
    )

    service: str
    site: str
    part: Part
    class_name: str | None
    diet: str | None
    meal: bool | None = Field(description="None where the service leaves no choice")
    children: int


class HeadCounts(BaseModel):
    """The head-counts of a day."""

    day: date
    items: list[HeadCountShown]


@routes.get("/head-counts")
async def read_head_counts(
    call: ReadingHeadCounts, day: DayAsked, service: ServiceKey = None, site: SiteKey = None
) -> HeadCounts:
    """The confirmed children of a day, of all services and sites or of those named; none outside the school year."""
    async with call.reading() as db:
        try:
            found = await head_counts(db, call.town, day, service=service, site=site)
        except DateOutsideYear:
            found = []
    return HeadCounts(
        day=day,
        items=[
            HeadCountShown(
                service=one.service,
                site=one.site,
                part=one.part,
                class_name=one.class_name,
                diet=one.diet,
                meal=one.meal,
                children=one.children,
            )
            for one in found
        ],
    )
