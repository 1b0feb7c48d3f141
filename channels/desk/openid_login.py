"""The two addresses by which people log in through the town's identity provider."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.status import HTTP_303_SEE_OTHER

from channels.desk.accounts import known, staff_named
from channels.desk.house import PREFIX, Desk
from channels.desk.login import inside, let_in
from channels.web.answering import Answering
from channels.web.errors import ForbiddenError, NotFoundError
from channels.web.forms import query_of

LEAVE, BACK = f"{PREFIX}/openid", f"{PREFIX}/openid/retour"


def leave(desk: Desk) -> Answering:
    """GET: on to the provider."""

    async def answer(request: Request) -> Response:
        if desk.openid is None:
            raise NotFoundError("Cette commune n'a pas de service d'identité.")
        url, kept = await desk.openid.leave(now=desk.now())
        response = RedirectResponse(url, HTTP_303_SEE_OTHER)
        desk.logins.openid.write(response, dict(kept) | {"vers": inside(query_of(request).get("vers", ""))})
        return response

    return answer


def come_back(desk: Desk) -> Answering:
    """GET: from the provider, with a code."""

    async def answer(request: Request) -> Response:
        if desk.openid is None:
            raise NotFoundError("Cette commune n'a pas de service d'identité.")
        kept = desk.logins.openid.read(request)
        name = await desk.openid.came_back(query_of(request), kept, now=desk.now())
        async with desk.database.reading() as db:
            row = await staff_named(db, name)
        if row is None:
            raise ForbiddenError(f"« {name} » n'a pas de compte au guichet. Demandez à qui gère les comptes.")
        response = await let_in(desk, request, known(row), inside(str(kept.get("vers", ""))))
        desk.logins.openid.clear(response)
        return response

    return answer
