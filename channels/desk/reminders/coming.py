"""The reminders of the next two days: when, of what, to how many, at what cost; and what those of before came to."""

from datetime import timedelta

from starlette.responses import Response

from booking.reminders.stops import standing_stops
from booking.reminders.usefulness import usefulness
from channels.desk.house import PREFIX, Desk
from channels.desk.visit import Visit
from channels.web.errors import FieldError

LIST = f"{PREFIX}/rappels"
LOOKED_BACK = timedelta(days=30)


async def show_reminders(desk: Desk, visit: Visit) -> Response:
    """What will go out, what is stopped, and whether it is of use."""
    return await reminders_page(desk, visit)


async def reminders_page(desk: Desk, visit: Visit, wrong: FieldError | None = None) -> Response:
    """The page; with what is wrong about the form, where it could not be taken."""
    foreseen = await desk.foresee(visit.db, visit.now)
    price = next((terms.price for channel, terms in desk.terms.items() if channel.costs_segments and terms.price), None)
    going = [coming for coming in foreseen.coming if not coming.is_stopped]
    segments = sum(coming.segments for coming in going) + foreseen.waiting_segments
    return desk.page(
        visit,
        "reminders/coming.html",
        status=200 if wrong is None else wrong.status,
        foreseen=foreseen,
        messages=sum(coming.messages for coming in going),
        segments=segments,
        cost=None if price is None else price * segments,
        stops=await standing_stops(visit.db),
        useful=await usefulness(visit.db, first=visit.now - LOOKED_BACK, last=visit.now),
        problems={"service": "", "jour": ""} | ({} if wrong is None else {wrong.field: str(wrong)}),
        typed=visit.fields,
    )
