"""Who did what, when, by which channel and in which words: acts, and a line for each change and each refusal."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import exists, insert, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from booking.database import run, write
from booking.domain import FROM_NOTHING, Act, Author, AuthorKind, Entry, Reason, State
from booking.tables import ActRow, JournalLine, Reservation
from booking.town import Hours, Part
from booking.trace import current_trace

WORDS_KEPT = 2000  # characters: longer than any text message; a page of prose proves nothing more
TAKEN_BACK_BY_UNDO = FROM_NOTHING | {
    Entry.CANCELLED,
    Entry.ACCEPTED,
    Entry.DECLINED,
    Entry.ABSENT,
    Entry.COMES,
    Entry.STANDING,
}
OPENING = insert(ActRow).returning(ActRow.id)
WRITING = insert(JournalLine).inline()  # nobody asks for the number of a line that was just written


async def open_act(db: AsyncSession, author: Author, *, now: datetime, takes_back: int | None = None) -> Act:
    """Begin what one text, click or call causes. `takes_back` is the act that this one undoes.

    What the mapper still holds back is written first, so that all that follows sees it.
    """
    await db.flush()
    words = author.words[:WORDS_KEPT]
    values: dict[str, object] = {
        "family_id": author.family_id,
        "guardian_id": author.guardian_id,
        "author": author.kind,
        "author_name": author.name,
        "channel": author.channel,
        "words": words,
        "arrived": author.arrived,
        "at": now,
        "takes_back": takes_back,
        "trace": current_trace(),
    }
    number = (await run(db, OPENING, **values)).scalar_one()
    return Act(
        number,
        author.family_id,
        author.guardian_id,
        author.kind,
        author.name,
        author.channel,
        words,
        author.arrived,
        now,
        takes_back,
    )


async def open_system_act(db: AsyncSession, name: str, *, now: datetime, family_id: int | None = None) -> Act:
    """Begin what happens without anybody's text: `name` says which part of the house does it."""
    author = Author(AuthorKind.SYSTEM, name, "system", "", arrived=now, family_id=family_id)
    return await open_act(db, author, now=now)


@dataclass(frozen=True, slots=True)
class Line:
    """One change of one reservation, one refusal, or one thing that staff did."""

    entry: Entry
    reason: Reason | None = None
    child_id: int | None = None
    reservation_id: int | None = None
    service: str | None = None
    site: str | None = None
    day: date | None = None
    part: Part | None = None
    before: State | None = None
    after: State | None = None
    details: Mapping[str, str] | None = None


async def record(db: AsyncSession, act: Act, line: Line) -> None:
    """Write one line of what an act did."""
    await write(db, WRITING, _values(act, line))


async def record_all(db: AsyncSession, act: Act, lines: Sequence[Line]) -> None:
    """Write many lines at once."""
    await write(db, WRITING, *(_values(act, line) for line in lines))


def _values(act: Act, line: Line) -> dict[str, object]:
    return {
        "act_id": act.id,
        "entry": line.entry,
        "reason": line.reason,
        "child_id": line.child_id,
        "reservation_id": line.reservation_id,
        "service": line.service,
        "site": line.site,
        "date": line.day,
        "part": line.part,
        "before": line.before,
        "after": line.after,
        "details": line.details or {},
    }


@dataclass(frozen=True, slots=True)
class Change:
    """A line of the journal that changed a reservation, which was `before` and has this meal and these hours."""

    entry: Entry
    child_id: int
    service: str
    date: date
    part: Part | None
    reservation_id: int
    before: State | None
    meal: bool | None
    hours: Hours | None


async def last_act(db: AsyncSession, guardian_id: int, *, since: datetime) -> int | None:
    """The number of the guardian's last act since `since` (aware) that changed something and was not taken back."""
    undone = aliased(ActRow)
    changed = (
        select(ActRow.id)
        .join(JournalLine, JournalLine.act_id == ActRow.id)
        .where(
            ActRow.guardian_id == guardian_id,
            ActRow.at >= since,
            JournalLine.entry.in_(TAKEN_BACK_BY_UNDO),
            ActRow.takes_back.is_(None),
            ~exists().where(undone.takes_back == ActRow.id),
        )
        .order_by(ActRow.id.desc())
        .limit(1)
    )
    return await db.scalar(changed)


async def lines_of(db: AsyncSession, act_id: int) -> Sequence[Change]:
    """What an act changed, in the order in which it did: what a family asked for, or gave back."""
    lines = (
        select(JournalLine, Reservation.meal, Reservation.from_hour, Reservation.until_hour)
        .join(Reservation, Reservation.id == JournalLine.reservation_id)
        .where(JournalLine.act_id == act_id, JournalLine.entry.in_(TAKEN_BACK_BY_UNDO))
        .order_by(JournalLine.id)
    )
    return [
        Change(
            line.entry,
            line.child_id,
            line.service,
            line.date,
            line.part,
            line.reservation_id,
            line.before,
            meal,
            Hours(start, end) if start is not None and end is not None else None,
        )
        for line, meal, start, end in await db.execute(lines)
        if line.child_id is not None
        and line.service is not None
        and line.date is not None
        and line.reservation_id is not None
    ]


async def last_absence(db: AsyncSession, reservation_id: int) -> Mapping[str, str] | None:
    """What was noted the last time that the child was absent from this reservation."""
    noted = (
        select(JournalLine.details)
        .where(JournalLine.reservation_id == reservation_id, JournalLine.entry == Entry.ABSENT)
        .order_by(JournalLine.id.desc())
        .limit(1)
    )
    return await db.scalar(noted)


@dataclass(frozen=True, slots=True)
class Event:
    """A line of the journal with the act behind it: what happened, who caused it, in which words."""

    at: datetime
    arrived: datetime
    author: AuthorKind
    name: str
    channel: str
    words: str
    entry: Entry
    reason: Reason | None
    before: State | None
    after: State | None
    details: Mapping[str, str]


async def history(db: AsyncSession, reservation_id: int) -> Sequence[Event]:
    """All that happened to a reservation, from first to last, with what was refused to that child for that day."""
    told = aliased(JournalLine)
    same_day = exists().where(
        told.reservation_id == reservation_id,
        told.child_id == JournalLine.child_id,
        told.service == JournalLine.service,
        told.date == JournalLine.date,
    )
    refused = JournalLine.reservation_id.is_(None) & (JournalLine.entry == Entry.REFUSED) & same_day
    lines = (
        select(JournalLine, ActRow)
        .join(ActRow, ActRow.id == JournalLine.act_id)
        .where((JournalLine.reservation_id == reservation_id) | refused)
        .order_by(JournalLine.id)
    )
    return [
        Event(
            at=act.at,
            arrived=act.arrived,
            author=act.author,
            name=act.author_name,
            channel=act.channel,
            words=act.words,
            entry=line.entry,
            reason=line.reason,
            before=line.before,
            after=line.after,
            details=line.details,
        )
        for line, act in await db.execute(lines)
    ]
