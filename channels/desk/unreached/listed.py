"""The list of those whom no message reaches, and the families that are cut off as a whole."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import case, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload
from starlette.responses import Response

from booking.tables import Family, Guardian
from channels.desk.house import Desk
from channels.desk.unreached.standing import Standing, standings
from channels.desk.visit import Visit
from channels.purpose import Purpose

PIECE = 100  # people on a page


class Found(NamedTuple):
    """The numbers of a guardian who cannot be reached and of their family; `whole`: nor can anybody else of it."""

    guardian_id: int
    family_id: int
    whole: bool


@dataclass(frozen=True, slots=True)
class CutOff:
    """Somebody of a family who cannot be reached; `whole`: nor can anybody else of that family."""

    family: Family
    standing: Standing
    whole: bool


async def show_unreached(desk: Desk, visit: Visit) -> Response:
    """All of them piece by piece, the families that are cut off as a whole first."""
    after = visit.fields.number("apres") if visit.fields.get("apres") else 0
    found = await find_cut_off(desk, visit.db)
    return desk.page(
        visit,
        "unreached/list.html",
        found=await cut_off(desk, visit.db, found[after : after + PIECE]),
        number=len(found),
        families=len({each.family_id for each in found if each.whole}),
        further=after + PIECE if len(found) > after + PIECE else None,
    )


async def find_cut_off(desk: Desk, db: AsyncSession) -> Sequence[Found]:
    """The guardians with a say whom no message about their bookings can reach, in the order of the list."""
    reached = case((desk.out_of_reach(Purpose.NEWS), 0), else_=1).label("reached")
    each = select(Guardian.id, Guardian.family_id, reached).where(Guardian.withdrawn_at.is_(None)).subquery()
    of_family = func.sum(each.c.reached).over(partition_by=each.c.family_id).label("of_family")
    counted = select(each, of_family).subquery()
    whole = case((counted.c.of_family == 0, 1), else_=0)
    wanted = (
        select(counted.c.id, counted.c.family_id, whole)
        .join(Family, Family.id == counted.c.family_id)
        .where(counted.c.reached == 0)
        .order_by(whole.desc(), Family.number, counted.c.id)
    )
    return [Found(guardian_id, family_id, bool(cut)) for guardian_id, family_id, cut in await db.execute(wanted)]


async def cut_off(desk: Desk, db: AsyncSession, found: Sequence[Found]) -> Sequence[CutOff]:
    """What stands in the way to each of these, and how else they can be reached."""
    wanted = select(Family).where(Family.id.in_({each.family_id for each in found}))
    families = {each.id: each for each in await db.scalars(wanted.options(selectinload(Family.guardians)))}
    ways = await desk.ways_to(db, [one for each in families.values() for one in each.guardians], Purpose.NEWS)
    standing: dict[int, Standing] = {}
    for family in families.values():
        standing |= standings(family.guardians, ways, desk.town.zone)
    return [CutOff(families[each.family_id], standing[each.guardian_id], each.whole) for each in found]
