"""What this database is: the marks by which a program knows whose data it holds."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from booking.tables import Deployment

TOWN, DEMONSTRATION = "town", "demonstration"


async def mark_as_demonstration(db: AsyncSession) -> None:
    """This database holds the demonstration town."""
    db.add(Deployment(name=TOWN, value=DEMONSTRATION))
    await db.flush()


async def is_demonstration(db: AsyncSession) -> bool:
    """Whether this database holds the demonstration town."""
    return await db.scalar(select(Deployment.value).where(Deployment.name == TOWN)) == DEMONSTRATION
