"""Putting messages into the outbox: one, or many at once."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import lru_cache

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncSession

from booking.database import insert_missing, table_of, write
from booking.trace import current_trace
from channels.purpose import Purpose
from channels.tables import OutboxMessage
from channels.transport import Outgoing
from messages.wording.segments import segments

OUTBOX = table_of(OutboxMessage)
QUEUED = insert(OUTBOX).inline()  # nobody asks for the number of a message that was just written
ROWS_AT_ONCE = 1000  # a progress bar moves ten times in a broadcast to ten thousand

Progress = Callable[[int, int], None]
"""Is told how many of how many are done."""

segments_of = lru_cache(maxsize=256)(segments)  # of a broadcast most texts are the same


@dataclass(frozen=True, slots=True)
class Letter:
    """A message that the bot sends unasked, and the guardian it is for.

    It leaves at once, or at `due_at`; from `no_use_after` on it is not sent any more. Both are aware.
    """

    message: Outgoing
    guardian_id: int | None
    due_at: datetime | None = None
    no_use_after: datetime | None = None


async def queue(
    db: AsyncSession,
    message: Outgoing,
    *,
    now: datetime,
    answers: int | None = None,
    purpose: Purpose = Purpose.ANSWER,
    guardian_id: int | None = None,
    due_at: datetime | None = None,
    no_use_after: datetime | None = None,
    batch: str | None = None,
    instead_of: int | None = None,
) -> None:
    """Put a message in the outbox, to leave at once or at `due_at`.

    `answers` is the inbox message it replies to, `instead_of` the message that could not be delivered otherwise. An
    address has one message in a `batch`: where it has one already, nothing is added.
    """
    letter = Letter(message, guardian_id, due_at, no_use_after)
    row = _row(letter, purpose, now) | {"answers": answers, "batch": batch, "instead_of": instead_of}
    if batch is None:
        await write(db, QUEUED, row)
    else:
        await insert_missing(db, OutboxMessage, [row])


async def queue_many(
    db: AsyncSession,
    letters: Sequence[Letter],
    *,
    purpose: Purpose,
    batch: str,
    now: datetime,
    progress: Progress = lambda _done, _of: None,
) -> None:
    """Put many messages in the outbox under the name of one batch, such as "notice:12".

    A second run adds nothing: an address has one message in a batch, so two people who share a number are told by
    the same text.
    """
    for start in range(0, len(letters), ROWS_AT_ONCE):
        part = letters[start : start + ROWS_AT_ONCE]
        await insert_missing(db, OutboxMessage, [_row(letter, purpose, now) | {"batch": batch} for letter in part])
        progress(start + len(part), len(letters))


async def queue_each(db: AsyncSession, letters: Mapping[str, Letter], *, purpose: Purpose, now: datetime) -> None:
    """Put many messages in the outbox, each the only one of a batch of its own, such as "reminder:12"."""
    if letters:
        rows = [_row(letter, purpose, now) | {"batch": batch} for batch, letter in letters.items()]
        await insert_missing(db, OutboxMessage, rows)


def _row(letter: Letter, purpose: Purpose, now: datetime) -> dict[str, object]:
    message = letter.message
    return {
        "channel": message.channel,
        "to": message.to,
        "text": message.text,
        "buttons": [[asdict(button) for button in line] for line in message.buttons],
        "ask_contact": message.ask_contact,
        "purpose": purpose,
        "guardian_id": letter.guardian_id,
        "segments": segments_of(message.text) if message.channel.costs_segments else 1,
        "lane": purpose.lane,
        "queued_at": now,
        "due_at": letter.due_at or now,
        "no_use_after": letter.no_use_after,
        "trace": current_trace(),
    }
