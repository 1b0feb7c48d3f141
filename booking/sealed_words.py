"""Words in the journal under another key: the one column of it that is sealed, and so the one that is written anew."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Text, bindparam, func, select, type_coerce, update
from sqlalchemy.ext.asyncio import AsyncSession

from booking.database import Database, connection_of
from booking.domain import Act, Entry
from booking.forgetting.journal import allow_change
from booking.journal import Line, open_system_act, record
from booking.tables import ActRow

ROWS_AT_ONCE = 500
AS_KEPT = type_coerce(ActRow.words, Text)  # not opened
WRITTEN = update(ActRow).where(ActRow.id == bindparam("act")).values(words=bindparam("new"))


async def rotate_words(database: Database, *, now: datetime) -> int:
    """Bring the words of all acts under the first key, some at a time; how many were not.

    A line of the journal says that it was done, where there was something to do. Raises DataKeyError.
    """
    async with database.reading() as db:
        last = await db.scalar(select(func.max(ActRow.id))) or 0
    done, first, act = 0, 0, None
    while first <= last:
        async with database.writing() as db:
            some = select(ActRow.id, AS_KEPT).where(ActRow.id.between(first, last), AS_KEPT != "").order_by(ActRow.id)
            rows = (await db.execute(some.limit(ROWS_AT_ONCE).with_for_update())).all()
            old = {number: kept for number, kept in rows if not database.keys.is_by_first(kept)}
            if old:
                act = act or await open_system_act(db, "clés de chiffrement", now=now)
                await _write(db, {number: database.keys.opened(kept) for number, kept in old.items()}, by=act)
        done += len(old)
        first = rows[-1][0] + 1 if rows else last + 1
    return done


async def _write(db: AsyncSession, words: Mapping[int, str], *, by: Act) -> None:
    await allow_change(db, sorted(words), by=by)
    connection = connection_of(db)
    await connection.execute(WRITTEN, [{"act": number, "new": said} for number, said in words.items()])
    await record(db, by, Line(Entry.SEALED, details={"number": str(len(words))}))
