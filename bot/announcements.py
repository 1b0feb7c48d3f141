"""What happened to a family without a text of theirs: read from the journal, told once, to every guardian.

A place that came free, one that is held for an answer, a closure, a decision; and what one guardian did on a page, or
the portal for them, which only the others are told. Each line of the journal is marked as
told in the transaction that puts the message in the outbox, so a second run, or a second worker, tells nothing twice.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from sqlalchemy import exists, func, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from booking.domain import Entry
from booking.tables import ActRow, Child, Guardian, JournalLine, Reservation
from booking.town import Part, Town
from bot.pending import NO, YES, Asking, PendingQuestion
from bot.reaching import Reach, earliest, reach
from bot.replies import local, service_label, when
from bot.reply import Choice, Reply
from bot.tables import AnnouncedLine
from bot.threads import ask_in_thread
from channels.outbox import news_batch
from channels.purpose import Purpose
from channels.transport import Channel
from messages.understanding.meaning import Intent, Request
from messages.wording.message import Message, Names, Until, Value

TOLD = {
    Entry.PROMOTED: "told-promoted",
    Entry.OFFERED: "told-offered",
    Entry.EXPIRED: "told-expired",
    Entry.CLOSED: "told-closed",
    Entry.REOPENED: "told-reopened",
    Entry.GRANTED: "told-granted",
    Entry.DENIED: "told-denied",
    Entry.CLASH: "told-clash",
}
BY_ANOTHER = {
    Entry.BOOKED: "told-others-booked",
    Entry.WAITING: "told-others-waiting",
    Entry.REQUESTED: "told-others-requested",
    Entry.ACCEPTED: "told-others-booked",
    Entry.CANCELLED: "told-others-cancelled",
    Entry.DECLINED: "told-others-cancelled",
}  # by text, the family's own thread shows it
SILENT_CHANNELS = ("page", "api")  # where one guardian acts and the others see nothing of it
UNFINISHED = 1000  # lines below the last one told that may still have been uncommitted when it was


@dataclass(frozen=True, slots=True)
class News:
    """One line of the journal that a family must hear of."""

    line: int
    family_id: int
    act_id: int
    entry: Entry
    child: str
    service: str
    day: date
    part: Part | None
    why: str
    offered_until: datetime | None
    done_by: int | None
    author: str

    def concerns(self, guardian: Guardian) -> bool:
        """Whether it is news to a guardian: what they did themselves is none."""
        return self.entry in TOLD or guardian.id != self.done_by

    @property
    def said_as(self) -> str:
        """The message of the catalogue."""
        return TOLD[self.entry] if self.entry in TOLD else BY_ANOTHER[self.entry]


@dataclass(frozen=True, slots=True)
class Announcement:
    """What one guardian is told, where, from when on and until when it is of use; `batch` names what it tells."""

    guardian_id: int
    there: Reach
    language: str
    reply: Reply
    due_at: datetime
    no_use_after: datetime | None
    batch: str


async def announce(
    db: AsyncSession, town: Town, *, channels: Sequence[Channel], now: datetime
) -> Sequence[Announcement]:
    """What has not been told yet, marked as told; whoever asks must put it in the outbox in this transaction."""
    news = await _untold(db)
    if not news:
        return ()
    await db.execute(insert(AnnouncedLine), [{"line_id": each.line, "at": now} for each in news])
    announcements: list[Announcement] = []
    for _, together in groupby(news, key=lambda each: (each.family_id, each.act_id, each.entry, each.service)):
        of_one = list(together)
        concerned = select(Guardian).where(Guardian.family_id == of_one[0].family_id, Guardian.withdrawn_at.is_(None))
        for guardian in [one for one in await db.scalars(concerned) if of_one[0].concerns(one)]:
            announcements += await _to_guardian(db, town, guardian, of_one, channels, now)
    return announcements


async def _untold(db: AsyncSession) -> Sequence[News]:
    floor = (await db.scalar(select(func.max(AnnouncedLine.line_id))) or 0) - UNFINISHED
    done_for_them = JournalLine.entry.in_(BY_ANOTHER) & ActRow.channel.in_(SILENT_CHANNELS)
    wanted = (
        select(JournalLine, Child.family_id, Child.first_name, Reservation.offered_until, ActRow, Guardian.name)
        .join(ActRow, ActRow.id == JournalLine.act_id)
        .join(Child, Child.id == JournalLine.child_id)
        .outerjoin(Guardian, Guardian.id == ActRow.guardian_id)
        .outerjoin(Reservation, Reservation.id == JournalLine.reservation_id)
        .where(
            JournalLine.id > floor,
            JournalLine.entry.in_(TOLD) | done_for_them,
            ~exists().where(AnnouncedLine.line_id == JournalLine.id),
        )
        .order_by(Child.family_id, JournalLine.act_id, JournalLine.entry, JournalLine.service, JournalLine.id)
    )
    return [
        News(
            line=line.id,
            family_id=family_id,
            act_id=line.act_id,
            entry=line.entry,
            child=child,
            service=line.service,
            day=line.date,
            part=line.part,
            why=line.details.get("why", ""),
            offered_until=offered_until,
            done_by=act.guardian_id,
            author=name or act.author_name,
        )
        for line, family_id, child, offered_until, act, name in await db.execute(wanted)
        if line.service is not None and line.date is not None
    ]


async def _to_guardian(
    db: AsyncSession, town: Town, guardian: Guardian, news: Sequence[News], channels: Sequence[Channel], now: datetime
) -> Iterable[Announcement]:
    there = await reach(db, guardian, purpose=Purpose.NEWS, channels=channels)
    if there is None:
        return []
    entry, until = news[0].entry, news[0].offered_until
    question = _question(news, now) if entry is Entry.OFFERED else None
    if question is not None:
        await ask_in_thread(db, there.channel, there.address, guardian.id, question, now=now)
    choices = (Choice(Message(YES)), Choice(Message(NO))) if question is not None else ()
    reply = Reply((Message(news[0].said_as, _about(town, news)),), question, choices)
    batch = news_batch(news[0].act_id, news[0].line, guardian.id)
    return [Announcement(guardian.id, there, guardian.language, reply, _due(town, until, now), until, batch)]


def _due(town: Town, until: datetime | None, now: datetime) -> datetime:
    """By day; but at once, where an offer would be over by then."""
    due = earliest(now, Purpose.NEWS, town)
    return due if until is None or due < until else now


def _question(news: Sequence[News], now: datetime) -> PendingQuestion:
    first = news[0]
    about = Request(
        Intent.BOOK,
        services=(first.service,),
        children=tuple(dict.fromkeys(each.child for each in news)),
        days=tuple(sorted({each.day for each in news})),
    )
    return PendingQuestion(first.line, Asking.OFFER, about, (YES, NO), now)


def _about(town: Town, news: Sequence[News]) -> dict[str, Value]:
    first = news[0]
    about: dict[str, Value] = {
        "service": service_label(town, first.service),
        "children": Names(tuple(dict.fromkeys(each.child for each in news))),
        "days": when(sorted({each.day for each in news})),
        "why": first.why,
        "author": first.author,
    }
    if first.offered_until is not None:
        about["until"] = Until(local(town, first.offered_until))
    return about
