"""The closures that run or come, the latest of those that are over, and the form for a new one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeAlias

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from booking.tables import ActRow, Closure
from booking.town import Town
from channels.desk.closures.asked import FIELDS, Typed, extent, typed_in
from channels.desk.house import Desk
from channels.desk.visit import Visit
from channels.web.errors import FieldError

Order: TypeAlias = ColumnElement[date] | ColumnElement[int]
MOST_SHOWN, MOST_OVER = 200, 20


@dataclass(frozen=True, slots=True)
class Listed:
    """One closure, what it closes in words, who made it and when."""

    id: int
    extent: str
    why: str
    by: str
    at: datetime
    lifted: bool


async def show_closures(desk: Desk, visit: Visit) -> Response:
    """All of them, with the form."""
    return await closures_page(desk, visit, await typed_in(desk, visit))


async def closures_page(desk: Desk, visit: Visit, typed: Typed, wrong: FieldError | None = None) -> Response:
    """The page, with what was typed; and with what is wrong about it, beside its field."""
    today = desk.today(visit)
    runs = Closure.lifted_act_id.is_(None) & (Closure.last >= today)
    return desk.page(
        visit,
        "closures/closures.html",
        status=200 if wrong is None else wrong.status,
        typed=typed,
        problems=dict.fromkeys(FIELDS, "") | ({} if wrong is None else {wrong.field: str(wrong)}),
        classes=list(dict.fromkeys(name for site in desk.town.sites for name in site.classes)),
        running=await _listed(visit.db, desk.town, runs, Closure.first.asc(), MOST_SHOWN),
        over=await _listed(visit.db, desk.town, ~runs, Closure.id.desc(), MOST_OVER),
    )


async def _listed(
    db: AsyncSession,
    town: Town,
    which: ColumnElement[bool],
    order: Order,
    limit: int,
) -> Sequence[Listed]:
    wanted = (
        select(Closure, ActRow.author_name, ActRow.at)
        .join(ActRow, ActRow.id == Closure.act_id)
        .where(which)
        .order_by(order, Closure.id)
        .limit(limit)
    )
    return [
        Listed(closure.id, extent(town, closure), closure.why, by, at, closure.lifted_act_id is not None)
        for closure, by, at in await db.execute(wanted)
    ]
