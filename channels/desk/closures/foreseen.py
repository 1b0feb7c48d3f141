"""What a closure would change, before it is made: how many, and who could not be told."""

from starlette.responses import Response

from booking.closures_foreseen import foresee_closure
from channels.desk.closures.asked import closing_in, extent, typed_in
from channels.desk.closures.listed import closures_page
from channels.desk.closures.people import guardians_of, to_call
from channels.desk.house import Desk
from channels.desk.visit import Visit
from channels.web.errors import FieldError


async def show_foreseen(desk: Desk, visit: Visit) -> Response:
    """So many sessions, bookings and families, and whom to telephone; the form again where it makes no sense."""
    typed = await typed_in(desk, visit)
    try:
        closing = await closing_in(desk, visit)
    except FieldError as wrong:
        return await closures_page(desk, visit, typed, wrong)
    foreseen = await foresee_closure(visit.db, desk.town, closing)
    guardians = await guardians_of(visit.db, foreseen.families)
    reached = await desk.told(visit.db, guardians)
    return desk.page(
        visit,
        "closures/foreseen.html",
        typed=typed,
        extent=extent(desk.town, closing.as_closure()),
        why=closing.why,
        foreseen=foreseen,
        guardians=len(guardians),
        unreachable=to_call(guardian for guardian in guardians if guardian.id not in reached),
    )
