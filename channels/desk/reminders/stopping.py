"""Stopping reminders and letting them go on, under the name of whoever does it."""

from datetime import date

from starlette.responses import Response

from booking.domain import Entry
from booking.errors import UnknownService
from booking.journal import Line, open_act, record
from booking.reminders.stops import Stop, resume_reminders, standing_stops, stop_reminders
from channels.desk.house import Desk
from channels.desk.reminders.coming import LIST, reminders_page
from channels.desk.visit import Done, Visit
from channels.web.errors import FieldError
from channels.web.french import PHRASES


async def take_stop(desk: Desk, visit: Visit) -> Response | Done:
    """Stop all, a service or a day. Whoever comes second is told who was first."""
    try:
        stop = _stop_in(desk, visit)
    except FieldError as wrong:
        return await reminders_page(desk, visit, wrong)
    if not await stop_reminders(visit.db, stop, by=visit.staff.name, now=visit.now):
        return Done(LIST, await _who_stopped(desk, visit, stop), refused=True)
    await _note(desk, visit, stop, "stopped")
    return Done(LIST, f"Arrêté : {_which(desk, stop)}. Ce qui était prêt ne part pas non plus.")


async def take_resumption(desk: Desk, visit: Visit) -> Response | Done:
    """Lift a stop."""
    try:
        stop = _stop_in(desk, visit)
    except FieldError as wrong:
        return await reminders_page(desk, visit, wrong)
    if not await resume_reminders(visit.db, stop, now=visit.now):
        return Done(LIST, f"{_which(desk, stop)} : quelqu'un l'a déjà repris. Rien n'a été changé.", refused=True)
    await _note(desk, visit, stop, "resumed")
    return Done(LIST, f"Repris : {_which(desk, stop)}. Ce qui est encore utile partira.")


def _stop_in(desk: Desk, visit: Visit) -> Stop:
    """What the form names. Raises FieldError."""
    key = visit.fields.get("service", "") or None
    try:
        if key is not None:
            desk.town.service(key)
    except UnknownService:
        raise FieldError("service", f"La commune n'a pas de service « {(key or '')[:40]} ».") from None
    day = visit.fields.day("jour", date.min)
    return Stop(key, None if day == date.min else day)


async def _note(desk: Desk, visit: Visit, stop: Stop, done: str) -> None:
    words = f"Rappels {'arrêtés' if done == 'stopped' else 'repris'} : {_which(desk, stop)}"
    act = await open_act(visit.db, visit.author(words), now=visit.now)
    await record(visit.db, act, Line(Entry.REMINDERS, service=stop.service, day=stop.day, details={"done": done}))


async def _who_stopped(desk: Desk, visit: Visit, stop: Stop) -> str:
    standing = await standing_stops(visit.db)
    row = next(each for each in standing if (each.service, each.date) == (stop.service, stop.day))
    at = desk.local(row.at)
    return f"{row.by} les a déjà arrêtés le {at:%d/%m} à {at:%H:%M} : {_which(desk, stop)}. Rien n'a été changé."


def _which(desk: Desk, stop: Stop) -> str:
    service = "tous les services" if stop.service is None else desk.town.service(stop.service).name
    return service if stop.day is None else f"{service}, {PHRASES.day(stop.day)}"
