"""The notice whose number stands in the address, and why something cannot be done with it any more."""

from sqlalchemy import select

from booking.tables import ActRow
from channels.desk.house import Desk
from channels.desk.notices.asked import LIST
from channels.desk.visit import Done, Visit
from channels.notices.tables import Notice
from channels.web.errors import NotFoundError


async def notice_of(visit: Visit) -> Notice:
    """The notice, to look at. Raises NotFoundError."""
    return _found(await visit.db.get(Notice, visit.numbered("notice")))


async def held_notice(visit: Visit) -> Notice:
    """The notice, held until the transaction ends: the second of two waits here. Raises NotFoundError."""
    held = select(Notice).where(Notice.id == visit.numbered("notice")).with_for_update()
    return _found(await visit.db.scalar(held.execution_options(populate_existing=True)))


async def why_no_draft(desk: Desk, visit: Visit, notice: Notice) -> Done | None:
    """Who has sent it, where somebody has: then it cannot be changed any more."""
    if notice.act_id is None:
        return None
    act = await visit.db.get_one(ActRow, notice.act_id)
    at = desk.local(act.at)
    said = f"{act.author_name} a déjà envoyé cet avis le {at:%d/%m} à {at:%H:%M} : voici où il en est."
    return Done(f"{LIST}/{notice.id}", said, refused=True)


def _found(notice: Notice | None) -> Notice:
    if notice is None:
        raise NotFoundError("Cet avis n'existe pas, ou a été jeté.")
    return notice
