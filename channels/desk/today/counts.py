"""The head-counts of a day: to look at, to print, to freeze for the kitchen."""

from urllib.parse import urlencode

from starlette.responses import Response

from booking.frozen_counts import freeze_by_hand, versions_of
from booking.journal import open_act
from channels.desk.house import PREFIX, Desk
from channels.desk.today.asked import asked_in
from channels.desk.today.sheet import days_around, sheets_of
from channels.desk.visit import Done, Visit
from channels.web.errors import NotFoundError
from channels.web.french import PHRASES, counted


async def show_counts(desk: Desk, visit: Visit) -> Response:
    """How many children come, by service, site and class, with diets."""
    asked = asked_in(desk, visit)
    return desk.page(
        visit,
        "today/counts.html",
        asked=asked,
        sheets=await sheets_of(visit.db, desk.town, asked.day, service=asked.service, site=asked.site),
        around=await days_around(visit.db, asked.day),
        today=desk.today(visit),
        here=desk.local(visit.now),
    )


async def show_versions(desk: Desk, visit: Visit) -> Response:
    """Every version of the counts of a service on a day."""
    asked = asked_in(desk, visit)
    if asked.service is None:
        raise NotFoundError("Choisissez d'abord un service.")
    versions = await versions_of(visit.db, asked.service, asked.day)
    return desk.page(
        visit, "today/versions.html", asked=asked, service=desk.town.service(asked.service), versions=versions[::-1]
    )


async def freeze_counts(desk: Desk, visit: Visit) -> Done:
    """A new version for the kitchen. Whoever comes second is told, and freezes nothing."""
    asked = asked_in(desk, visit)
    if asked.service is None:
        raise NotFoundError("Choisissez d'abord un service.")
    back = f"{PREFIX}?{urlencode(asked.address(service=None))}#{asked.service}"
    name, day = desk.town.service(asked.service).name, PHRASES.day(asked.day)
    after = visit.fields.number("after")
    act = await open_act(visit.db, visit.author(f"Arrêter les effectifs : {name}, {day}"), now=visit.now)
    frozen = await freeze_by_hand(visit.db, desk.town, asked.service, asked.day, after=after, act=act)
    if frozen is None:
        said = f"Quelqu'un vient d'arrêter une autre version ({name}, {day}) : la voici. Rien n'a été changé."
        return Done(back, said, refused=True)
    number = counted(frozen.children, "enfant")
    return Done(back, f"Version {frozen.number} arrêtée : {name}, {day}, {number}.")
