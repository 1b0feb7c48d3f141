"""An application on a free port of this machine, in the loop of the test, up and down in milliseconds."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import uvicorn
from starlette.requests import Request
from starlette.types import ASGIApp
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.server import ServerState

if TYPE_CHECKING:
    from uvicorn.lifespan.on import LifespanOn


class Droppable(HttpToolsProtocol):
    """HTTP whose requests can be cut off: an application cannot reach its connection, so the scope lends it."""

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self.scope["extensions"] = {"drop": {"now": self.transport.abort}}


async def drop(request: Request) -> None:
    """Cut the connection off without a word."""
    request.scope["extensions"]["drop"]["now"]()
    await disconnection(request)


async def disconnection(request: Request) -> None:
    """Wait until the other side has gone."""
    while (await request.receive())["type"] != "http.disconnect":
        continue


@asynccontextmanager
async def serving(app: ASGIApp, port: int = 0) -> AsyncIterator[str]:
    """Serve `app`, lifespan included; gives its address. Uvicorn's own `serve` takes the signals, and 0.1 s to stop."""
    config = uvicorn.Config(app, lifespan="on", access_log=False, log_config=None)
    config.load()
    lifespan: LifespanOn = config.lifespan_class(config)
    await lifespan.startup()
    if lifespan.should_exit:
        raise RuntimeError("the application did not start: its log says why")
    state = ServerState()
    server = await asyncio.get_running_loop().create_server(
        lambda: Droppable(config, state, lifespan.state), "127.0.0.1", port, backlog=1024
    )
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()
        await _hang_up(state)
        await server.wait_closed()
        await lifespan.shutdown()


async def _hang_up(state: ServerState) -> None:
    tasks = [*state.tasks]
    for connection in [*state.connections]:
        connection.transport.abort()
    if tasks:
        _, unfinished = await asyncio.wait(tasks, timeout=1)
        for task in unfinished:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
