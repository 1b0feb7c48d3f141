"""The states of a message, and changing them."""

from sqlalchemy import ColumnElement, update
from sqlalchemy.ext.asyncio import AsyncSession

from channels.tables import OutboxMessage


async def change(db: AsyncSession, which: ColumnElement[bool], values: dict[str, object]) -> None:
    """Write these values into all messages of which this is true."""
    await db.execute(update(OutboxMessage).where(which).values(**values).execution_options(synchronize_session=False))
