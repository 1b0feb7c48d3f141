"""All that `serve` and `demo` can answer, behind its edge, asked as a server asks it: without a socket."""

from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from types import MappingProxyType

from fastapi import APIRouter, FastAPI
from pydantic import SecretStr
from starlette.routing import BaseRoute, Mount, Route
from starlette.types import ASGIApp, Message, Scope

from booking.database import Database
from booking.town import Town
from bot.app import build
from bot.clock import Clock
from bot.commands.opening import Opened
from bot.demonstration import prepare
from bot.pages import pages
from bot.portal import portal_api
from bot.providers import open_providers
from bot.serving import listening_socket, web
from bot.settings import Settings, TelegramMode, TextProvider
from bot.trial import trial_account, trial_for, trial_routes
from channels.simulator import router as simulator
from channels.web.edge import Edge
from channels.web.limits import limits

PART = b"x" * 65536
HOME, ABROAD = "203.0.113.7", "198.51.100.9"


@dataclass
class Site:
    """All that `serve` and `demo` can answer, behind its edge, and the hour there."""

    app: FastAPI
    hour: datetime
    settings: Settings
    database: Database
    edge: Edge = field(init=False)

    def __post_init__(self) -> None:
        self.edge = Edge(self.app, limits(), now=lambda: self.hour, https=True)

    @property
    def addresses(self) -> Sequence[tuple[str, str]]:
        """Method and path of every route, with something in the place of each parameter."""
        return sorted(set(addresses_of(self.app.routes, "")))

    async def ask(self, method: str, path: str, *, of: str = HOME, parts: int = 0, declared: int = 0) -> "Answer":
        """One call."""
        return await ask(self.edge, method, path, of=of, parts=parts, declared=declared)


@dataclass
class Answer:
    """What came back, and how many parts of the body were read."""

    status: int = 0
    headers: list[tuple[str, str]] = field(default_factory=list)
    read: int = 0

    def header(self, name: str) -> str:
        return dict(self.headers).get(name, "")


async def ask(
    edge: ASGIApp,
    method: str,
    path: str,
    *,
    of: str = HOME,
    parts: int = 0,
    declared: int = 0,
    query: bytes = b"",
    body: bytes = b"",
    proof: Mapping[str, bytes] = MappingProxyType({}),
) -> Answer:
    """One call, as a server hands it on: with this `body`, or with one of so many `parts` of 64 kB, as long as somebody
    reads it. `proof` are headers by their names in small letters."""
    form = {"host": b"town.test", "content-type": b"application/x-www-form-urlencoded"}
    headers = [(name.encode(), value) for name, value in {**form, **proof}.items()]
    headers += [(b"content-length", str(declared).encode())] if declared else []
    scope: Scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method, "scheme": "https",
        "path": path, "raw_path": path.encode(), "query_string": query, "root_path": "", "headers": headers,
        "client": (of, 5), "server": ("town.test", 443),
    }  # fmt: skip
    answer = Answer()

    async def receive() -> Message:
        answer.read += 1
        return {"type": "http.request", "body": PART if parts else body, "more_body": answer.read < parts}

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            answer.status = message["status"]
            answer.headers = [(name.decode().lower(), value.decode()) for name, value in message["headers"]]

    await edge(scope, receive, send)
    return answer


def addresses_of(routes: Sequence[BaseRoute], before: str) -> Iterator[tuple[str, str]]:
    """Method and path of all routes, with 1 in the place of each parameter."""
    for route in routes:
        included = getattr(route, "original_router", None)
        if isinstance(included, APIRouter):
            yield from addresses_of(included.routes, before)
        elif isinstance(route, Mount):
            yield from addresses_of(getattr(route.app, "routes", route.routes), before + route.path)
        elif isinstance(route, Route):
            path = before + "/".join("1" if "{" in part else part for part in route.path.split("/"))
            yield from ((method, path) for method in route.methods or ())
        else:
            raise TypeError(f"an address of a kind that nobody limits: {type(route).__name__}")


@asynccontextmanager
async def open_site(folder: Path, town: Town, now: datetime) -> AsyncIterator[Site]:
    """The demonstration town with every channel open, at that instant."""
    settings = Settings(
        database_url=f"sqlite:///{folder / 'town.db'}",
        public_url="https://town.test",
        provider=TextProvider.TRIAL,
        telegram_mode=TelegramMode.WEBHOOK,
        telegram_token=SecretStr("12345:token"),
        telegram_webhook_secret=SecretStr("a-secret"),
    )
    database, clock = Database(settings.database_url), Clock(town.zone, starts_at=now)
    await prepare(database, town)
    house, bound = Opened(settings, database, town, clock), listening_socket("127.0.0.1", 0)
    async with (
        trial_for(settings, house, bound) as trial,
        open_providers(settings, trial_account(trial, settings), database, clock.now) as providers,
    ):
        app = build(town, database, clock, providers.transports, spool=folder / "spool", address=settings.public_url)
        demonstration = simulator(app.inbox.receive, database, town, clock)
        routes = [*providers.routes(app), *trial_routes(trial, house), demonstration, *await pages(settings, app)]
        yield Site(web(app, routes, [], portal_api(app, settings)), now, settings, database)
    bound.close()
    await database.close()
