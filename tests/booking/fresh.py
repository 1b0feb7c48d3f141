"""Fresh databases for tests that need many of them, one after the other."""

import shutil
from pathlib import Path
from tempfile import mkdtemp
from uuid import uuid4

from tests.conftest import address, run_on_server


class Sqlite:
    """Fresh files, copied from one that is migrated."""

    def __init__(self, template: Path) -> None:
        self._template = template
        self._folder = Path()

    async def begin(self) -> str:
        self._folder = Path(mkdtemp(prefix="allo-history-"))
        shutil.copy(self._template, self._folder / "history.db")
        return f"sqlite:///{self._folder / 'history.db'}"

    async def end(self) -> None:
        shutil.rmtree(self._folder)


class Postgres:
    """Fresh databases, copied from one that is migrated."""

    def __init__(self, server: str, template: str) -> None:
        self._server = server
        self._template = template
        self._name = ""

    async def begin(self) -> str:
        self._name = f"history_{uuid4().hex}"
        await run_on_server(self._server, f"CREATE DATABASE {self._name} TEMPLATE {self._template}")
        return address(self._server, self._name)

    async def end(self) -> None:
        await run_on_server(self._server, f"DROP DATABASE {self._name} WITH (FORCE)")
