"""What this database is: the marks by which a program knows whose data it holds."""

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
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


async def made_once(db: AsyncSession, name: str, value: str) -> str:
    """The fact of that name: what was kept first, by whichever process; `value` where there was none yet."""
    dialect = postgresql if db.get_bind().dialect.name == "postgresql" else sqlite
    await db.execute(dialect.insert(Deployment).values(name=name, value=value).on_conflict_do_nothing())
    return (await db.scalars(select(Deployment.value).where(Deployment.name == name))).one()
