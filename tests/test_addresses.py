"""Every address of the site: what it takes, how often, and what protects its answers. Complete by construction."""

from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from fastapi import APIRouter, FastAPI
from pydantic import SecretStr
from starlette.routing import BaseRoute, Mount, Route
from starlette.types import Message, Receive, Scope, Send

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
from channels.web.limits import Counted, limit_for, limits
from channels.web.rates import MOST_CALLERS, OTHERS, Calls, caller_at
from tests.conftest import At

PART = b"x" * 65536
HOME, ABROAD = "203.0.113.7", "198.51.100.9"


@dataclass
class Site:
    """All that `serve` and `demo` can answer, behind its edge, and the hour there."""

    app: FastAPI
    hour: datetime
    settings: Settings
    edge: Edge = field(init=False)

    def __post_init__(self) -> None:
        self.edge = Edge(self.app, limits(), now=lambda: self.hour, https=True)

    @property
    def addresses(self) -> Sequence[tuple[str, str]]:
        """Method and path of every route, with something in the place of each parameter."""
        return sorted(set(_addresses(self.app.routes, "")))

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


async def ask(edge: Edge, method: str, path: str, *, of: str = HOME, parts: int = 0, declared: int = 0) -> Answer:
    """One call, as a server hands it on; its body comes in `parts` of 64 kB, as long as somebody reads it."""
    headers = [(b"host", b"town.test"), (b"content-type", b"application/x-www-form-urlencoded")]
    headers += [(b"content-length", str(declared).encode())] if declared else []
    scope: Scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method, "scheme": "https",
        "path": path, "raw_path": path.encode(), "query_string": b"", "root_path": "", "headers": headers,
        "client": (of, 5), "server": ("town.test", 443),
    }  # fmt: skip
    answer = Answer()

    async def receive() -> Message:
        answer.read += 1
        return {"type": "http.request", "body": PART if parts else b"", "more_body": answer.read < parts}

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            answer.status = message["status"]
            answer.headers = [(name.decode().lower(), value.decode()) for name, value in message["headers"]]

    await edge(scope, receive, send)
    return answer


def _addresses(routes: Sequence[BaseRoute], before: str) -> Iterator[tuple[str, str]]:
    for route in routes:
        included = getattr(route, "original_router", None)
        if isinstance(included, APIRouter):
            yield from _addresses(included.routes, before)
        elif isinstance(route, Mount):
            yield from _addresses(getattr(route.app, "routes", route.routes), before + route.path)
        elif isinstance(route, Route):
            path = before + "/".join("1" if "{" in part else part for part in route.path.split("/"))
            yield from ((method, path) for method in route.methods or ())
        else:
            raise TypeError(f"an address of a kind that nobody limits: {type(route).__name__}")


@pytest.fixture
async def site(tmp_path: Path, town: Town, at: At) -> AsyncIterator[Site]:
    """The demonstration town with every channel open."""
    settings = Settings(
        database_url=f"sqlite:///{tmp_path / 'town.db'}",
        public_url="https://town.test",
        provider=TextProvider.TRIAL,
        telegram_mode=TelegramMode.WEBHOOK,
        telegram_token=SecretStr("12345:token"),
        telegram_webhook_secret=SecretStr("a-secret"),
    )
    database, clock = Database(settings.database_url), Clock(town.zone, starts_at=at("2026-11-23 09:00"))
    await prepare(database, town)
    house, bound = Opened(settings, database, town, clock), listening_socket("127.0.0.1", 0)
    async with (
        trial_for(settings, house, bound) as trial,
        open_providers(settings, trial_account(trial, settings), database, clock.now) as providers,
    ):
        app = build(town, database, clock, providers.transports, spool=tmp_path / "spool", address=settings.public_url)
        demonstration = simulator(app.inbox.receive, database, town, clock)
        routes = [*providers.routes(app), *trial_routes(trial, house), demonstration, *await pages(settings, app)]
        yield Site(web(app, routes, [], portal_api(app, settings)), at("2026-11-23 09:00"), settings)
    bound.close()
    await database.close()


async def test_every_address_has_a_limit_of_its_own_and_every_limit_an_address(site: Site) -> None:
    used = {path: limit_for(path, limits()).prefix for _, path in site.addresses}
    assert len(used) > 80
    assert [path for path, prefix in used.items() if not prefix] == []
    assert {limit.prefix for limit in limits()} - set(used.values()) == {""}


async def test_every_answer_is_protected_and_no_address_breaks(site: Site) -> None:
    for number, (method, path) in enumerate(site.addresses):
        answer = await site.ask(method, path, of=f"192.0.2.{number % 250}")
        policy, where = answer.header("content-security-policy"), f"{method} {path}: {answer}"
        assert answer.status < 500, where
        assert "default-src 'none'" in policy, where
        assert "frame-ancestors 'none'" in policy, where
        assert "unsafe" not in policy, where
        assert answer.header("x-content-type-options") == "nosniff", where
        assert answer.header("referrer-policy") in ("no-referrer", "same-origin"), where
        assert answer.header("strict-transport-security") == "max-age=31536000", where
        for name, cookie in answer.headers:
            if name == "set-cookie":
                flags = {flag.strip().lower() for flag in cookie.split(";")[1:]}
                assert {"httponly", "secure", "samesite=lax"} <= flags, where


async def test_a_body_that_is_declared_too_long_is_not_read_at_all(site: Site) -> None:
    for method, path in site.addresses:
        limit = limit_for(path, limits())
        answer = await site.ask(method, path, of=f"{path} {method}", parts=99, declared=limit.body + 1)
        assert (answer.status, answer.read) == (413, 0), f"{method} {path}"


async def test_a_body_without_end_is_left_at_the_limit(site: Site) -> None:
    for method, path in site.addresses:
        limit = limit_for(path, limits())
        answer = await site.ask(method, path, of=f"{path} {method}", parts=1000)
        assert answer.status < 500, f"{method} {path}"
        assert answer.read <= limit.body // len(PART) + 2, f"{method} {path}"


@dataclass
class Hour:
    """The hour, moved by hand."""

    time: datetime

    def now(self) -> datetime:
        return self.time


@pytest.mark.parametrize(
    "path", [limit.prefix or "/nowhere" for limit in limits() if limit.counted is Counted.ALL and limit.calls < 2000]
)
async def test_a_flood_from_one_caller_is_answered_there_and_noticed_nowhere_else(path: str, at: At) -> None:
    limit, hour = limit_for(path, limits(60)), Hour(at("2026-11-23 09:00"))
    edge = Edge(nothing_behind, limits(60), now=hour.now, https=True)
    statuses = [(await ask(edge, "GET", path)).status for _ in range(limit.calls + 1)]
    assert statuses == [204] * limit.calls + [429]
    assert (await ask(edge, "GET", path)).header("retry-after") == "60"
    assert (await ask(edge, "GET", path, of=ABROAD)).status == 204
    hour.time += timedelta(minutes=1)
    assert (await ask(edge, "GET", path)).status == 204


async def test_a_forger_is_shut_out_and_the_provider_is_not(site: Site) -> None:
    statuses = [(await site.ask("POST", "/sms/inbound")).status for _ in range(301)]
    assert statuses == [403] * 300 + [429]
    assert (await site.ask("POST", "/sms/inbound", of=ABROAD)).status == 403
    assert (await site.ask("POST", "/telegram/webhook")).status == 403


async def test_posts_that_are_not_refused_are_as_many_as_there_are(at: At) -> None:
    edge = Edge(nothing_behind, limits(), now=Hour(at("2026-11-23 09:00")).now, https=True)
    assert {(await ask(edge, "POST", "/sms/inbound")).status for _ in range(1000)} == {204}


async def nothing_behind(_: Scope, __: Receive, send: Send) -> None:
    """An application that answers 204 to all."""
    await send({"type": "http.response.start", "status": 204, "headers": []})
    await send({"type": "http.response.body", "body": b""})


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        pytest.param("2001:db8::1", "2001:db8::ffff:2", True, id="two addresses of one customer's IPv6 network"),
        pytest.param("2001:db8:0:1::1", "2001:db8:0:2::1", False, id="two customers' IPv6 networks"),
        pytest.param("::ffff:203.0.113.7", "203.0.113.7", True, id="an IPv4 address, written as an IPv6 one"),
        pytest.param("203.0.113.7", "203.0.113.8", False, id="two IPv4 addresses"),
    ],
)
def test_who_calls(one: str, other: str, same: bool) -> None:
    assert (caller_at(one) == caller_at(other)) is same


def test_a_flood_from_everywhere_takes_no_more_memory(at: At) -> None:
    calls, now = Calls(), at("2026-11-23 09:00")
    for number in range(MOST_CALLERS + 10):
        calls.count(number, now=now)
    assert calls.made("one more", now=now) == calls.made(OTHERS, now=now) == 10
    assert calls.made(7, now=now) == 1
