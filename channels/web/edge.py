"""The edge of the site: what every call passes before any of our code, and every answer after it.

Limits of size and rate (see `limits`), a body that must come in reasonable time, and strict headers on whatever
answers, a fault included.
"""

import asyncio
import string
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from urllib.parse import quote_from_bytes

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response
from starlette.status import (
    HTTP_400_BAD_REQUEST,
    HTTP_401_UNAUTHORIZED,
    HTTP_403_FORBIDDEN,
    HTTP_408_REQUEST_TIMEOUT,
    HTTP_413_CONTENT_TOO_LARGE,
    HTTP_415_UNSUPPORTED_MEDIA_TYPE,
    HTTP_429_TOO_MANY_REQUESTS,
)
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from channels.web.bare import bare_page
from channels.web.french import counted
from channels.web.headers import everywhere
from channels.web.limits import Counted, Limit, limit_for
from channels.web.rates import Calls, caller_at, seconds_left

REFUSED = frozenset(
    {
        HTTP_400_BAD_REQUEST,
        HTTP_401_UNAUTHORIZED,
        HTTP_403_FORBIDDEN,
        HTTP_408_REQUEST_TIMEOUT,
        HTTP_413_CONTENT_TOO_LARGE,
        HTTP_415_UNSUPPORTED_MEDIA_TYPE,
    }
)
PRINTABLE = string.punctuation  # what an address may hold stays as it came; bytes that are no letters are written out
SLOWEST_PART = 20  # seconds between two parts of a body

log = structlog.get_logger(__name__)


class Edge:
    """An application behind its edge."""

    def __init__(self, app: ASGIApp, limits: Sequence[Limit], *, now: Callable[[], datetime], https: bool) -> None:
        self._app = app
        self._limits = limits
        self._now = now
        self._headers = everywhere(https=https)
        self._calls = Calls()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One call: refused at once where it is too much, else handed on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        limit, now = limit_for(scope["path"], self._limits), self._now()
        caller = limit.prefix, caller_at((scope.get("client") or ("",))[0])
        sending = self._sending(send, limit, caller)
        if self._calls.made(caller, now=now) >= limit.calls:
            if self._calls.count(("told", *caller), now=now) == 1:
                log.warning("edge.too_many_calls", address=limit.prefix, at_most=limit.calls)
            await _too_many(limit, seconds_left(now))(scope, receive, sending)
            return
        if limit.counted is Counted.ALL:
            self._calls.count(caller, now=now)
        if _declared(scope) > limit.body:
            await _too_large(limit)(scope, receive, sending)
            return
        handed_on = {**scope, "query_string": quote_from_bytes(scope["query_string"], safe=PRINTABLE).encode("ascii")}
        await self._app(handed_on, _bounded(receive, limit.body), sending)

    def _sending(self, send: Send, limit: Limit, caller: tuple[str, str]) -> Send:
        """Sends on, with the headers that every answer has, and counts what was refused."""

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
                if limit.counted is Counted.REFUSED and message["status"] in REFUSED:
                    self._calls.count(caller, now=self._now())
            await send(message)

        return sending


def _declared(scope: Scope) -> int:
    """The length of the body as the caller declares it; the server has checked that it is a number."""
    written = Headers(scope=scope).get("content-length", "0")
    return int(written) if written.isascii() and written.isdigit() else 0


def _bounded(receive: Receive, limit: int) -> Receive:
    """Reads on, until a body is longer than it may be, or does not come on. Raises HTTPException: 413, 408."""
    read, is_whole = 0, False

    async def receiving() -> Message:
        nonlocal read, is_whole
        if is_whole:  # whoever waits now waits for the caller to hang up
            return await receive()
        try:
            async with asyncio.timeout(SLOWEST_PART):
                message = await receive()
        except TimeoutError:
            raise HTTPException(HTTP_408_REQUEST_TIMEOUT, "too slow", {"Connection": "close"}) from None
        read += len(message.get("body", b""))
        is_whole = not message.get("more_body", False)
        if read > limit:
            raise HTTPException(HTTP_413_CONTENT_TOO_LARGE, f"at most {limit} bytes", {"Connection": "close"})
        return message

    return receiving


def _too_many(limit: Limit, wait: int) -> Response:
    status, headers = HTTP_429_TOO_MANY_REQUESTS, {"Retry-After": str(wait)}
    if limit.is_page:
        return bare_page(status, headers, words=f"Attendez {counted(wait, 'seconde')}, puis rechargez la page.")
    return _refusal(status, headers, f"too many calls: again in {wait} s")


def _too_large(limit: Limit) -> Response:
    status, headers = HTTP_413_CONTENT_TOO_LARGE, {"Connection": "close"}
    if limit.is_page:
        return bare_page(status, headers)
    return _refusal(status, headers, f"at most {limit.body} bytes")


def _refusal(status: int, headers: Mapping[str, str], words: str) -> Response:
    """For a program: JSON, since a provider would send a plain text on to the parent."""
    return JSONResponse({"detail": words}, status, headers)
