"""The outbox: every message on its way out, written in the transaction of the change that caused it."""

from channels.outbox.batches import cancel_batch, news_batch, news_of, tally
from channels.outbox.claiming import LEASE, claim, is_due
from channels.outbox.queueing import Letter, queue, queue_each, queue_many
from channels.outbox.receipts import forget_strays, match_early, note_receipt, tells_something
from channels.outbox.sending import (
    keep_in_doubt,
    mark_sent,
    note_failure,
    outgoing,
    put_back,
    reword,
    try_later,
    try_once_more,
    withdraw,
)
from channels.outbox.tidying import bring_forward, expire, in_doubt, known_ids

__all__ = [
    "LEASE",
    "Letter",
    "bring_forward",
    "cancel_batch",
    "claim",
    "expire",
    "forget_strays",
    "in_doubt",
    "is_due",
    "keep_in_doubt",
    "known_ids",
    "mark_sent",
    "match_early",
    "news_batch",
    "news_of",
    "note_failure",
    "note_receipt",
    "outgoing",
    "put_back",
    "queue",
    "queue_each",
    "queue_many",
    "reword",
    "tally",
    "tells_something",
    "try_later",
    "try_once_more",
    "withdraw",
]
