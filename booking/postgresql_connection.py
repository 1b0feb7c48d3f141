"""PostgreSQL's driver, such that statements may go past SQLAlchemy's adapter straight to it."""

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from typing import Protocol, cast

from sqlalchemy import Dialect, event
from sqlalchemy.engine import URL, Connection
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError, DisconnectionError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection
from sqlalchemy.util import await_only

from booking.statements import Driver

# seconds; without them a server that vanishes without a word (a cut cable) is waited for until TCP gives up: 15 minutes
TO_CONNECT, LONGEST_STATEMENT = 10, 120
# compiling a statement takes longer than any of ours runs: at the desk a family's whole journal took 756 ms with it and
# 142 without, a conversation 296 and 82 (`python -m tests.benchmarks.desk`, 300,000 reservations)
SESSION = {"jit": "off"}


class Adapter(Protocol):
    """SQLAlchemy's wrapping of a connection of asyncpg."""

    async def _start_transaction(self) -> None: ...


class NotConnectedError(OSError):
    """PostgreSQL is there and took no connection, for the reason that `sqlstate` is the code of."""

    def __init__(self, sqlstate: str) -> None:
        super().__init__(f"PostgreSQL {sqlstate}")
        self.sqlstate = sqlstate


def open_engine(target: URL, pool_size: int) -> AsyncEngine:
    """An engine whose transactions begin at once, and never on a connection that is closed or has one open."""
    engine = create_async_engine(
        target,
        hide_parameters=True,  # they hold names and texts
        pool_size=pool_size,
        max_overflow=0,  # to open one more for a moment costs as much as ten texts
        pool_use_lifo=True,  # few stay busy, and have their statements prepared
        connect_args={"timeout": TO_CONNECT, "command_timeout": LONGEST_STATEMENT, "server_settings": SESSION},
    )
    event.listen(engine.sync_engine, "do_connect", _connect)
    event.listen(engine.sync_engine, "checkout", _take_only_what_is_free)
    event.listen(engine.sync_engine, "begin", _begin)
    return engine


def _connect(
    dialect: Dialect, _entry: ConnectionPoolEntry, given: Sequence[object], options: Mapping[str, object]
) -> DBAPIConnection:
    """What PostgreSQL says to a new connection (it starts, it stops, it is full) is left in the driver's own words."""
    import asyncpg

    try:
        return dialect.connect(*given, **options)
    except asyncpg.PostgresError as refusal:
        raise NotConnectedError(refusal.sqlstate) from refusal


class Checked(Driver, Protocol):
    """What we ask a connection of asyncpg itself, without a round trip."""

    def is_in_transaction(self) -> bool:
        """Whether a transaction is open."""


def _take_only_what_is_free(_: DBAPIConnection, entry: ConnectionPoolEntry, _proxy: PoolProxiedConnection) -> None:
    """None that a restart of the server has closed; and none in which somebody's transaction was left open."""
    driver = cast("Checked", entry.driver_connection)
    if driver.is_closed() or driver.is_in_transaction():
        raise DisconnectionError  # the pool then opens another one


def _begin(connection: Connection) -> None:
    """Begin now: the adapter would wait for the first statement through itself, and has no public way to begin.

    Cancelled in the middle, the connection is thrown away: its driver takes the transaction for begun, so the next
    one on it would be a savepoint, and never be committed.
    """
    adapter = cast("Adapter", connection.connection.dbapi_connection)
    with ExitStack() as unless_it_begins:
        unless_it_begins.callback(connection.invalidate)
        try:
            await_only(adapter._start_transaction())
        except connection.dialect.loaded_dbapi.Error as error:  # SQLAlchemy wraps what statements raise, no event's
            raise DBAPIError("BEGIN", None, error, hide_parameters=True, connection_invalidated=True) from error
        unless_it_begins.pop_all()
