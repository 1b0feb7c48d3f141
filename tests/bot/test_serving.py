"""The socket on which the web process listens."""

import asyncio
import socket

from bot.serving import listening_socket


async def test_an_answer_on_an_open_connection_does_not_wait_for_the_callers_acknowledgement() -> None:
    without_delay: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    async def answer(_: asyncio.StreamReader, caller: asyncio.StreamWriter) -> None:
        accepted = caller.get_extra_info("socket")
        without_delay.set_result(accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
        caller.close()

    bound = listening_socket("127.0.0.1", 0)
    async with await asyncio.start_server(answer, sock=bound):
        _, caller = await asyncio.open_connection(*bound.getsockname())
        assert await without_delay
        caller.close()
