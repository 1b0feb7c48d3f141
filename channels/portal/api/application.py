"""The API as one application, with its description: `/api/v1/openapi.json`."""

from collections.abc import Awaitable, Callable
from typing import TypeAlias

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import Match, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from booking.database import DATABASE_FAILURES
from booking.errors import (
    DateOutsideYear,
    UnknownChild,
    UnknownReservation,
    UnknownService,
    UnknownSite,
    UnknownStanding,
)
from channels.portal.api import (
    changes,
    children,
    closures,
    families,
    head_counts,
    journal,
    month,
    notices,
    reservations,
    sessions,
    standing_bookings,
    town,
    waiting_list,
    webhooks,
)
from channels.portal.api.description import DescribedApi
from channels.portal.house import House
from channels.portal.problems import Problem, ProblemError, Why, WrongField, answer, problem, unknown
from channels.portal.rates import Rates

log = structlog.get_logger(__name__)
NOUNS = (
    town,
    families,
    children,
    sessions,
    reservations,
    changes,
    month,
    waiting_list,
    standing_bookings,
    closures,
    notices,
    head_counts,
    journal,
    webhooks,
)
BODY_AT_MOST = 100_000  # bytes: a hundred changes take a tenth of it
BY_STATUS = {405: "no-such-method", 413: "too-large"}
NOT_THERE = (UnknownChild, UnknownReservation, UnknownService, UnknownSite, UnknownStanding)
Handler: TypeAlias = Callable[[Request, Exception], Awaitable[Response]]


def api(house: House, *, calls_per_minute: int) -> FastAPI:
    """The application to be mounted at /api/v1."""
    application = DescribedApi(title="Allô Cantine", version="1", docs_url=None, redoc_url=None)
    application.state.house = house
    application.state.rates = Rates(calls_per_minute)
    for noun in NOUNS:
        application.include_router(noun.routes)
    for kind, handler in _handlers().items():
        application.add_exception_handler(kind, handler)
    application.add_middleware(_Edge)
    return application


def _handlers() -> dict[type[Exception], Handler]:
    known: dict[type[Exception], Handler] = {
        ProblemError: _said,
        RequestValidationError: _invalid,
        HTTPException: _by_status,
        DateOutsideYear: _outside,
    }
    known |= dict.fromkeys(NOT_THERE, _not_there)
    known |= dict.fromkeys(DATABASE_FAILURES, _no_database)
    return known


async def _said(_: Request, error: Exception) -> Response:
    if not isinstance(error, ProblemError):
        raise TypeError(f"no problem: {type(error).__name__}")
    return answer(error.problem, error.headers)


async def _invalid(_: Request, error: Exception) -> Response:
    """What cannot be understood, field by field; never what was in the fields, which may be anybody's data."""
    found = error.errors() if isinstance(error, RequestValidationError) else []
    fields = [WrongField(field=".".join(map(str, one["loc"])), wrong=one["msg"]) for one in found]
    return answer(problem("invalid", 422).model_copy(update={"fields": fields}))


async def _by_status(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 404
    status = 422 if status == 400 else status  # not even JSON
    headers = {"Allow": ", ".join(sorted(_methods(request)))} if status == 405 else {}
    shown = unknown().problem if status == 404 else problem(BY_STATUS.get(status, "invalid"), status)
    return answer(shown, headers)


def _methods(request: Request) -> set[str]:
    """What can be done at an address, over all that is there: GET and POST are two routes."""
    there = [route for noun in NOUNS for route in noun.routes.routes if isinstance(route, Route)]
    matching = [route for route in there if route.matches(request.scope)[0] is not Match.NONE]
    return {method for route in matching for method in route.methods or ()}


async def _not_there(_: Request, __: Exception) -> Response:
    return answer(unknown().problem)


async def _outside(_: Request, error: Exception) -> Response:
    return answer(problem("invalid", 422, str(error)))


async def _no_database(_: Request, error: Exception) -> Response:
    log.error("api.no_database", exc_info=error)
    return answer(_ours(503), {"Retry-After": "5"})


def _ours(status: int) -> Problem:
    return problem(Why.OUR_FAULT, status, "Nothing was done. Try again, with the same Idempotency-Key.")


class _Edge:
    """The outside of the application: a call that is too large, one that fails by our fault, the rate's headers."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        state = scope.setdefault("state", {})
        begun = False

        async def sending(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                told = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", **state.get("headers", {})}
                message["headers"] += [(name.lower().encode(), value.encode()) for name, value in told.items()]
            await send(message)

        try:
            await self._app(scope, _at_most(BODY_AT_MOST, receive), sending)
        except Exception:
            # the edge of a call: whatever went wrong, the caller hears of it in the words of the API
            log.exception("api.failed", path=scope["path"].partition("?")[0])
            if not begun:
                await answer(_ours(500))(scope, receive, sending)


def _at_most(limit: int, receive: Receive) -> Receive:
    read = 0

    async def receiving() -> Message:
        nonlocal read
        message = await receive()
        read += len(message.get("body", b""))
        if read > limit:
            raise HTTPException(413, f"at most {limit} bytes")
        return message

    return receiving
