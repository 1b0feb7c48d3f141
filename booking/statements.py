"""Statements that run for every text: worded and typed by SQLAlchemy, compiled once, sent by the driver itself.

SQLAlchemy's own way to the driver and back costs 0.09 ms a statement, twice what asyncpg itself needs and three times
what SQLite needs; a text has a dozen (python -m tests.benchmarks.booking --only driver).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol, TypeVarTuple, cast

from sqlalchemy import Connection, Dialect, IteratorResult, Result
from sqlalchemy.engine.result import ResultMetaData, SimpleResultMetaData
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.schema import ScalarElementColumnDefault
from sqlalchemy.sql.selectable import ExecutableReturnsRows, TypedReturnsRows

Columns = TypeVarTuple("Columns")
Convert = Callable[[object], object] | None  # none: the value is right as it is
KEPT_AT_MOST = 500  # a multiple of the statements there are: one that was built anew each time must not pile up


class Driver(Protocol):
    """A connection of asyncpg, or of SQLite in its one-hop form, in a transaction."""

    async def fetch(self, query: str, *values: object) -> Sequence[Sequence[object]]:
        """Run a statement; its rows."""

    async def fetchmany(self, query: str, args: Sequence[Sequence[object]]) -> Sequence[Sequence[object]]:
        """Run a statement once for each of these rows of values, in one round trip; all rows that come back."""

    async def executemany(self, command: str, args: Sequence[Sequence[object]]) -> None:
        """Run a statement once for each of these rows of values."""

    def is_closed(self) -> bool:
        """Whether either side has hung up."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A statement as a driver takes it: its SQL, the values in their order, the columns that come back."""

    sql: str
    own: Mapping[str, object]  # values that the statement itself holds
    values: tuple[tuple[str, Convert], ...]
    columns: ResultMetaData
    converts: tuple[Convert, ...]

    def in_order(self, given: Mapping[str, object]) -> list[object]:
        """The values for the driver."""
        known = {**self.own, **given}
        return [known[name] if convert is None else convert(known[name]) for name, convert in self.values]

    def read(self, row: Sequence[object]) -> tuple[object, ...]:
        """A row of the driver, as the columns' types have it."""
        return tuple(
            value if convert is None else convert(value) for convert, value in zip(self.converts, row, strict=True)
        )


@dataclass(frozen=True, slots=True)
class Wire:
    """A transaction's connection without SQLAlchemy around it; `failures` is what its driver raises."""

    driver: Driver
    dialect: Dialect
    failures: tuple[type[Exception], ...]

    async def run(self, statement: TypedReturnsRows[*Columns], values: Mapping[str, object]) -> Result[*Columns] | None:
        """Run a statement that is written once, at import; none where only SQLAlchemy itself can send it.

        Raises DBAPIError, as SQLAlchemy does, with the driver's own error in it.
        """
        return await self.run_many(statement, [values])

    async def run_many(
        self, statement: TypedReturnsRows[*Columns], values: Sequence[Mapping[str, object]]
    ) -> Result[*Columns] | None:
        """The same once for each of these values (at least one), in one round trip."""
        known = prepared(statement, self.dialect, tuple(values[0]))
        if known is None:
            return None
        try:
            if len(values) == 1:
                rows = await self.driver.fetch(known.sql, *known.in_order(values[0]))
            else:
                rows = await self.driver.fetchmany(known.sql, [known.in_order(each) for each in values])
        except self.failures as error:
            raise self._failed(known, error) from error
        return IteratorResult(known.columns, map(known.read, rows))

    async def write(self, statement: ExecutableReturnsRows, rows: Sequence[Mapping[str, object]]) -> bool:
        """Run a statement of which nothing comes back for each of these values; false as `run` gives none."""
        known = prepared(statement, self.dialect, tuple(rows[0]), many=True)
        if known is None:
            return False
        try:
            if len(rows) == 1:
                await self.driver.fetch(known.sql, *known.in_order(rows[0]))
            else:
                await self.driver.executemany(known.sql, [known.in_order(row) for row in rows])
        except self.failures as error:
            raise self._failed(known, error) from error
        return True

    def _failed(self, known: Prepared, error: Exception) -> DBAPIError:
        vars(error).pop("detail", None)  # in which PostgreSQL quotes the row: names and texts
        gone = self.driver.is_closed()
        return DBAPIError(known.sql, None, error, hide_parameters=True, connection_invalidated=gone)


@lru_cache(maxsize=KEPT_AT_MOST)
def prepared(
    statement: ExecutableReturnsRows, dialect: Dialect, names: tuple[str, ...], *, many: bool = False
) -> Prepared | None:
    """A statement with values of these names, compiled; none where its SQL depends on the values (IN with a list), or
    where a column's default is to be called each time."""
    compiled = statement.compile(dialect=dialect, column_keys=list(names), for_executemany=many)
    if not isinstance(compiled, SQLCompiler):
        raise TypeError(f"{statement} has no values")
    filled_in = _defaults(compiled)
    if compiled.post_compile_params or filled_in is None:
        return None
    order = [] if compiled.positiontup is None else compiled.positiontup
    held = {name: bound.effective_value for name, bound in compiled.binds.items() if name not in names}
    types = [column.type.dialect_impl(dialect) for column in statement.exported_columns]
    return Prepared(
        sql=compiled.string,
        own={**held, **filled_in},
        values=tuple((name, compiled.binds[name].type.dialect_impl(dialect).bind_processor(dialect)) for name in order),
        columns=SimpleResultMetaData([column.key for column in statement.exported_columns]),
        converts=tuple(kind.result_processor(dialect, None) for kind in types),
    )


def _defaults(compiled: SQLCompiler) -> Mapping[str, object] | None:
    defaults: dict[str, object] = {}
    for column in (*compiled.insert_prefetch, *compiled.update_prefetch):
        if not isinstance(column.default, ScalarElementColumnDefault):
            return None
        defaults[column.key] = column.default.arg
    return defaults


def driver_of(connection: Connection) -> Driver:
    """The driver's own connection behind an open one."""
    return cast("Driver", connection.connection.driver_connection)
