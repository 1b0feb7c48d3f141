"""The data keys of a database: whether those of the settings fit, and bringing everything under the first of them."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Column, MetaData, Table, bindparam, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from booking.database import Database, connection_of
from booking.sealed_words import rotate_words
from booking.sealing import Keyring, SealedJson, SealedString
from booking.tables import ActRow, Base, Deployment

PROBE = "data_keys"  # the fact of the deployment by which a wrong key is seen at the start
ROWS_AT_ONCE = 500


async def check_keys(database: Database) -> None:
    """Raise DataKeyError where the keys do not open what this database holds; remember those that seal from now on."""
    keyring = database.keys
    async with database.reading() as db:
        kept = await db.scalar(select(Deployment.value).where(Deployment.name == PROBE))
    if kept is not None:
        keyring.opened(kept)
    if keyring.seals and (kept is None or not keyring.is_by_first(kept)):
        async with database.writing() as db:
            await _remember(db, keyring)


async def rotate(database: Database, *, now: datetime) -> int:
    """Bring every sealed column under the first key (or into the clear), some rows at a time, while others work.

    How many rows were read and written again. Raises DataKeyError, and what was done by then stays done.
    """
    await check_keys(database)
    done = 0
    for table in sealed_tables(Base.metadata):
        if table.name != ActRow.__tablename__:
            done += await _rotate_table(database, table)
    done += await rotate_words(database, now=now)
    async with database.writing() as db:
        if database.keys.seals:
            await _remember(db, database.keys)
        else:
            await db.execute(delete(Deployment).where(Deployment.name == PROBE))
    return done


def sealed_tables(metadata: MetaData) -> Sequence[Table]:
    """The tables with a sealed column."""
    return [table for table in metadata.sorted_tables if sealed_columns(table)]


def sealed_columns(table: Table) -> Sequence[Column[object]]:
    """Those of its columns that are kept sealed."""
    return [column for column in table.columns if isinstance(column.type, SealedString | SealedJson)]


async def _rotate_table(database: Database, table: Table) -> int:
    (key,), columns = table.primary_key.columns, sealed_columns(table)
    some = select(key.label("key"), *columns).order_by(key).limit(ROWS_AT_ONCE).with_for_update()
    written = update(table).where(key == bindparam("key"))
    written = written.values({column.name: bindparam(f"new_{column.name}", type_=column.type) for column in columns})
    done, last = 0, None
    while True:
        async with database.writing() as db:
            connection = connection_of(db)
            rows = (await connection.execute(some if last is None else some.where(key > last))).all()
            if not rows:
                return done
            values = [
                {"key": row[0]} | {f"new_{column.name}": value for column, value in zip(columns, row[1:], strict=True)}
                for row in rows
            ]
            await connection.execute(written, values)
        done, last = done + len(rows), rows[-1][0]


async def _remember(db: AsyncSession, keyring: Keyring) -> None:
    dialect = postgresql if db.get_bind().dialect.name == "postgresql" else sqlite
    value = keyring.seal("these keys open what is sealed here")
    inserting = dialect.insert(Deployment).values(name=PROBE, value=value)
    await db.execute(inserting.on_conflict_do_update(index_elements=["name"], set_={"value": value}))
