"""The statements of a booking, recorded as the core sends them, and sent again by hand through the bare driver."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol

import aiosqlite
import asyncpg
from sqlalchemy import event
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncSession

from booking.database import WIRE, Database
from booking.statements import Driver

Send = Callable[[str, tuple[object, ...]], Awaitable[Sequence[Sequence[object]]]]


class Client(Protocol):
    """Somebody who books: each call is a whole transaction."""

    async def book(self, child: int, day: date, session: int) -> None:
        """Book that child on that day."""


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement as the core sent it, with the values that it sent."""

    sql: str
    values: tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Recording:
    """The statements of one booking, and which of their values are those of that booking alone."""

    statements: Sequence[Statement]
    child: int
    day: date
    session: int
    act: int
    reservation: int

    async def play(self, send: Send, child: int, day: date, session: int) -> None:
        """The same for another child and day, with the numbers that the database gives on the way."""
        known: dict[object, object] = {
            self.child: child,
            self.session: session,
            self.day: day,
            self.day.isoformat(): day.isoformat(),
        }
        for statement in self.statements:
            rows = await send(statement.sql, tuple(known.get(value, value) for value in statement.values))
            if "INTO acts" in statement.sql:
                known[self.act] = rows[0][0]
            elif "INTO reservations" in statement.sql:
                known[self.reservation] = rows[0][0]


class Listening:
    """A driver's connection that keeps what is sent through it."""

    def __init__(self, driver: Driver, sent: list[Statement]) -> None:
        self._driver = driver
        self._sent = sent

    async def fetch(self, query: str, *values: object) -> Sequence[Sequence[object]]:
        """Run a statement; its rows."""
        self._sent.append(Statement(query, values))
        return await self._driver.fetch(query, *values)

    async def fetchmany(self, query: str, args: Sequence[Sequence[object]]) -> Sequence[Sequence[object]]:
        """Run a statement once for each of these rows of values; all rows that come back."""
        self._sent.extend(Statement(query, tuple(values)) for values in args)
        return await self._driver.fetchmany(query, args)

    async def executemany(self, command: str, args: Sequence[Sequence[object]]) -> None:
        """Run a statement once for each of these rows of values."""
        self._sent.extend(Statement(command, tuple(values)) for values in args)
        await self._driver.executemany(command, args)

    def is_closed(self) -> bool:
        """Whether either side has hung up."""
        return self._driver.is_closed()


async def recorded(database: Database, booking: Callable[[AsyncSession], Awaitable[None]]) -> Sequence[Statement]:
    """The statements that one booking sends, by whichever way, without those that begin and end its transaction."""
    sent: list[Statement] = []

    def keep(_connection: object, _cursor: object, sql: str, values: tuple[object, ...], *_more: object) -> None:
        sent.append(Statement(sql, tuple(values)))

    async with database.writing() as db:
        db.info[WIRE] = replace(db.info[WIRE], driver=Listening(db.info[WIRE].driver, sent))
        event.listen(database.engine.sync_engine, "before_cursor_execute", keep)
        await booking(db)
        event.remove(database.engine.sync_engine, "before_cursor_execute", keep)
    return sent


class PostgresByHand:
    """A connection of asyncpg."""

    def __init__(self, connection: asyncpg.Connection, recording: Recording) -> None:
        self._connection = connection
        self._recording = recording

    async def book(self, child: int, day: date, session: int) -> None:
        """The statements, in a transaction."""
        async with self._connection.transaction():
            await self._recording.play(self._send, child, day, session)

    async def _send(self, sql: str, values: tuple[object, ...]) -> Sequence[Sequence[object]]:
        rows: Sequence[Sequence[object]] = await self._connection.fetch(sql, *values)
        return rows


class SqliteByHand:
    """A connection of aiosqlite; writers of one process take turns, as the core's do."""

    def __init__(self, connection: aiosqlite.Connection, recording: Recording, turn: asyncio.Lock) -> None:
        self._connection = connection
        self._recording = recording
        self._turn = turn

    async def book(self, child: int, day: date, session: int) -> None:
        """The statements, in a transaction."""
        async with self._turn:
            await self._connection.execute("BEGIN IMMEDIATE")
            await self._recording.play(self._send, child, day, session)
            await self._connection.execute("COMMIT")

    async def _send(self, sql: str, values: tuple[object, ...]) -> Sequence[Sequence[object]]:
        async with self._connection.execute(sql, values) as cursor:
            return [tuple(row) for row in await cursor.fetchall()]


@asynccontextmanager
async def clients_by_hand(url: str, recording: Recording, number: int) -> AsyncIterator[Sequence[Client]]:
    """So many connections of the bare driver."""
    if url.startswith("sqlite"):
        path = make_url(url).database or ""
        opened = [await aiosqlite.connect(path, isolation_level=None) for _ in range(number)]
        for connection in opened:
            for pragma in ("journal_mode=WAL", "busy_timeout=5000", "foreign_keys=ON", "synchronous=FULL"):
                await connection.execute(f"PRAGMA {pragma}")
        turn = asyncio.Lock()
        yield [SqliteByHand(connection, recording, turn) for connection in opened]
    else:
        opened = [await asyncpg.connect(url) for _ in range(number)]
        yield [PostgresByHand(connection, recording) for connection in opened]
    for connection in opened:
        await connection.close()
