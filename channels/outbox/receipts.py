"""What providers say of a message afterwards."""

from collections.abc import Collection
from datetime import datetime, timedelta

import structlog
from sqlalchemy import delete, exists, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from booking.trace import traced
from channels.errors import Failure
from channels.tables import EarlyReceipt, OutboxMessage, Sending
from channels.transport import Channel, Delivery, Receipt

log = structlog.get_logger(__name__)

ARRIVED = (Delivery.DELIVERED, Delivery.READ, Delivery.FAILED)
KEPT_FOR = timedelta(days=7)  # a receipt whose message is not ours finds it no more


def tells_something(receipt: Receipt) -> bool:
    """Whether there is anything to note: that a message is on its way is known already."""
    return receipt.status in (*ARRIVED, Delivery.UNKNOWN) or receipt.failure is Failure.UNKNOWN


async def note_receipt(db: AsyncSession, receipt: Receipt) -> OutboxMessage | None:
    """Note what the provider says; the message that it says could not be delivered.

    It moves a message forward only; twice or out of order it does no harm. One that comes before we have noted the
    message's id is kept until then. What we do not know the meaning of is kept with the message, and logged as an
    error.
    """
    _alarm(receipt)
    if receipt.status not in (*ARRIVED, Delivery.UNKNOWN):
        return None
    found = await db.scalar(
        select(OutboxMessage)
        .where(OutboxMessage.channel == receipt.channel, OutboxMessage.provider_id == receipt.provider_id)
        .with_for_update()
    )
    if found is None:
        await _keep(db, receipt)
        log.info("receipt.early", channel=receipt.channel, status=receipt.status)
        return None
    with traced(found.trace):
        log.info("message.receipt", channel=receipt.channel, message=found.id, status=receipt.status)
    return found if _is_undelivered(found, receipt) else None


async def match_early(db: AsyncSession, channel: Channel) -> Collection[OutboxMessage]:
    """Give receipts that came early to their messages, now that those are known; which could not be delivered."""
    known = exists().where(
        OutboxMessage.channel == EarlyReceipt.channel, OutboxMessage.provider_id == EarlyReceipt.provider_id
    )
    early = select(EarlyReceipt).where(EarlyReceipt.channel == channel, known).order_by(EarlyReceipt.id).limit(500)
    failed = []
    for kept in (await db.scalars(early.with_for_update(skip_locked=True))).all():
        undelivered = await note_receipt(
            db, Receipt(kept.channel, kept.provider_id, kept.status, kept.at, kept.failure, kept.code)
        )
        failed += [] if undelivered is None else [undelivered]
        await db.delete(kept)
    return failed


async def forget_strays(db: AsyncSession, *, now: datetime) -> None:
    """Let go of early receipts that no message of ours ever had."""
    await db.execute(
        delete(EarlyReceipt).where(EarlyReceipt.at <= now - KEPT_FOR).execution_options(synchronize_session=False)
    )


def _is_undelivered(message: OutboxMessage, receipt: Receipt) -> bool:
    """Move a message on as far as a receipt tells; whether it could not be delivered."""
    if receipt.status is Delivery.UNKNOWN:
        message.detail = receipt.code
    elif message.state is Sending.SENT and receipt.status is Delivery.FAILED:
        message.state, message.detail = Sending.FAILED, receipt.code
        message.failure = receipt.failure or Failure.UNKNOWN
        return True
    elif message.state is Sending.SENT or _waits_though_it_came(message, receipt):
        message.state, message.failure, message.delivered_at = Sending.DELIVERED, None, receipt.at
    return False


def _waits_though_it_came(message: OutboxMessage, receipt: Receipt) -> bool:
    """Whether it was said not to have come, waits for another try, and came after all."""
    waits = message.state is Sending.QUEUED and message.undelivered > 0
    return waits and receipt.status is not Delivery.FAILED


async def _keep(db: AsyncSession, receipt: Receipt) -> None:
    row = {
        "channel": receipt.channel,
        "provider_id": receipt.provider_id,
        "status": receipt.status,
        "failure": receipt.failure,
        "code": receipt.code,
        "at": receipt.at,
    }
    await db.execute(insert(EarlyReceipt), [row])


def _alarm(receipt: Receipt) -> None:
    if receipt.status is Delivery.UNKNOWN or receipt.failure is Failure.UNKNOWN:
        facts = {"channel": receipt.channel, "status": receipt.status, "code": receipt.code}
        log.error("receipt.unknown", **facts, alarm=True)
