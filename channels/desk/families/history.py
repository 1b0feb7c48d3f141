"""The whole journal of a family: to read, and to print as proof."""

from starlette.responses import Response

from booking.family_journal import family_journal
from channels.desk.families.found import family_of
from channels.desk.house import Desk
from channels.desk.visit import Visit

AT_ONCE, ALL = 100, 5000  # lines


async def show_history(desk: Desk, visit: Visit) -> Response:
    """The latest lines, those before one of them, or all to be printed."""
    family = await family_of(visit)
    limit = ALL if visit.fields.get("tout") else AT_ONCE
    before = visit.fields.number("avant") if visit.fields.get("avant") else None
    lines = await family_journal(visit.db, family.id, before=before, limit=limit)
    return desk.page(
        visit, "families/history.html", family=family, lines=lines, limit=limit, here=desk.local(visit.now)
    )
