"""The town's database: one SQLite file by default, PostgreSQL by URL; the same code for both.

Commits happen at the edges only (a text, a request, a job): whoever opens `writing()` commits on leaving it.
"""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, ExitStack, asynccontextmanager, nullcontext
from datetime import UTC, datetime
from functools import cache, partial
from typing import TypeVarTuple

from sqlalchemy import DateTime, Dialect, Result, Row, Table, TypeDecorator, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL, Connection, Engine, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession, create_async_engine
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.sql.selectable import ExecutableReturnsRows, TypedReturnsRows
from sqlalchemy.util import greenlet_spawn

from booking import postgresql_connection, sqlite_connection
from booking.errors import DatabaseUrlError
from booking.sealing import KEYRINGS, NO_KEYS, Keyring
from booking.statements import Wire, driver_of

Columns = TypeVarTuple("Columns")

CONNECTION, WIRE = "connection", "wire"  # under these names a transaction keeps its connection at hand
DRIVERS = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+asyncpg", "postgres": "postgresql+asyncpg"}


class Instant(TypeDecorator[datetime]):
    """An aware instant, kept in UTC. SQLite forgets the zone, so it is put back on the way out."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To UTC; a naive value is a bug and raises ValueError."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"an instant without a time zone: {value!r}")
        in_utc = value.astimezone(UTC)
        return in_utc.replace(tzinfo=None) if dialect.name == "sqlite" else in_utc

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """Back to an aware instant in UTC."""
        return value.replace(tzinfo=UTC) if value is not None and value.tzinfo is None else value


def address(url: str) -> URL:
    """The plain URL of a setting with our own choice of driver; raises DatabaseUrlError."""
    try:
        plain = make_url(url)
    except ArgumentError as error:
        raise DatabaseUrlError(
            f"ALLO_DATABASE_URL : « {url.split('://')[0]} » n'est pas l'adresse d'une base de données"
        ) from error
    if plain.drivername not in DRIVERS:
        raise DatabaseUrlError(
            f"ALLO_DATABASE_URL : base de données « {plain.drivername} » inconnue (sqlite ou postgresql)"
        )
    return plain.set(drivername=DRIVERS[plain.drivername])


class Database:
    """Transactions for writing and for reading on one database.

    On SQLite a writer takes the write lock at once (`BEGIN IMMEDIATE`): a deferred transaction that reads first
    and writes later fails under load, or sells a place twice. Writers of this process queue in order instead of
    polling for the lock. `keys` seal the most sensitive columns, and open them.
    """

    def __init__(self, url: str, *, pool_size: int = 20, keys: Keyring = NO_KEYS) -> None:
        target = address(url)
        self.dialect = target.get_backend_name()
        self.engine: AsyncEngine = (
            _sqlite(target, pool_size)
            if self.dialect == "sqlite"
            else postgresql_connection.open_engine(target, pool_size)
        )
        self.keys = keys
        KEYRINGS[self.engine.sync_engine.dialect] = keys
        self._failures = _failures_of(self.dialect)
        self._reading_engine = self.engine.execution_options(reading=True)
        self._glancing_engine = (
            self._reading_engine
            if self.dialect == "sqlite"
            else self.engine.execution_options(isolation_level="AUTOCOMMIT")
        )
        self._writers: AbstractAsyncContextManager[object] = (
            asyncio.Lock() if self.dialect == "sqlite" else nullcontext()
        )

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncSession]:
        """One transaction that may write: committed on leaving, rolled back whole on an exception."""
        async with self._writers, self._transaction(self.engine) as db:
            yield db

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncSession]:
        """One transaction that only reads, and holds up no writer."""
        async with self._transaction(self._reading_engine) as db:
            yield db

    @asynccontextmanager
    async def glancing(self) -> AsyncIterator[AsyncSession]:
        """For one statement that only reads: PostgreSQL answers it in one round trip, without a transaction's two."""
        async with self._transaction(self._glancing_engine) as db:
            yield db

    @asynccontextmanager
    async def _transaction(self, engine: AsyncEngine) -> AsyncIterator[AsyncSession]:
        """Begun and ended in one hop each: by the session's own means it is five, and half as much time again."""
        opened = await greenlet_spawn(_begun, engine.sync_engine)
        connection = AsyncConnection(engine, opened)
        wire = Wire(driver_of(opened), engine.dialect, self._failures)
        async with AsyncExitStack() as unless_all_went_well:
            unless_all_went_well.push_async_exit(connection)
            db = AsyncSession(
                connection,
                expire_on_commit=False,
                join_transaction_mode="rollback_only",  # not in a savepoint of its own, should there be one of ours
                info={CONNECTION: connection, WIRE: wire},
            )
            yield db
            if db.in_transaction():
                await db.commit()  # of the mapper, which writes what it holds back; the connection's own goes on
            await greenlet_spawn(_commit, opened)
            unless_all_went_well.pop_all()
            db.expunge_all()

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[AsyncConnection]:
        """A bare connection in a writing transaction, for migrations and bulk work."""
        async with self._writers, self.engine.begin() as connection:
            yield connection

    async def close(self) -> None:
        """Give all connections back."""
        await self.engine.dispose()


def _begun(engine: Engine) -> Connection:
    with ExitStack() as unless_it_begins:
        connection = unless_it_begins.enter_context(engine.connect())
        connection.begin()
        unless_it_begins.pop_all()
    return connection


def _commit(connection: Connection) -> None:
    connection.commit()
    connection.close()


def _failures_of(dialect: str) -> tuple[type[Exception], ...]:
    if dialect == "sqlite":
        return (sqlite3.Error,)
    import asyncpg  # a town on SQLite never pays for it

    return asyncpg.PostgresError, asyncpg.InterfaceError


def _sqlite(target: URL, pool_size: int) -> AsyncEngine:
    file = target.database or ":memory:"
    engine = create_async_engine(
        target,
        hide_parameters=True,
        pool_size=pool_size,
        pool_use_lifo=True,  # a connection is a thread: few stay busy
        async_creator=partial(sqlite_connection.connect, file),
    )
    event.listen(engine.sync_engine, "connect", _prepare_sqlite)
    event.listen(engine.sync_engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # the driver must not begin on its own: see _begin_sqlite
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "busy_timeout=5000", "foreign_keys=ON", "synchronous=FULL"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    reading = connection.get_execution_options().get("reading", False)
    cursor = connection.connection.cursor()  # the driver's own: half the time of a statement through SQLAlchemy
    cursor.execute("BEGIN" if reading else "BEGIN IMMEDIATE")
    cursor.close()


# what a database can raise: SQLAlchemy wraps all but what the `begin` event of SQLite does by the driver itself
DATABASE_FAILURES = (DBAPIError, sqlite3.Error, OSError)
SQLITE_AWAY = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_NOTADB,
    }
)
# connection lost, out of disk or connections, shut down or starting, trouble of its system, read-only after a failover
POSTGRESQL_AWAY = ("08", "53", "57P", "58", "25006")


def is_conflict(error: BaseException) -> bool:
    """Whether a transaction failed only because another one was in its way, so that running it again is right.

    PostgreSQL: 40001 serialization failure, 40P01 deadlock (PostgreSQL manual, appendix A). SQLite: busy.
    """
    cause = getattr(error, "orig", error)
    if getattr(cause, "sqlstate", None) in {"40001", "40P01"}:
        return True
    origin = cause.__cause__ or cause
    return isinstance(origin, sqlite3.OperationalError) and "locked" in str(origin)


def is_broken(error: BaseException) -> bool:
    """Whether only the connection was dead, of a server that went and may be back: the next one is a new one."""
    return getattr(error, "connection_invalidated", False)


def is_away(error: BaseException | None) -> bool:
    """Whether it was the database that could not work, whatever it was asked: gone, full, locked, read-only.

    PostgreSQL: classes of its manual's appendix A. SQLite: https://www.sqlite.org/rescode.html
    """
    if error is None or is_broken(error):
        return error is not None
    cause = getattr(error, "orig", error)
    if state := getattr(cause, "sqlstate", None):
        return str(state).startswith(POSTGRESQL_AWAY)
    origin = cause.__cause__ or cause
    if isinstance(origin, sqlite3.Error):
        return getattr(origin, "sqlite_errorcode", 0) & 0xFF in SQLITE_AWAY
    return isinstance(cause, OSError)


def table_of(entity: type[DeclarativeBase]) -> Table:
    """The bare table behind an entity: for statements that run for every text, without the ORM's part in them."""
    table = entity.__table__
    if not isinstance(table, Table):
        raise TypeError(f"{entity.__name__} is no table")
    return table


async def insert_once(db: AsyncSession, entity: type[DeclarativeBase], **values: object) -> int | None:
    """Insert a row unless one with the same unique key is there; its id, or none."""
    return (await insert_each_once(db, entity, (), [values]))[0]


async def insert_each_once(
    db: AsyncSession, entity: type[DeclarativeBase], key: tuple[str, ...], rows: Sequence[Mapping[str, object]]
) -> Sequence[int | None]:
    """Insert each of these rows unless one with the same unique key (these columns) is there; its id, or none."""
    statement = _inserting_once(entity, connection_of(db).dialect.name, key)
    ids: dict[tuple[object, ...], int] = {
        tuple(inserted[1:]): inserted[0] for inserted in await run_many(db, statement, rows)
    }
    return [ids.pop(tuple(row[name] for name in key), None) for row in rows]


@cache
def _inserting_once(entity: type[DeclarativeBase], dialect: str, key: tuple[str, ...]) -> TypedReturnsRows[int]:
    table = table_of(entity)
    inserting = postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)
    return inserting.on_conflict_do_nothing().returning(table.c.id, *(table.c[name] for name in key))


async def insert_missing(db: AsyncSession, entity: type[DeclarativeBase], rows: Sequence[Mapping[str, object]]) -> None:
    """Insert those of these rows (at least one) whose unique key is not there yet."""
    await write(db, _inserting_missing(entity, connection_of(db).dialect.name), *rows)


@cache
def _inserting_missing(entity: type[DeclarativeBase], dialect: str) -> ExecutableReturnsRows:
    table = table_of(entity)
    inserting = postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)
    return inserting.on_conflict_do_nothing().inline()


async def run(db: AsyncSession, statement: TypedReturnsRows[*Columns], **values: object) -> Result[*Columns]:
    """Run a statement that is written once, at import, with these values, in a transaction of `Database`.

    Past the object mapper, and wherever it can be past SQLAlchemy: see `booking.statements`. What the mapper holds back
    is not written first: `journal.open_act`, with which every act begins, does that.
    """
    wire: Wire = db.info[WIRE]
    found = await wire.run(statement, values)
    return await connection_of(db).execute(statement, values) if found is None else found


async def run_many(
    db: AsyncSession, statement: TypedReturnsRows[*Columns], rows: Sequence[Mapping[str, object]]
) -> Sequence[Row[*Columns]]:
    """Run a statement once for each of these values, in one round trip: all that comes back, in their order."""
    if not rows:
        return ()
    wire: Wire = db.info[WIRE]
    found = await wire.run_many(statement, rows)
    return [row for values in rows for row in await run(db, statement, **values)] if found is None else found.all()


async def write(db: AsyncSession, statement: ExecutableReturnsRows, *rows: Mapping[str, object]) -> None:
    """Run a statement of which nothing comes back, once for each of these values: see `run`."""
    wire: Wire = db.info[WIRE]
    if rows and not await wire.write(statement, rows):
        await connection_of(db).execute(statement, rows)


def connection_of(db: AsyncSession) -> AsyncConnection:
    """The connection of a transaction of `Database`; to ask the session for it costs 0.04 ms each time."""
    connection: AsyncConnection = db.info[CONNECTION]
    return connection
