"""The addresses of the parents' pages. Whatever is not in `SHOWN` or `TAKEN` is open to everybody, and shows nobody."""

from collections.abc import Mapping

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from channels.portal.feeds import calendar_at
from channels.portal.pages import history, planning, preferences, saving
from channels.portal.pages.entering import leave, open_link, show_link
from channels.portal.pages.place import COOKIE, PREFIX, FamilyPlace, Showing, let_in, welcome
from channels.web.answering import Answering, answering, nothing_here

SHOWN: Mapping[str, Showing] = {
    "/historique": history.show_history,
    "/historique/{reservation}": history.show_journal,
    "/preferences": preferences.show_preferences,
}
TAKEN: Mapping[str, Showing] = {
    "/planning": saving.save,
    "/preferences": preferences.save_preferences,
    "/preferences/agenda": preferences.renew_calendar,
    "/preferences/navigateurs": preferences.close_browser,
    "/sortir": leave,
}
METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]


def router(place: FamilyPlace) -> APIRouter:
    """GET /famille and all below it; and the site's own address, which a parent types by heart, leads there."""
    routes = APIRouter()
    for path, show in SHOWN.items():
        _add(routes, place, "GET", path, let_in(place, show, writes=False))
    for path, take in TAKEN.items():
        _add(routes, place, "POST", path, let_in(place, take, writes=True))
    _add(routes, place, "GET", "", _home(place))
    _add(routes, place, "GET", "/lien/{secret}", show_link(place))
    _add(routes, place, "POST", "/lien/{secret}", open_link(place))
    _add(routes, place, "GET", "/agenda/{secret}.ics", _calendar(place))
    _add(routes, place, "GET", "/static/{name}", _static(place))
    routes.add_route("/", _front_door, ["GET", "HEAD"])
    routes.add_route(f"{PREFIX}/{{rest:path}}", answering(place.pages, nothing_here, https=place.https), METHODS)
    return routes


def _add(routes: APIRouter, place: FamilyPlace, method: str, path: str, answer: Answering) -> None:
    routes.add_route(PREFIX + path, answering(place.pages, answer, https=place.https), [method])


async def _front_door(_: Request) -> Response:
    return RedirectResponse(PREFIX)


def _home(place: FamilyPlace) -> Answering:
    """The month for whoever was let in, and how one gets in for all others: both are fine to ask for."""
    month = let_in(place, planning.show_planning, writes=False)

    async def answer(request: Request) -> Response:
        if COOKIE not in request.cookies:
            return welcome(place)
        return await month(request)

    return answer


def _calendar(place: FamilyPlace) -> Answering:
    async def answer(request: Request) -> Response:
        house, secret = place.house, request.path_params["secret"]
        async with house.database.reading() as db:
            written = await calendar_at(db, house.town, house.catalogue, secret, now=house.now())
        if written is None:
            return await nothing_here(request)
        return Response(written, media_type="text/calendar; charset=utf-8")

    return answer


def _static(place: FamilyPlace) -> Answering:
    async def answer(request: Request) -> Response:
        version = request.query_params.get("v", "")
        return await place.pages.files.get(request.path_params["name"], request.scope, version)

    return answer
