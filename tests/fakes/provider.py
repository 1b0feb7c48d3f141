"""What both stand-in providers share: an address, troubles on demand, and a door for another process."""

import asyncio
import contextlib
import dataclasses
import ssl
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Self

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from tests.fakes.server import disconnection, drop, serving

NO_AUTHORITIES = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # all is loopback here, and to load them takes 20 ms a client

Act = Callable[[Request], Awaitable[Response | None]]
Action = Callable[..., object]


@dataclass
class Trouble:
    """What happens to calls: before their work is done or after (`taken`), always or `times` times.

    `act` gives the answer instead of the right one, or None to go on with that.
    """

    act: Act
    taken: bool
    times: int | None


class Provider:
    """A stand-in: `async with` puts it on a free port. It does its work until told otherwise."""

    actions: ClassVar[tuple[str, ...]] = ("slow", "silent", "drop", "fail", "recover", "calls", "app")

    def __init__(self, now: Callable[[], datetime], app: str | None = None) -> None:
        self.now = now
        self.app_address = app
        self.address = ""
        self.calls_made = 0
        self.callers: set[object] = set()  # the other ends of the connections that came in
        self._port = 0
        self._trouble: Trouble | None = None
        self._stack = AsyncExitStack()
        self._http: httpx.AsyncClient

    def routes(self) -> list[Route]:
        raise NotImplementedError

    def on(self, port: int) -> Self:
        """Take this port instead of any free one."""
        self._port = port
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._stack.aclose()

    async def __aenter__(self) -> Self:
        self._http = await self._stack.enter_async_context(
            httpx.AsyncClient(timeout=20, verify=NO_AUTHORITIES, trust_env=False)
        )
        doors = [
            Route("/_control/sent", self._tell_sent),
            Route("/_control/{action}", self._control, methods=["POST"]),
        ]
        self.address = await self._stack.enter_async_context(
            serving(Starlette(routes=[*self.routes(), *doors]), self._port)
        )
        return self

    # troubles

    def slow(self, seconds: float, times: int | None = None) -> None:
        """Answer rightly, but late."""

        async def act(request: Request) -> None:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(disconnection(request), seconds)

        self.have(act, taken=True, times=times)

    def silent(self, taken: bool = False, times: int | None = None) -> None:
        """Never answer; with `taken` the work is done all the same."""

        async def act(request: Request) -> Response:
            await disconnection(request)
            return Response()

        self.have(act, taken=taken, times=times)

    def drop(self, taken: bool = False, times: int | None = None) -> None:
        """Cut off each connection; with `taken` the work is done all the same."""

        async def act(request: Request) -> Response:
            await drop(request)
            return Response()

        self.have(act, taken=taken, times=times)

    def fail(self, status: int = 500, taken: bool = False, times: int | None = None) -> None:
        """Answer with a web server's error page; with `taken` the work is done all the same."""

        async def act(_: Request) -> Response:
            return PlainTextResponse("<html>upstream error</html>", status, media_type="text/html")

        self.have(act, taken=taken, times=times)

    def recover(self) -> None:
        """Work as one should."""
        self._trouble = None

    def have(self, act: Act, taken: bool, times: int | None) -> None:
        self._trouble = Trouble(act, taken, times)

    async def through_trouble(self, request: Request, work: Callable[[], Awaitable[Response]]) -> Response:
        """Do the work of a call, with what goes wrong before or after it."""
        self.calls_made += 1
        self.callers.add(request.client)
        trouble = self._next_trouble()
        if trouble is None:
            return await work()
        if not trouble.taken:
            return await trouble.act(request) or await work()
        answer = await work()
        return await trouble.act(request) or answer

    def _next_trouble(self) -> Trouble | None:
        trouble = self._trouble
        if trouble and trouble.times is not None:
            trouble.times -= 1
            if trouble.times <= 0:
                self._trouble = None
        return trouble

    # the door for another process: POST /_control/ACTION with the arguments as a JSON object

    def app(self, address: str) -> None:
        """Where the application under test listens."""
        self.app_address = address

    def calls(self) -> int:
        """How many calls came in, of whatever outcome."""
        return self.calls_made

    def told(self) -> list[Mapping[str, object]]:
        raise NotImplementedError

    async def _tell_sent(self, _: Request) -> Response:
        return JSONResponse(self.told())

    async def _control(self, request: Request) -> Response:
        name = request.path_params["action"]
        if name not in self.actions:
            return JSONResponse({"error": f"no such action: {name}", "actions": self.actions}, 404)
        action: Action = getattr(self, name)
        try:
            result = action(**(await request.json() if await request.body() else {}))
            if isinstance(result, Awaitable):
                result = await result
        except (TypeError, ValueError, KeyError) as error:
            return JSONResponse({"error": str(error)}, 400)
        return JSONResponse({"result": _plain(result)})


def _plain(result: object) -> object:
    if isinstance(result, httpx.Response):
        return {"status": result.status_code, "text": result.text}
    if dataclasses.is_dataclass(result) and not isinstance(result, type):
        return _plain(dataclasses.asdict(result))
    return result
