"""The thread of a conversation: with whom it is held and what was asked last; locked while a text is handled."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from booking.database import insert_once, run, table_of, write
from bot.pending import PendingQuestion, from_json, to_json
from bot.tables import ConversationRow
from channels.other_way import Address
from channels.transport import Channel


@dataclass(frozen=True, slots=True)
class Thread:
    """A conversation as it stands. `misunderstood` counts the last texts in a row that were not understood."""

    id: int
    channel: Channel
    address: str
    guardian_id: int | None = None
    pending: PendingQuestion | None = None
    misunderstood: int = 0
    informed: bool = False


THREADS = table_of(ConversationRow)
LOCKED = (
    select(THREADS.c.id, THREADS.c.guardian_id, THREADS.c.pending, THREADS.c.not_understood, THREADS.c.informed_at)
    .where(THREADS.c.channel == bindparam("channel"), THREADS.c.address == bindparam("address"))
    .with_for_update()
)
KEPT = (
    update(THREADS)
    .where(THREADS.c.id == bindparam("thread"))
    .values(
        guardian_id=bindparam("with_guardian"),
        pending=bindparam("question"),
        not_understood=bindparam("misunderstood"),
    )
)


INFORMED = update(THREADS).where(THREADS.c.id == bindparam("thread")).values(informed_at=bindparam("at"))


async def note_informed(db: AsyncSession, thread: Thread, *, now: datetime) -> None:
    """They were told what is kept of them: once is enough."""
    await write(db, INFORMED, {"thread": thread.id, "at": now})


async def lock_thread(db: AsyncSession, channel: Channel, address: str, *, now: datetime) -> Thread:
    """The conversation of this address, begun if it is new, and held until the transaction ends."""
    found = await _locked(db, channel, address)
    if found is None:
        await insert_once(
            db,
            ConversationRow,
            channel=channel,
            address=address,
            not_understood=0,
            blocked=False,
            started_at=now,
        )
        found = await _locked(db, channel, address)
    if found is None:
        raise LookupError("a conversation that was just begun is not there")
    return found


async def keep_thread(db: AsyncSession, thread: Thread) -> None:
    """Write down how the conversation stands after a text."""
    values = {
        "thread": thread.id,
        "with_guardian": thread.guardian_id,
        "question": None if thread.pending is None else to_json(thread.pending),
        "misunderstood": thread.misunderstood,
    }
    await write(db, KEPT, values)


async def ask_in_thread(
    db: AsyncSession, channel: Channel, address: str, guardian_id: int, question: PendingQuestion, *, now: datetime
) -> None:
    """Leave a question open in a conversation that the bot itself begins; it takes the place of an older one."""
    thread = await lock_thread(db, channel, address, now=now)
    await keep_thread(db, replace(thread, guardian_id=guardian_id, pending=question))


async def carry_question(db: AsyncSession, here: Address, there: Address) -> None:
    """What was asked here is asked there now, as the message goes there: the answer will come from there too."""
    asked = await _locked(db, *here)
    if asked is None or asked.pending is None or asked.guardian_id is None:
        return
    now = asked.pending.asked_at
    await ask_in_thread(db, *there, asked.guardian_id, asked.pending, now=now)


async def _locked(db: AsyncSession, channel: Channel, address: str) -> Thread | None:
    row = (await run(db, LOCKED, channel=channel, address=address)).first()
    if row is None:
        return None
    number, guardian_id, pending, misunderstood, informed_at = row
    question = None if pending is None else from_json(pending)
    return Thread(number, channel, address, guardian_id, question, misunderstood, informed_at is not None)
