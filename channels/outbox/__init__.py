"""The outbox: every message on its way out, written in the transaction of the change that caused it."""

from channels.outbox.batches import cancel_batch, tally
from channels.outbox.queueing import Letter, queue, queue_each, queue_many
from channels.outbox.receipts import note_receipt
from channels.outbox.sending import (
    LEASE,
    PAUSES,
    claim,
    expire,
    in_doubt,
    known_ids,
    mark_failed,
    mark_sent,
    outgoing,
    put_back,
    reword,
    withdraw,
)

__all__ = [
    "LEASE",
    "PAUSES",
    "Letter",
    "cancel_batch",
    "claim",
    "expire",
    "in_doubt",
    "known_ids",
    "mark_failed",
    "mark_sent",
    "note_receipt",
    "outgoing",
    "put_back",
    "queue",
    "queue_each",
    "queue_many",
    "reword",
    "tally",
    "withdraw",
]
