"""What the journal has of news to a family: what happened without a text of theirs, and what one guardian did.

The first is news to every guardian, the second to all the others: by whatever way it came, so that nobody who holds a
telephone, or imitates its number, does anything to a child in silence.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from booking.domain import AuthorKind, Entry
from booking.tables import ActRow, Child, Guardian, JournalLine, Reservation
from booking.town import Part
from bot.tables import AnnouncedLine

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
    Entry.ABSENT: "told-others-absent",
    Entry.COMES: "told-others-comes",
    Entry.STANDING: "told-others-standing",
    Entry.STANDING_ENDED: "told-others-standing",
}
BY_THEMSELVES = (AuthorKind.GUARDIAN, AuthorKind.PORTAL)  # what staff do, they tell themselves
UNFINISHED = 1000  # lines below the last one told that may still have been uncommitted when it was
STILL_NEWS = timedelta(days=2)  # what a guardian did before is history: of an upgrade, of a demonstration's past


@dataclass(frozen=True, slots=True)
class News:
    """One line of the journal that a family must hear of. `day` is none for a standing booking as such."""

    line: int
    family_id: int
    act_id: int
    entry: Entry
    child_id: int
    child: str
    service: str
    day: date | None
    part: Part | None
    why: str
    offered_until: datetime | None
    done_by: int | None
    author: str
    trace: str | None

    @property
    def by_another(self) -> bool:
        """Whether a guardian did it, who need not be told."""
        return self.entry in BY_ANOTHER

    @property
    def message_of(self) -> tuple[object, ...]:
        """What is told in one message: all that a guardian did by one act, but each thing that happened by itself."""
        if self.by_another:
            return self.family_id, self.act_id
        return self.family_id, self.act_id, self.entry, self.service

    @property
    def said_as(self) -> str:
        """The message of the catalogue."""
        return TOLD[self.entry] if self.entry in TOLD else BY_ANOTHER[self.entry]


async def untold(db: AsyncSession, *, now: datetime) -> Sequence[News]:
    """The news that no run has marked as told, those of one message together."""
    floor = (await db.scalar(select(func.max(AnnouncedLine.line_id))) or 0) - UNFINISHED
    other = aliased(Guardian)
    has_others = exists().where(
        other.family_id == Child.family_id,
        other.withdrawn_at.is_(None),
        or_(ActRow.guardian_id.is_(None), other.id != ActRow.guardian_id),
    )
    by_another = (
        JournalLine.entry.in_(BY_ANOTHER)
        & ActRow.author.in_(BY_THEMSELVES)
        & (ActRow.at > now - STILL_NEWS)
        & has_others
    )
    wanted = (
        select(JournalLine, Child.family_id, Child.first_name, Reservation.offered_until, ActRow, Guardian.name)
        .join(ActRow, ActRow.id == JournalLine.act_id)
        .join(Child, Child.id == JournalLine.child_id)
        .outerjoin(Guardian, Guardian.id == ActRow.guardian_id)
        .outerjoin(Reservation, Reservation.id == JournalLine.reservation_id)
        .where(
            JournalLine.id > floor,
            JournalLine.entry.in_(TOLD) | by_another,
            ~exists().where(AnnouncedLine.line_id == JournalLine.id),
        )
        .order_by(Child.family_id, JournalLine.act_id, JournalLine.entry, JournalLine.service, JournalLine.id)
    )
    news = [
        News(
            line=line.id,
            family_id=family_id,
            act_id=line.act_id,
            entry=line.entry,
            child_id=line.child_id,
            child=child,
            service=line.service,
            day=line.date,
            part=line.part,
            why=line.details.get("why", ""),
            offered_until=offered_until,
            done_by=act.guardian_id,
            author=name or act.author_name,
            trace=act.trace,
        )
        for line, family_id, child, offered_until, act, name in await db.execute(wanted)
        if line.service is not None and line.child_id is not None
    ]
    return sorted(news, key=lambda each: (each.family_id, each.act_id, not each.by_another))
