"""Every address of the site: what it takes, how often, and what protects its answers. Complete by construction."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from starlette.types import Receive, Scope, Send

from booking.town import Town
from channels.web.edge import Edge
from channels.web.limits import Counted, limit_for, limits
from channels.web.rates import MOST_CALLERS, OTHERS, Calls, caller_at
from tests.conftest import At
from tests.whole_site import ABROAD, PART, Site, ask, open_site


@pytest.fixture
async def site(tmp_path: Path, town: Town, at: At) -> AsyncIterator[Site]:
    """The demonstration town with every channel open."""
    async with open_site(tmp_path, town, at("2026-11-23 09:00")) as opened:
        yield opened


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


async def test_bytes_that_are_no_letters_break_no_address(site: Site) -> None:
    for number, (method, path) in enumerate(site.addresses):
        answer = await ask(site.edge, method, path, of=f"192.0.2.{number % 250}", query=b"a=\xff\xfe&b=%ff")
        assert answer.status < 500, f"{method} {path}"


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
