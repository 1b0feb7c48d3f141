"""Sending a notice and taking it back: whom it concerns and every message, in one transaction."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import lru_cache

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncSession

from booking.database import table_of, write
from booking.domain import Act, Entry
from booking.journal import Line, record
from channels import outbox
from channels.notices.choosing import Address, Chosen
from channels.notices.tables import Notice, Recipient
from channels.notices.wording import as_sent
from channels.outbox import Letter
from channels.transport import Channel, Outgoing

worded = lru_cache(maxsize=32)(as_sent)  # of a notice to thousands there are as many texts as languages
RECIPIENTS = insert(table_of(Recipient)).inline()


async def send(db: AsyncSession, notice: Notice, people: Sequence[Chosen], *, due_at: datetime, act: Act) -> None:
    """Put a draft in the outbox, under the name of whoever opened the act: all of it with this transaction, or nothing.

    Whoever calls holds the notice's row. An address gets one message, though several guardians have it.
    """
    notice.act_id, notice.due_at, notice.people = act.id, due_at, len(people)
    await db.flush()
    await write(db, RECIPIENTS, *(_recipient(notice.id, each) for each in people))
    letters = list(_letters(notice, people, due_at))
    await outbox.queue_many(db, letters, purpose=notice.purpose, batch=notice.batch, now=act.at)
    details = {"notice_id": str(notice.id), "people": str(len(people)), "messages": str(len(letters))}
    await record(db, act, Line(Entry.NOTICE, details=details))


async def stop(db: AsyncSession, notice: Notice, *, act: Act) -> None:
    """Take back what has not left. What a worker has in hand leaves all the same."""
    notice.stopped_act_id = act.id
    await db.flush()
    await outbox.cancel_batch(db, notice.batch)
    await record(db, act, Line(Entry.NOTICE_STOPPED, details={"notice_id": str(notice.id)}))


def addressees(people: Iterable[Chosen]) -> dict[Address, Chosen]:
    """By address whoever is told there: of several the first."""
    found: dict[Address, Chosen] = {}
    for each in people:
        if each.address is not None:
            found.setdefault(each.address, each)
    return found


def words_for(notice: Notice, each: Chosen, channel: Channel) -> str:
    """What somebody is told, in its final words."""
    return worded(notice.text_for(each.language), channel)


def _letters(notice: Notice, people: Iterable[Chosen], due_at: datetime) -> Iterable[Letter]:
    for (channel, address), each in addressees(people).items():
        words = Outgoing(channel, address, words_for(notice, each, channel))
        yield Letter(words, each.guardian_id, due_at, notice.no_use_after)


def _recipient(notice_id: int, each: Chosen) -> dict[str, object]:
    channel, address = each.address or (None, None)
    return {
        "notice_id": notice_id,
        "guardian_id": each.guardian_id,
        "channel": channel,
        "address": address,
        "failure": each.failure,
    }
