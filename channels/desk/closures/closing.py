"""Closing: sessions closed and what was booked cancelled, under the name of whoever pressed."""

from starlette.responses import Response

from booking.closures import Closing, close_sessions
from booking.closures_foreseen import same_closure
from booking.journal import open_act
from booking.tables import ActRow, Closure
from channels.desk.closures.asked import LIST, closing_in, extent, typed_in
from channels.desk.closures.listed import closures_page
from channels.desk.house import Desk
from channels.desk.visit import Done, Visit
from channels.web.errors import FieldError
from channels.web.french import counted


async def take_closing(desk: Desk, visit: Visit) -> Done | Response:
    """Close. Whoever comes second with the very same is told who was first, and closes nothing."""
    try:
        closing = await closing_in(desk, visit)
    except FieldError as wrong:
        return await closures_page(desk, visit, await typed_in(desk, visit), wrong)
    known = await same_closure(visit.db, closing)
    if known is not None:
        return await _closed_already(desk, visit, known)
    return await _close(desk, visit, closing)


async def _close(desk: Desk, visit: Visit, closing: Closing) -> Done:
    words = f"Fermer : {extent(desk.town, closing.as_closure())} ({closing.why})"
    act = await open_act(visit.db, visit.author(words), now=visit.now)
    made = await close_sessions(visit.db, desk.town, closing, act=act)
    sessions = counted(made.sessions, "séance fermée", "séances fermées")
    cancelled = counted(made.cancelled, "réservation annulée", "réservations annulées")
    return Done(f"{LIST}/{made.id}", f"{sessions}, {cancelled} sans frais. Les familles sont prévenues.")


async def _closed_already(desk: Desk, visit: Visit, known: Closure) -> Done:
    act = await visit.db.get_one(ActRow, known.act_id)
    at = desk.local(act.at)
    said = f"{act.author_name} l'a déjà fermé le {at:%d/%m} à {at:%H:%M} : voici ce qu'il en est. Rien n'a été changé."
    return Done(f"{LIST}/{known.id}", said, refused=True)
