"""The list of those who cannot be reached by a message."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload
from starlette.responses import Response

from booking.tables import Family, Guardian
from channels.desk.house import Desk
from channels.desk.unreached.standing import Standing, standings
from channels.desk.visit import Visit
from channels.purpose import Purpose

MOST_SHOWN = 300


@dataclass(frozen=True, slots=True)
class CutOff:
    """Somebody of a family who cannot be reached; `whole`: nor can anybody else of that family."""

    family: Family
    standing: Standing
    whole: bool


async def show_unreached(desk: Desk, visit: Visit) -> Response:
    """All of them, the families that are cut off as a whole first."""
    found = await cut_off(desk, visit.db)
    families = len({each.family.id for each in found if each.whole})
    return desk.page(visit, "unreached/list.html", found=found[:MOST_SHOWN], number=len(found), families=families)


async def cut_off(desk: Desk, db: AsyncSession) -> Sequence[CutOff]:
    """The guardians with a say whom no message about their bookings can reach."""
    families = await _families(db)
    everybody = [guardian for family in families for guardian in family.guardians]
    ways = await desk.ways_to(db, everybody, Purpose.NEWS)
    found = []
    for family in families:
        of_family = list(standings(family.guardians, ways, desk.town.zone).values())
        whole = not any(each.is_reached for each in of_family)
        found += [CutOff(family, each, whole) for each in of_family if not each.is_reached]
    return sorted(found, key=lambda each: (not each.whole, each.family.number))


async def _families(db: AsyncSession) -> Sequence[Family]:
    wanted = select(Family).order_by(Family.id).options(selectinload(Family.guardians))
    return (await db.scalars(wanted.where(Family.guardians.any(Guardian.withdrawn_at.is_(None))))).all()
