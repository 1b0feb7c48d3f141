"""What providers say of a message afterwards."""

from sqlalchemy import and_
from sqlalchemy.ext.asyncio import AsyncSession

from channels.outbox.sending import change
from channels.tables import OutboxMessage, Sending
from channels.transport import Delivery, Receipt

ARRIVED = (Delivery.DELIVERED, Delivery.READ, Delivery.FAILED)


async def note_receipt(db: AsyncSession, receipt: Receipt) -> None:
    """What the provider says afterwards. It moves a message forward only; twice or out of order it does no harm."""
    if receipt.status not in ARRIVED:
        return
    mine = and_(
        OutboxMessage.channel == receipt.channel,
        OutboxMessage.provider_id == receipt.provider_id,
        OutboxMessage.state == Sending.SENT,
    )
    if receipt.status is Delivery.FAILED:
        await change(db, mine, {"state": Sending.FAILED, "failure": receipt.failure, "detail": receipt.code})
    else:
        await change(db, mine, {"state": Sending.DELIVERED, "delivered_at": receipt.at})
