"""Addresses that lead nowhere, until something shows that they do."""

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from booking.database import connection_of, table_of
from channels.errors import Failure
from channels.tables import Unreachable
from channels.transport import Channel

FOR_GOOD = frozenset({Failure.BLOCKED, Failure.NOT_A_NUMBER, Failure.NOT_A_MOBILE})
"""Refusals that hold for whatever is sent to this address."""


async def note_unreachable(
    db: AsyncSession, channel: Channel, address: str, failure: Failure, *, now: datetime
) -> None:
    """Nothing that is said unasked is tried there any more."""
    connection = connection_of(db)
    table = table_of(Unreachable)
    inserting = postgresql.insert(table) if connection.dialect.name == "postgresql" else sqlite.insert(table)
    row = {"channel": channel, "address": address, "failure": failure, "since": now}
    await connection.execute(inserting.on_conflict_do_nothing(), row)


async def note_reachable(db: AsyncSession, channel: Channel, address: str) -> None:
    """They let us in again."""
    await db.execute(
        delete(Unreachable)
        .where(Unreachable.channel == channel, Unreachable.address == address)
        .execution_options(synchronize_session=False)
    )
