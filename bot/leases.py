"""One worker at a time for a task: a lease in the database, which another one takes over when it runs out."""

from datetime import datetime, timedelta

from sqlalchemy import delete, or_, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from booking.database import connection_of, table_of
from bot.tables import Lease

LASTS = timedelta(seconds=45)  # with a tick every 10 seconds: a dead worker is replaced within a minute


async def hold(db: AsyncSession, task: str, holder: str, *, now: datetime) -> bool:
    """Take the lease of a task, or renew it; false while another worker has it.

    In a transaction that also writes, it proves that the work is still this worker's: the row stays locked until the
    end. A lease further in the future than any could be is one of a clock that was put back, and is over.
    """
    until = now + LASTS
    is_free = or_(Lease.holder == holder, Lease.until <= now, Lease.until > until)
    taking = update(Lease).where(Lease.task == task, is_free).values(holder=holder, until=until)
    taken = await db.execute(taking.returning(Lease.task).execution_options(synchronize_session=False))
    if taken.first() is not None:
        return True
    return await _begun(db, task, holder, until)


async def hand_back(db: AsyncSession, task: str, holder: str) -> None:
    """Let go of the lease of a task, so that another worker need not wait until it runs out."""
    mine = delete(Lease).where(Lease.task == task, Lease.holder == holder)
    await db.execute(mine.execution_options(synchronize_session=False))


async def _begun(db: AsyncSession, task: str, holder: str, until: datetime) -> bool:
    """Begin the lease of a task that nobody ever did; of two who try at once, one does."""
    lease = table_of(Lease)
    connection = connection_of(db)
    dialect = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    beginning = dialect(lease).values(task=task, holder=holder, until=until).on_conflict_do_nothing()
    return (await connection.execute(beginning.returning(lease.c.task))).first() is not None
