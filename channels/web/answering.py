"""From a function that answers to an address of the site: errors become pages, and every answer is protected."""

from collections.abc import Awaitable, Callable

import structlog
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.status import HTTP_500_INTERNAL_SERVER_ERROR, HTTP_503_SERVICE_UNAVAILABLE

from booking.database import DATABASE_FAILURES
from booking.trace import current_trace, new_trace
from channels.web.errors import NotFoundError, PageError
from channels.web.headers import protected
from channels.web.pages import Pages

log = structlog.get_logger(__name__)
Answering = Callable[[Request], Awaitable[Response]]


class OurFaultError(PageError):
    """Something of ours does not work."""

    status = HTTP_503_SERVICE_UNAVAILABLE
    title = "Un instant : la faute est à nous"


class BrokenError(OurFaultError):
    """A bug: nobody foresaw it."""

    status = HTTP_500_INTERNAL_SERVER_ERROR
    title = "Une panne de notre côté"


def answering(pages: Pages, answer: Answering, *, https: bool) -> Answering:
    """The endpoint of a page. What cannot be answered is said in words, a bug too: with the number of its log line."""

    async def endpoint(request: Request) -> Response:
        try:
            response = await answer(request)
        except PageError as error:
            response = pages.error(error)
        except DATABASE_FAILURES as error:
            log.warning("page.no_database", cause=type(getattr(error, "orig", None) or error).__name__)
            response = pages.error(OurFaultError("La base de données ne répond pas. Réessayez dans une minute."))
        except HTTPException:  # no bug: a file that is not there, a body that is too long or does not come
            raise
        except Exception:  # noqa: BLE001 - the edge of a page: whoever sits before it is told; what was begun is undone
            response = pages.error(_broken())
        return protected(response, https=https)

    return endpoint


def _broken() -> BrokenError:
    """The apology, with the reference under which the log has what went wrong."""
    reference = current_trace() or new_trace()
    log.exception("page.broken", reference=reference, alarm=True)
    return BrokenError(
        "Excusez-nous : quelque chose est tombé en panne chez nous, pas chez vous. Rien n'a été changé. Réessayez ; "
        f"si cela recommence, donnez cette référence à votre service informatique : {reference}"
    )


async def nothing_here(_: Request) -> Response:
    """The answer at every address that no page has."""
    raise NotFoundError("L'adresse est incomplète, ou la page a été déplacée.")
