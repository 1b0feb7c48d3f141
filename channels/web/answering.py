"""From a function that answers to an address of the site: errors become pages, and every answer is protected."""

from collections.abc import Awaitable, Callable

import structlog
from starlette.requests import Request
from starlette.responses import Response
from starlette.status import HTTP_503_SERVICE_UNAVAILABLE

from booking.database import DATABASE_FAILURES
from channels.web.errors import NotFoundError, PageError
from channels.web.headers import protected
from channels.web.pages import Pages

log = structlog.get_logger(__name__)
Answering = Callable[[Request], Awaitable[Response]]


class OurFaultError(PageError):
    """The database does not answer."""

    status = HTTP_503_SERVICE_UNAVAILABLE
    title = "Un instant : la faute est à nous"


def answering(pages: Pages, answer: Answering, *, https: bool) -> Answering:
    """The endpoint of a page. What cannot be answered is said in words; what is no PageError is a bug and goes on."""

    async def endpoint(request: Request) -> Response:
        try:
            response = await answer(request)
        except PageError as error:
            response = pages.error(error)
        except DATABASE_FAILURES as error:
            log.warning("page.no_database", cause=type(getattr(error, "orig", None) or error).__name__)
            response = pages.error(OurFaultError("La base de données ne répond pas. Réessayez dans une minute."))
        return protected(response, https=https)

    return endpoint


async def nothing_here(_: Request) -> Response:
    """The answer at every address that no page has."""
    raise NotFoundError("L'adresse est incomplète, ou la page a été déplacée.")
