"""Families: a file with its number, and the guardians on it."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload
from starlette.responses import Response

from booking.tables import Family, Guardian
from channels.portal.api.calling import IfNoneMatch, ReadingFamilies
from channels.portal.api.numbers import FamilyNumber
from channels.portal.paging import After, Limit, Piece, number_after, piece_of
from channels.portal.problems import unknown

routes = APIRouter(tags=["families"])
FileNumber = Annotated[
    str | None, Query(pattern="^[^\x00-\x1f]{1,64}$", description="The file with this number", examples=["F0001"])
]
Phone = Annotated[str | None, Query(pattern=r"^\+[0-9]{6,15}$", description="With this phone (E.164)")]


class GuardianShown(BaseModel):
    """An adult on the file; all guardians of a file are equal."""

    id: int
    name: str
    phone: str | None = Field(description="In E.164")
    telegram: bool = Field(description="Whether they use Telegram with us")
    language: str


class FamilyShown(BaseModel):
    """A family: a file at the town hall, with its guardians."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": 12,
                    "number": "F0012",
                    "missing": [],
                    "resident": True,
                    "guardians": [
                        {
                            "id": 31,
                            "name": "Claire Moreau",
                            "phone": "+33639980001",
                            "telegram": False,
                            "language": "fr",
                        }
                    ],
                    "children": [57, 58],
                }
            ]
        }
    )

    id: int
    number: str = Field(description="The number on the file, as the town hall writes it")
    missing: list[str] = Field(description="Papers without which nothing can be booked")
    resident: bool = Field(description="Whether they live in the commune")
    guardians: list[GuardianShown]
    children: list[int] = Field(description="The numbers of the children on the file")


@routes.get("/families")
async def list_families(
    call: ReadingFamilies, number: FileNumber = None, phone: Phone = None, limit: Limit = 50, after: After = None
) -> Piece[FamilyShown]:
    """The families, all of them or those of a file number or a phone, piece by piece."""
    wanted = select(Family).where(Family.id > number_after(after)).order_by(Family.id).limit(limit + 1)
    if number is not None:
        wanted = wanted.where(Family.number == number)
    if phone is not None:
        wanted = wanted.where(Family.guardians.any(Guardian.phone == phone))
    people = (selectinload(Family.guardians), selectinload(Family.children))
    async with call.reading() as db:
        found = (await db.scalars(wanted.options(*people))).all()
    return piece_of(found, limit, _shown, lambda family: family.id)


@routes.get("/families/{family}", response_model=FamilyShown)
async def read_family(call: ReadingFamilies, family: FamilyNumber, _if_none_match: IfNoneMatch = None) -> Response:
    """One family."""
    async with call.reading() as db:
        found = await family_of(db, family)
    return call.shown(_shown(found))


async def family_of(db: AsyncSession, number: int) -> Family:
    """The family of that number, with guardians and children; raises ProblemError (404)."""
    people = (selectinload(Family.guardians), selectinload(Family.children))
    found = await db.scalar(select(Family).where(Family.id == number).options(*people))
    if found is None:
        raise unknown()
    return found


def _shown(family: Family) -> FamilyShown:
    return FamilyShown(
        id=family.id,
        number=family.number,
        missing=family.missing,
        resident=family.resident,
        guardians=[_guardian(guardian) for guardian in family.guardians if guardian.withdrawn_at is None],
        children=[child.id for child in family.children],
    )


def _guardian(guardian: Guardian) -> GuardianShown:
    return GuardianShown(
        id=guardian.id,
        name=guardian.name,
        phone=guardian.phone,
        telegram=guardian.telegram_id is not None,
        language=guardian.language,
    )
