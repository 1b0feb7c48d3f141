"""SQLite's driver with one hop to its thread for each statement.

aiosqlite runs SQLite in a thread, and SQLAlchemy drives it as any other driver: a cursor made, a statement run, rows
fetched, the cursor closed, each of them a hop of 0.1 ms to the thread and back, where the statement itself takes
0.01 ms. Here only running is a hop, and brings the rows along; the connection is opened for any thread to use, so the
rest is done where it is asked for.
"""

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable, Iterable, Iterator
from itertools import islice

import aiosqlite
from aiosqlite.context import contextmanager

from booking.folding import fold


class OneHopCursor(aiosqlite.Cursor):
    """A cursor that has fetched its rows when it comes back."""

    _rows: Iterable[sqlite3.Row] = ()

    async def execute(self, sql: str, parameters: Iterable[object] | None = None) -> aiosqlite.Cursor:
        """Run one statement, and fetch its rows."""
        in_the_thread: Callable[..., Awaitable[None]] = self._execute
        await in_the_thread(self._run, sql, () if parameters is None else parameters)
        return self

    def _run(self, sql: str, parameters: tuple[object, ...]) -> None:
        self._cursor.execute(sql, parameters)
        self._rows = self._cursor.fetchall() if self._cursor.description else ()

    async def fetchall(self) -> Iterable[sqlite3.Row]:
        """All rows."""
        return self._rows

    async def fetchmany(self, size: int | None = None) -> Iterable[sqlite3.Row]:
        """The next rows, for those who stream; they have all been fetched already."""
        return list(islice(self._left(), size or self.arraysize))

    def _left(self) -> Iterator[sqlite3.Row]:
        if not isinstance(self._rows, Iterator):
            self._rows = iter(self._rows)
        return self._rows

    async def close(self) -> None:
        """Let go of the statement, which has been read to its end."""
        self._cursor.close()


class OneHopConnection(aiosqlite.Connection):
    """A connection that gives such cursors."""

    @contextmanager
    async def cursor(self) -> aiosqlite.Cursor:
        """A cursor of our kind."""
        return OneHopCursor(self, self._conn.cursor())

    async def fetch(self, query: str, *values: object) -> list[tuple[object, ...]]:
        """Run one statement; its rows. Everything in one hop."""
        in_the_thread: Callable[..., Awaitable[list[tuple[object, ...]]]] = self._execute
        return await in_the_thread(self._fetched, query, values)

    async def fetchmany(self, query: str, args: Iterable[Iterable[object]]) -> list[tuple[object, ...]]:
        """Run one statement for each of these values; all rows. Everything in one hop."""
        in_the_thread: Callable[..., Awaitable[list[tuple[object, ...]]]] = self._execute
        return await in_the_thread(self._all_fetched, query, args)

    def _all_fetched(self, sql: str, args: Iterable[tuple[object, ...]]) -> list[tuple[object, ...]]:
        return [row for values in args for row in self._fetched(sql, values)]

    def _fetched(self, sql: str, values: tuple[object, ...]) -> list[tuple[object, ...]]:
        cursor = self._conn.execute(sql, values)
        rows = cursor.fetchall()
        cursor.close()
        return rows

    def is_closed(self) -> bool:
        """Whether it was closed; a file hangs up on nobody."""
        return self._connection is None

    async def rollback(self) -> None:
        """Roll back what is open. The pool asks for it whenever a connection comes back, mostly for nothing."""
        if self.in_transaction:
            await super().rollback()


async def connect(database: str) -> OneHopConnection:
    """Open a database file."""
    connection = OneHopConnection(lambda: sqlite3.connect(database, check_same_thread=False), iter_chunk_size=64)
    connection._thread.daemon = True
    try:
        await connection
    except sqlite3.Error:
        # the thread has one more word for this loop, which may be closed by then
        await asyncio.to_thread(connection._thread.join)
        raise
    await connection.create_function("folded", 1, fold, deterministic=True)
    return connection
