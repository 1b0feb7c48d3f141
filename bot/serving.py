"""The web process: providers' webhooks, health, and what a start adds; with the worker inside unless told otherwise."""

import asyncio
import gc
import signal
import socket
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping, Sequence
from contextlib import asynccontextmanager, suppress

import structlog
import uvicorn
from fastapi import APIRouter, FastAPI
from fastapi.exception_handlers import http_exception_handler
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from booking.trace import new_trace, traced
from bot.app import App
from bot.errors import SettingsError
from bot.failures import described, places_of
from bot.health import health_router
from bot.metrics import metrics_router
from bot.settings import Settings
from bot.supervisor import keep_watchdog_quiet, notify
from channels.inbox import LAST_WORDS
from channels.web.bare import SAID, bare_page
from channels.web.edge import Edge
from channels.web.limits import limits

log = structlog.get_logger(__name__)
Task = Callable[[], Coroutine[None, None, None]]
REQUESTS_MAY_TAKE = 10  # seconds, once we are told to stop; the rest of it is in channels.carrier and channels.inbox


def web(
    app: App, routes: Sequence[APIRouter], tasks: Sequence[Task], mounts: Mapping[str, ASGIApp] | None = None
) -> FastAPI:
    """The ASGI application: `routes` answer, `tasks` run as long as it does; `mounts` answer below their addresses."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        running = [asyncio.create_task(task()) for task in (*tasks, keep_watchdog_quiet)]
        for task in running:
            task.add_done_callback(_report)
        yield
        notify("STOPPING=1")
        for task in running:
            task.cancel()
        with suppress(asyncio.CancelledError):
            await asyncio.gather(*running, return_exceptions=True)
        await app.inbox.settle(at_most=LAST_WORDS)
        log.info("serve.stopped")

    application = FastAPI(title="Allô Cantine", lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None)
    own = (
        health_router(app.database, app.arrivals.spool, app.clock),
        metrics_router(app.database, app.postman.terms, app.clock.now),
    )
    application.add_exception_handler(HTTPException, _refused)
    for router in (*own, *routes):
        application.include_router(router)
    for path, mounted in (mounts or {}).items():
        application.mount(path, mounted)
    application.add_middleware(Traced)
    return application


async def _refused(request: Request, error: Exception) -> Response:
    """What the framework refuses (an address that nobody has, a body cut off): a page for a browser, else JSON."""
    if not isinstance(error, HTTPException):
        raise error
    if error.status_code in SAID and "text/html" in request.headers.get("accept", ""):
        return bare_page(error.status_code, error.headers)
    return await http_exception_handler(request, error)


class Traced:
    """A trace for each request, borne by all that it causes; a text has one of its own."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":  # the lifespan's would be that of all tasks that begin in it
            await self._app(scope, receive, send)
            return
        with traced(new_trace()):
            await self._app(scope, receive, send)


class Server(uvicorn.Server):
    """Tells who runs us when it listens, and ends by coming back instead of by the signal that ended it."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Listen, then say so."""
        await super().startup(sockets)
        log.info("serve.ready")
        notify("READY=1")
        # what is loaded stays: each full collection would go through 200,000 objects for nothing (0.1 s)
        gc.freeze()
        gc.enable()  # `serve` loads all that it needs without


def listening_socket(host: str, port: int) -> socket.socket:
    """A socket bound to the address; raises SettingsError in plain words where it is taken or not ours."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # asyncio turns Nagle's algorithm off only where the protocol is named: without, each answer on a connection that is
    # kept open waits 40 ms for the caller's delayed acknowledgement
    bound = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((host, port))
    except OSError as error:
        bound.close()
        raise SettingsError(
            f"--port : impossible d'écouter sur {host}:{port} ({error.strerror}). "
            f"Choisissez un autre port, par exemple --port {port + 1}."
        ) from error
    return bound


def behind_edge(application: ASGIApp, app: App, settings: Settings) -> ASGIApp:
    """The application behind the limits and headers that hold for every address."""
    return Edge(application, limits(settings.calls_per_address), now=app.clock.now, https=settings.is_https)


async def run_server(application: ASGIApp, bound: socket.socket, settings: Settings) -> None:
    """Serve until a signal ends it; requests under way are finished.

    Who calls is read from X-Forwarded-For where a trusted proxy wrote it, and from nowhere else.
    """
    config = uvicorn.Config(
        application,
        log_config=None,
        access_log=False,
        server_header=False,
        ws="none",
        timeout_graceful_shutdown=REQUESTS_MAY_TAKE,
        forwarded_allow_ips=settings.trusted_proxies,
    )
    signal.signal(signal.SIGTERM, lambda *_: None)  # uvicorn raises it once more when all is done: then we close
    await Server(config).serve(sockets=[bound])


def _report(task: asyncio.Task[None]) -> None:
    """A task that ends by an exception is a bug that nobody would see otherwise."""
    if not task.cancelled() and (error := task.exception()) is not None:
        log.error("task.died", error=described(error), way=places_of(error), alarm=True)
