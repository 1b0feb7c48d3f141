"""The places of sessions: locked, taken and given back. The only code that changes `Session.booked`."""

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from booking.tables import Session


async def lock_sessions(db: AsyncSession, service: str, site: str, day: date) -> Sequence[Session]:
    """The sessions of a day, in a fixed order, held until the transaction ends.

    Whoever books or cancels waits here for the one before; so what is read after is still true when written.
    (On SQLite the writing transaction already holds the whole database.)
    """
    wanted = (
        select(Session)
        .where(Session.service == service, Session.site == site, Session.date == day)
        .order_by(Session.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return (await db.scalars(wanted)).all()


async def take(db: AsyncSession, sessions: Collection[Session]) -> bool:
    """Take one place in each, or none at all: one guarded update, never a count followed by an insert."""
    ids = [session.id for session in sessions]
    free = Session.id.in_(ids) & (Session.booked < Session.capacity) & Session.closed.is_(None)
    taking = update(Session).where(free).values(booked=Session.booked + 1).returning(Session.id)
    got = list(await db.scalars(taking, execution_options={"synchronize_session": False}))
    if len(got) == len(ids):
        return True
    await give_back(db, got)
    return False


async def give_back(db: AsyncSession, session_ids: Collection[int]) -> None:
    """Free one place in each."""
    if session_ids:
        await db.execute(
            update(Session)
            .where(Session.id.in_(session_ids))
            .values(booked=Session.booked - 1)
            .execution_options(synchronize_session=False)
        )
