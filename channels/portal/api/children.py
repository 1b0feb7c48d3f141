"""Children of a family, and what they may book."""

from datetime import date

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from booking.families import children_of
from booking.tables import Child, Family
from channels.portal.api.calling import Call, IfNoneMatch, ReadingFamilies
from channels.portal.api.numbers import ChildNumber, FamilyNumber
from channels.portal.keys import Scope
from channels.portal.problems import unknown

routes = APIRouter(tags=["children"])


class EnrolmentShown(BaseModel):
    """The child may book a service at a site, from the first to the last of these days."""

    service: str
    site: str
    first: date
    last: date


class ChildShown(BaseModel):
    """A child of a family."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": 57,
                    "first_name": "Léo",
                    "last_name": "Moreau",
                    "born": "2019-04-02",
                    "school": "jean-moulin",
                    "class_name": "CP",
                    "diet": None,
                    "enrolments": [
                        {"service": "cantine", "site": "jean-moulin", "first": "2026-09-01", "last": "2027-07-02"}
                    ],
                }
            ]
        }
    )

    id: int
    first_name: str
    last_name: str
    born: date | None
    school: str | None = Field(description="The key of a site")
    class_name: str | None
    diet: str | None = Field(description="None, too, where the key lacks the scope `diets`")
    enrolments: list[EnrolmentShown]


class Children(BaseModel):
    """The children of a family, in the order of the file."""

    items: list[ChildShown]


@routes.get("/families/{family}/children", response_model=Children)
async def list_children(call: ReadingFamilies, family: FamilyNumber, _if_none_match: IfNoneMatch = None) -> Response:
    """The children of a family."""
    async with call.reading() as db:
        await require_family(db, family)
        found = await children_of(db, family)
    return call.shown(Children(items=[_shown(call, child) for child in found]))


@routes.get("/families/{family}/children/{child}", response_model=ChildShown)
async def read_child(
    call: ReadingFamilies, family: FamilyNumber, child: ChildNumber, _if_none_match: IfNoneMatch = None
) -> Response:
    """One child of a family."""
    async with call.reading() as db:
        found = [one for one in await children_of(db, family) if one.id == child]
    if not found:
        raise unknown()
    return call.shown(_shown(call, found[0]))


async def require_family(db: AsyncSession, number: int) -> None:
    """Raise ProblemError (404) where there is no such family."""
    if not await db.scalar(select(exists(select(Family.id).where(Family.id == number)))):
        raise unknown()


def _shown(call: Call, child: Child) -> ChildShown:
    return ChildShown(
        id=child.id,
        first_name=child.first_name,
        last_name=child.last_name,
        born=child.born,
        school=child.school,
        class_name=child.class_name,
        diet=child.diet if Scope.DIETS in call.key.scopes else None,
        enrolments=[
            EnrolmentShown(service=one.service, site=one.site, first=one.first, last=one.last)
            for one in child.enrolments
        ],
    )
