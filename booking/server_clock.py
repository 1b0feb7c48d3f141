"""The clock of the machine that holds the database, which many processes share."""

from datetime import UTC, datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession


async def server_clock(db: AsyncSession) -> datetime | None:
    """The instant by the server's clock (aware); none for SQLite, which has no clock but ours."""
    if db.get_bind().dialect.name == "sqlite":
        return None
    told = await db.scalar(text("SELECT clock_timestamp()"))
    return told.astimezone(UTC) if isinstance(told, datetime) else None
