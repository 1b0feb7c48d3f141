"""Rows that are old: found, removed or emptied, some at a time, so that no parent's text waits for it."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, String, and_, cast, delete, exists, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import DeclarativeBase, InstrumentedAttribute

from booking.database import table_of
from booking.tables import Guardian
from bot.tables import ConversationRow
from channels.notices.tables import Notice, Recipient
from channels.tables import InboxMessage

AT_ONCE = 500
QUIETLY = {"synchronize_session": False}


async def oldest(db: AsyncSession, entity: type[DeclarativeBase], *which: ColumnElement[bool]) -> Sequence[int]:
    """The numbers of the oldest rows of which all of this holds."""
    key = table_of(entity).c.id
    return (await db.scalars(select(key).where(*which).order_by(key).limit(AT_ONCE))).all()


async def gone(db: AsyncSession, entity: type[DeclarativeBase], *which: ColumnElement[bool]) -> int:
    """Remove rows of which all of this holds; how many."""
    keys = list(table_of(entity).primary_key.columns)
    found = (await db.execute(select(*keys).where(*which).limit(AT_ONCE))).all()
    for row in found:
        those = and_(*(key == value for key, value in zip(keys, row, strict=True)))
        await db.execute(delete(entity).where(those).execution_options(**QUIETLY))
    return len(found)


async def emptied(
    db: AsyncSession,
    entity: type[DeclarativeBase],
    column: InstrumentedAttribute[str]
    | InstrumentedAttribute[str | None]
    | InstrumentedAttribute[dict[str, str] | None],
    empty: str | None,
    which: ColumnElement[bool],
) -> int:
    """Empty a column where this holds; how many rows had something in it."""
    there = column.is_not(None) if empty is None else column != empty
    emptying = update(entity).where(which, there).values({column: empty}).returning(*table_of(entity).primary_key)
    return len((await db.execute(emptying.execution_options(**QUIETLY))).all())


async def silent_threads(db: AsyncSession, old: datetime, *which: ColumnElement[bool]) -> int:
    """Conversations in which nothing was said since; the next text begins a new one."""
    said = select(InboxMessage.id).where(
        InboxMessage.channel == ConversationRow.channel,
        InboxMessage.sender == ConversationRow.address,
        InboxMessage.received_at >= old,
    )
    return await gone(db, ConversationRow, ConversationRow.started_at < old, ~said.exists(), *which)


def of_old_notices(old: datetime) -> ColumnElement[bool]:
    """Recipients of notices that are as old as that."""
    return Recipient.notice_id.in_(select(Notice.id).where(func.coalesce(Notice.due_at, Notice.changed_at) < old))


def unforgotten(address: InstrumentedAttribute[str]) -> ColumnElement[bool]:
    """Whether a message was not forgotten yet."""
    return address.not_like("forgotten:%")


def on_file(address: InstrumentedAttribute[str]) -> ColumnElement[bool]:
    """Whether somebody on a file is reached at that address."""
    return exists().where(or_(Guardian.phone == address, cast(Guardian.telegram_id, String) == address))
