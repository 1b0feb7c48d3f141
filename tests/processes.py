"""The program as its users run it: real processes, on free ports, against stand-in providers."""

import asyncio
import json
import os
import socket
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

PROGRAM = str(Path(sys.executable).with_name("allo-cantine"))
PATIENCE = 60  # seconds; a command that should have ended by then never will
CLOCK = "2026-11-23T09:00"  # a Monday in term


@dataclass(frozen=True, slots=True)
class Finished:
    """What a command that ended said."""

    status: int
    out: str
    err: str


def free_port() -> int:
    """A port on which nobody listens yet."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def environment(folder: Path, **settings: str) -> dict[str, str]:
    """The environment of a process: nothing of ours but these settings, and no town file at hand."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ALLO_")}
    return kept | {f"ALLO_{name.upper()}": value for name, value in settings.items()} | {"PWD": str(folder)}


async def run(
    *arguments: str,
    folder: Path,
    settings: Mapping[str, str] | None = None,
    typed: bytes = b"",
    more: Mapping[str, str] | None = None,
) -> Finished:
    """Run a command to its end; `more` are variables of its environment that are no settings of ours."""
    process = await asyncio.create_subprocess_exec(
        PROGRAM,
        *arguments,
        cwd=folder,
        env=environment(folder, **(settings or {})) | dict(more or {}),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        async with asyncio.timeout(PATIENCE):
            out, err = await process.communicate(typed)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    return Finished(process.returncode or 0, out.decode(), err.decode())


@asynccontextmanager
async def running(
    *arguments: str,
    folder: Path,
    settings: Mapping[str, str],
    log: str = os.devnull,
    more: Mapping[str, str] | None = None,
) -> AsyncIterator[asyncio.subprocess.Process]:
    """A command that goes on until it is told to stop; what it says on standard error is added to `log`.

    `more` are variables of its environment that are no settings of ours.
    """
    with Path(log).open("ab") as said:  # noqa: ASYNC230 - before anything runs
        process = await asyncio.create_subprocess_exec(
            PROGRAM, *arguments, cwd=folder, env=environment(folder, **settings) | dict(more or {}), stderr=said
        )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


@asynccontextmanager
async def served(
    port: int, folder: Path, *options: str, until: str = "/readyz", log: str = os.devnull, **settings: str
) -> AsyncIterator[str]:
    """`allo-cantine serve` on that port, once it has answered `until`; gives its address."""
    arguments = ("serve", "--port", str(port), *options)
    async with running(*arguments, folder=folder, settings=settings, log=log) as process:
        address = f"http://127.0.0.1:{port}"
        await until_ready(f"{address}{until}", process)
        yield address


@asynccontextmanager
async def working(folder: Path, *, log: str = os.devnull, **settings: str) -> AsyncIterator[None]:
    """`allo-cantine worker`, beside the processes that serve."""
    async with running("worker", folder=folder, settings=settings, log=log) as process:
        yield
    if process.returncode:
        raise RuntimeError(f"worker ended with status {process.returncode}")


async def until_ready(address: str, process: asyncio.subprocess.Process) -> None:
    """Return once the address answers 200; raises RuntimeError where the process ends before."""
    async with asyncio.timeout(30), httpx.AsyncClient(trust_env=False) as http:
        while True:
            if process.returncode is not None:
                raise RuntimeError(f"serve ended with status {process.returncode}")
            try:
                if (await http.get(address)).status_code == httpx.codes.OK:
                    return
            except httpx.TransportError:
                await asyncio.sleep(0.05)


async def prepared(folder: Path, database_url: str) -> list[dict[str, object]]:
    """Fill the database with the demonstration town; its families."""
    done = await run("demo", "--prepare", "--now", CLOCK, folder=folder, settings={"database_url": database_url})
    if done.status:
        raise RuntimeError(done.err)
    families: list[dict[str, object]] = json.loads(done.out)["families"]
    return families
