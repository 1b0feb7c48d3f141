"""Finding a file."""

from starlette.responses import Response

from booking.searching import find_families
from channels.desk.house import Desk
from channels.desk.visit import Visit

LONGEST = 100  # characters: more is no name


async def show_search(desk: Desk, visit: Visit) -> Response:
    """What fits the words in the address; without any, only the box to write them in."""
    words = visit.fields.get("q", "").strip()[:LONGEST]
    found = await find_families(visit.db, words) if words else None
    return desk.page(visit, "families/search.html", words=words, found=found)
