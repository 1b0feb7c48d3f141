"""The archive: one JSON file with all that a town has, which an empty database takes in again."""

import json
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import TextIO

from sqlalchemy import JSON, Row, Table, func, insert, select, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from booking.database import Database
from booking.errors import BookingError
from booking.schema import versions
from booking.tables import Family
from bot.exporting.tables import exported
from bot.exporting.values import plain, restored

FIRST_BYTES = b'{"allo-cantine": '
ROWS_AT_ONCE, ROWS_READ = 1_000, 10_000


class ArchiveError(BookingError):
    """The archive cannot be taken in, and nothing was changed; the words say why, and what to do."""


def is_archive(path: Path) -> bool:
    """Whether a file is an archive of ours, by how it begins."""
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(len(FIRST_BYTES)) == FIRST_BYTES


@asynccontextmanager
async def snapshot(database: Database) -> AsyncIterator[AsyncConnection]:
    """A connection that sees one state of the database from first to last."""
    async with database.engine.connect() as connection:
        if database.dialect == "postgresql":
            await connection.execution_options(isolation_level="REPEATABLE READ")
        async with connection.begin():
            yield connection


@asynccontextmanager
async def snapshot_session(database: Database) -> AsyncIterator[AsyncSession]:
    """The same, for what reads by the object mapper."""
    async with snapshot(database) as connection, AsyncSession(connection) as db:
        yield db


async def write_archive(database: Database, file: TextIO, *, now: datetime) -> dict[str, int]:
    """Write everything, a row a line; how many rows of each table. `now` is aware."""
    counts = {}
    about = json.dumps({"version": versions()[-1], "at": now.isoformat()})
    file.write(f'{FIRST_BYTES.decode()}{about},\n"tables": {{')
    async with snapshot(database) as connection:
        for position, table in enumerate(exported()):
            file.write(f"{',' if position else ''}\n{json.dumps(table.name)}: [")
            counts[table.name] = await _write_rows(connection, table, file)
            file.write("]")
    file.write("\n}}\n")
    return counts


async def rows_of(connection: AsyncConnection, table: Table) -> AsyncIterator[Row[object]]:
    """All rows of a table, in the order of their keys, some at a time."""
    in_order = select(table).order_by(*table.primary_key.columns)
    start = 0
    while rows := (await connection.execute(in_order.limit(ROWS_READ).offset(start))).all():
        for row in rows:
            yield row
        start += len(rows)


async def _write_rows(connection: AsyncConnection, table: Table, file: TextIO) -> int:
    number = 0
    async for row in rows_of(connection, table):
        values = {name: plain(value) for name, value in row._mapping.items()}
        file.write(f"{',' if number else ''}\n{json.dumps(values, ensure_ascii=False)}")
        number += 1
    return number


async def take_in(database: Database, path: Path) -> dict[str, int]:
    """Fill the empty database with an archive, all or nothing; how many rows of each table. Raises ArchiveError."""
    tables = _read(path)
    async with database.connection() as connection:
        if await connection.scalar(select(func.count()).select_from(Family)):
            raise ArchiveError(f"{path} : la base a déjà des familles. Une archive ne remplit qu'une base vide.")
        for table in exported():
            await _fill(connection, table, _restored(path, table, tables.get(table.name, [])))
            if database.dialect == "postgresql" and "id" in table.c:
                await _number_on(connection, table)
    return {name: len(rows) for name, rows in tables.items()}


def _read(path: Path) -> Mapping[str, Sequence[Mapping[str, object]]]:
    try:
        content = json.loads(path.read_text("utf-8"))
        version, tables = content["allo-cantine"]["version"], content["tables"]
    except (ValueError, KeyError, TypeError, OSError) as error:
        raise ArchiveError(f"{path} : l'archive est abîmée, ou sa copie n'est pas finie. Refaites l'export.") from error
    if version != versions()[-1]:
        raise ArchiveError(
            f"{path} : archive de la version {version}, programme de la version {versions()[-1]}. "
            "Mettez à jour le plus ancien des deux, et refaites l'export."
        )
    unknown = tables.keys() - {table.name for table in exported()}
    if unknown:
        raise ArchiveError(f"{path} : table inconnue {', '.join(sorted(unknown))}. Refaites l'export.")
    known: Mapping[str, Sequence[Mapping[str, object]]] = tables
    return known


def _restored(path: Path, table: Table, rows: Sequence[Mapping[str, object]]) -> Iterator[dict[str, object]]:
    try:
        for row in rows:
            yield {name: restored(table.c[name], value) for name, value in row.items()}
    except (KeyError, ValueError, TypeError) as error:
        raise ArchiveError(f"{path} : table {table.name}, valeur impossible ({error}). Refaites l'export.") from error


async def _fill(connection: AsyncConnection, table: Table, rows: Iterator[dict[str, object]]) -> None:
    """Write rows in their order. A JSON column without a value is left out, for it would hold the word null."""
    documents = [column.name for column in table.columns if isinstance(column.type, JSON)]
    waiting: dict[tuple[str, ...], list[dict[str, object]]] = defaultdict(list)
    for row in rows:
        for name in documents:
            if row[name] is None:
                del row[name]
        waiting[tuple(row)].append(row)
        if len(waiting[tuple(row)]) >= ROWS_AT_ONCE:
            await _flush(connection, table, waiting)
    await _flush(connection, table, waiting)


async def _flush(
    connection: AsyncConnection, table: Table, waiting: dict[tuple[str, ...], list[dict[str, object]]]
) -> None:
    for rows in waiting.values():
        await connection.execute(insert(table), rows)
    waiting.clear()


async def _number_on(connection: AsyncConnection, table: Table) -> None:
    """The next row is numbered after the last one, not from 1."""
    last = await connection.scalar(select(func.max(table.c.id)))
    if last is not None:
        await connection.execute(
            text("SELECT setval(pg_get_serial_sequence(:name, 'id'), :last)"), {"name": table.name, "last": last}
        )
