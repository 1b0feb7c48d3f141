"""The head-counts of a day."""

from starlette.responses import Response

from channels.desk.house import Desk
from channels.desk.visit import Visit


async def show_today(desk: Desk, visit: Visit) -> Response:
    """How many children come."""
    return desk.page(visit, "today/counts.html", day=desk.today(visit))
