"""The addresses of the desk, put together."""

from collections.abc import Sequence

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from channels.desk import (
    closures,
    families,
    figures,
    login,
    messages,
    notices,
    openid_login,
    places,
    register,
    reminders,
    set_aside,
    today,
    unreached,
)
from channels.desk.actions import Action, form, page
from channels.desk.guard import guarded
from channels.desk.house import PREFIX, Desk
from channels.desk.roles import Right
from channels.web.answering import Answering, answering, nothing_here

OWN_ACCOUNT: Sequence[Action] = (
    form("/deconnexion", Right.OWN_ACCOUNT, login.log_out),
    page("/mot-de-passe", Right.OWN_ACCOUNT, login.show_password),
    form("/mot-de-passe", Right.OWN_ACCOUNT, login.take_password),
)
ACTIONS: Sequence[Action] = (
    *OWN_ACCOUNT,
    *today.ACTIONS,
    *families.ACTIONS,
    *messages.ACTIONS,
    *notices.ACTIONS,
    *places.ACTIONS,
    *closures.ACTIONS,
    *reminders.ACTIONS,
    *figures.ACTIONS,
    *set_aside.ACTIONS,
    *unreached.ACTIONS,
    *register.ACTIONS,
)
METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]


def router(desk: Desk) -> APIRouter:
    """GET /guichet and all below it. Whatever is not in `ACTIONS` is open to everybody: the login, and our files."""
    routes = APIRouter()
    for action in ACTIONS:
        _add(routes, desk, action.method, action.path, guarded(desk, action))
    _add(routes, desk, "GET", "/connexion", login.show_login(desk))
    _add(routes, desk, "POST", "/connexion", login.take_login(desk))
    _add(routes, desk, "GET", "/openid", openid_login.leave(desk))
    _add(routes, desk, "GET", "/openid/retour", openid_login.come_back(desk))
    _add(routes, desk, "GET", "/static/{name}", _static(desk))
    routes.add_route(f"{PREFIX}/{{rest:path}}", answering(desk.pages, nothing_here, https=desk.https), METHODS)
    return routes


def _add(routes: APIRouter, desk: Desk, method: str, path: str, answer: Answering) -> None:
    routes.add_route(PREFIX + path, answering(desk.pages, answer, https=desk.https), [method])


def _static(desk: Desk) -> Answering:
    async def answer(request: Request) -> Response:
        version = request.query_params.get("v", "")
        return await desk.pages.files.get(request.path_params["name"], request.scope, version)

    return answer
