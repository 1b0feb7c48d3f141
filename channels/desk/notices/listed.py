"""The notices: drafts, those that are to leave, those that have left; the latest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from booking.tables import ActRow
from channels.desk.house import Desk
from channels.desk.notices.words import audience_in_words
from channels.desk.visit import Visit
from channels.notices.tables import Notice

MOST_SHOWN = 100


@dataclass(frozen=True, slots=True)
class Listed:
    """One notice; `by` sent it, or changed the draft last."""

    id: int
    text: str
    audience: str
    by: str
    at: datetime
    people: int
    draft: bool
    stopped: bool
    due_at: datetime | None


async def show_notices(desk: Desk, visit: Visit) -> Response:
    """All of them."""
    found = await _latest(desk, visit.db)
    return desk.page(
        visit,
        "notices/list.html",
        drafts=[each for each in found if each.draft],
        sent=[each for each in found if not each.draft],
        most=MOST_SHOWN,
    )


async def _latest(desk: Desk, db: AsyncSession) -> Sequence[Listed]:
    latest = (
        select(Notice, ActRow.author_name, ActRow.at)
        .outerjoin(ActRow, ActRow.id == Notice.act_id)
        .order_by(Notice.id.desc())
        .limit(MOST_SHOWN)
    )
    return [
        Listed(
            id=notice.id,
            text=notice.text_for("fr"),
            audience=audience_in_words(desk.town, notice),
            by=by or notice.changed_by,
            at=at or notice.changed_at,
            people=notice.people,
            draft=notice.act_id is None,
            stopped=notice.stopped_act_id is not None,
            due_at=notice.due_at,
        )
        for notice, by, at in await db.execute(latest)
    ]
