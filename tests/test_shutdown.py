"""Told to stop in the middle of a load, a process ends what it has in hand: nothing is lost, nothing comes twice."""

import asyncio
import signal
import socket
import time
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest

from tests.fakes.twilio import FakeTwilio
from tests.processes import free_port, running, until_ready
from tests.test_providers import count, eventually, now, sms_settings

PARENTS = [f"+3363998{number:04}" for number in range(5000, 5040)]
ENDS_WITHIN = 10  # seconds, where the provider answers; 45 where it hangs


async def texted(twilio: FakeTwilio, sender: str, sid: str) -> None:
    """Text until it is taken, as Twilio does with `#rc=2&rp=all`, only for longer."""
    while True:
        try:
            if (await twilio.text(sender, "bonjour", sid=sid)).status_code == 200:
                return
        except httpx.TransportError:
            await asyncio.sleep(0.05)


async def load(twilio: FakeTwilio, texts: Sequence[str]) -> None:
    """A text of each parent, a few hundredths of a second apart."""
    texting = []
    for number, sender in enumerate(texts):
        texting.append(asyncio.create_task(texted(twilio, sender, f"SM{number:032}")))
        await asyncio.sleep(0.03)
    await asyncio.gather(*texting)


@asynccontextmanager
async def listening(folder: Path) -> AsyncIterator[tuple[str, list[str]]]:
    """What systemd would hear: the address to tell it to, and what was said."""
    heard: list[str] = []
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
        line.bind(str(folder / "notify"))
        line.setblocking(False)
        asyncio.get_running_loop().add_reader(line, lambda: heard.append(line.recv(1000).decode()))
        yield str(folder / "notify"), heard
        asyncio.get_running_loop().remove_reader(line)


async def stopped(process: asyncio.subprocess.Process) -> float:
    """Told to stop; the seconds until it had ended, by its own will."""
    started = time.perf_counter()
    process.send_signal(signal.SIGTERM)
    assert await process.wait() == 0
    return time.perf_counter() - started


async def test_serve_is_replaced_in_the_middle_of_a_load(town_url: str, tmp_path: Path) -> None:
    port = free_port()
    app = f"http://127.0.0.1:{port}"
    async with FakeTwilio(now=now, app=app, receipts=["delivered"]) as twilio:
        settings = sms_settings(twilio, town_url, app)
        arguments = ("serve", "--port", str(port))
        twilio.slow(0.2)
        async with running(*arguments, folder=tmp_path, settings=settings) as first:
            await until_ready(f"{app}/readyz", first)
            texting = asyncio.create_task(load(twilio, PARENTS))
            await eventually(lambda: len(twilio.sent) >= 10)
            assert await stopped(first) < ENDS_WITHIN
        assert await count(town_url, "outbox WHERE state = 'sending'") == 0
        assert await count(town_url, "workers") == await count(town_url, "leases") == 0
        async with running(*arguments, folder=tmp_path, settings=settings) as second:
            await until_ready(f"{app}/readyz", second)
            await texting
            await eventually(lambda: len(twilio.sent) >= len(PARENTS))
            assert await stopped(second) < ENDS_WITHIN
    assert Counter(text.to for text in twilio.sent) == Counter(PARENTS)
    assert await count(town_url, "inbox WHERE state = 'handled'") == len(PARENTS)


async def test_a_worker_hands_over_to_the_next_one(town_postgres_url: str, tmp_path: Path) -> None:
    port = free_port()
    app = f"http://127.0.0.1:{port}"
    async with FakeTwilio(now=now, app=app) as twilio:
        settings = sms_settings(twilio, town_postgres_url, app)
        twilio.slow(0.2)
        serving = running("serve", "--no-worker", "--port", str(port), folder=tmp_path, settings=settings)
        async with serving as web, running("worker", folder=tmp_path, settings=settings) as first:
            await until_ready(f"{app}/readyz", web)
            texting = asyncio.create_task(load(twilio, PARENTS))
            await eventually(lambda: len(twilio.sent) >= 10)
            assert await stopped(first) < ENDS_WITHIN
            assert await count(town_postgres_url, "outbox WHERE state = 'sending'") == 0
            async with running("worker", folder=tmp_path, settings=settings) as second:
                await texting
                await eventually(lambda: len(twilio.sent) >= len(PARENTS))
                assert await stopped(second) < ENDS_WITHIN
    assert Counter(text.to for text in twilio.sent) == Counter(PARENTS)


@pytest.mark.parametrize("command", ["serve", "worker"])
async def test_systemd_is_told_when_it_is_ready_alive_and_stopping(
    command: str, town_sqlite_url: str, tmp_path: Path
) -> None:
    settings = {"database_url": town_sqlite_url}
    arguments = (command, "--port", "0") if command == "serve" else (command,)
    async with listening(tmp_path) as (address, heard):
        systemd = {"NOTIFY_SOCKET": address, "WATCHDOG_USEC": "400000"}
        async with running(*arguments, folder=tmp_path, settings=settings, more=systemd) as process:
            await eventually(lambda: "READY=1" in heard and heard.count("WATCHDOG=1") >= 2)
            assert await stopped(process) < ENDS_WITHIN
        await eventually(lambda: heard[-1] == "STOPPING=1")
