"""The messages of one batch: what became of them, and taking back those that have not left."""

from collections.abc import Mapping

from sqlalchemy import exists, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from channels.tables import OutboxMessage, Sending


def news_batch(act_id: int, line: int, guardian_id: int) -> str:
    """The batch of one piece of news to one guardian: what an act did, told by its first line of the journal."""
    return f"{news_of(act_id)}{line}:{guardian_id}"


def news_of(act_id: int) -> str:
    """How the batches of all news of an act begin."""
    return f"news:{act_id}:"


async def tally(db: AsyncSession, batch: str) -> Mapping[Sending, int]:
    """How many addresses of a batch stand where. One that was tried on a second channel counts by what came of that."""
    second = aliased(OutboxMessage)
    counted = (
        select(OutboxMessage.state, func.count().label("number"))
        .where(OutboxMessage.batch == batch, ~exists().where(second.instead_of == OutboxMessage.id))
        .group_by(OutboxMessage.state)
    )
    return {row.state: row.number for row in await db.execute(counted)}


async def cancel_batch(db: AsyncSession, batch: str) -> None:
    """Take back what is still queued of a batch. What a worker has in hand leaves all the same."""
    await db.execute(
        update(OutboxMessage)
        .where(OutboxMessage.batch == batch, OutboxMessage.state == Sending.QUEUED)
        .values(state=Sending.CANCELLED)
        .execution_options(synchronize_session=False)
    )
