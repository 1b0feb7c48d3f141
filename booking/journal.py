"""Who did what, when, by which channel and in which words: acts, and a line for each change and each refusal."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import exists, insert, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from booking.domain import Author, Entry, Place, Reason, State
from booking.tables import Act, JournalLine
from booking.town import Part

WORDS_KEPT = 2000  # characters: longer than any text message; a page of prose proves nothing more


async def open_act(db: AsyncSession, author: Author, *, now: datetime, takes_back: int | None = None) -> Act:
    """Begin what one text, click or call causes. `takes_back` is the act that this one undoes."""
    act = Act(
        family_id=author.family_id,
        guardian_id=author.guardian_id,
        author=author.kind,
        author_name=author.name,
        channel=author.channel,
        words=author.words[:WORDS_KEPT],
        arrived=author.arrived,
        at=now,
        takes_back=takes_back,
    )
    db.add(act)
    await db.flush()
    return act


async def record(
    db: AsyncSession,
    act: Act,
    entry: Entry,
    place: Place,
    *,
    site: str | None = None,
    reason: Reason | None = None,
    reservation_id: int | None = None,
    before: State | None = None,
    after: State | None = None,
    details: dict[str, str] | None = None,
) -> None:
    """Write one line: one change of one reservation, or one refusal."""
    await db.execute(
        insert(JournalLine).values(
            act_id=act.id,
            entry=entry,
            reason=reason,
            child_id=place.child_id,
            reservation_id=reservation_id,
            service=place.service,
            site=site,
            date=place.day,
            part=place.part,
            before=before,
            after=after,
            details=details or {},
        )
    )


@dataclass(frozen=True, slots=True)
class Change:
    """A line of the journal that changed something."""

    entry: Entry
    child_id: int
    service: str
    date: date
    part: Part | None


async def last_act(db: AsyncSession, guardian_id: int, *, since: datetime) -> Act | None:
    """The guardian's last act that changed something and was not taken back, no older than `since` (aware)."""
    undone = aliased(Act)
    changed = (
        select(Act)
        .join(JournalLine, JournalLine.act_id == Act.id)
        .where(
            Act.guardian_id == guardian_id,
            Act.at >= since,
            JournalLine.entry.in_([Entry.BOOKED, Entry.CANCELLED]),
            Act.takes_back.is_(None),
            ~exists().where(undone.takes_back == Act.id),
        )
        .order_by(Act.id.desc())
        .limit(1)
    )
    return await db.scalar(changed)


async def lines_of(db: AsyncSession, act_id: int) -> Sequence[Change]:
    """What an act changed, in the order in which it did."""
    lines = (
        select(JournalLine)
        .where(JournalLine.act_id == act_id, JournalLine.entry.in_([Entry.BOOKED, Entry.CANCELLED]))
        .order_by(JournalLine.id)
    )
    return [
        Change(line.entry, line.child_id, line.service, line.date, line.part)
        for line in await db.scalars(lines)
        if line.child_id is not None and line.service is not None and line.date is not None
    ]
