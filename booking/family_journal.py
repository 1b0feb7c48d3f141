"""All that ever happened to a family: every change and every refusal, with who caused it, when and in which words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, select, union
from sqlalchemy.ext.asyncio import AsyncSession

from booking.domain import AuthorKind, Entry, Reason, State
from booking.references import reference_of
from booking.tables import ActRow, Child, JournalLine
from booking.town import Part


@dataclass(frozen=True, slots=True)
class Happened:
    """One line of the journal with the act behind it. `reference` is that of the act."""

    id: int
    arrived: datetime
    at: datetime
    author: AuthorKind
    name: str
    channel: str
    words: str
    reference: str
    entry: Entry
    reason: Reason | None
    child: str | None
    service: str | None
    site: str | None
    day: date | None
    part: Part | None
    after: State | None
    details: Mapping[str, str]


async def family_journal(
    db: AsyncSession, family_id: int, *, before: int | None = None, limit: int = 200
) -> Sequence[Happened]:
    """The latest lines first; those before the line of that number, where one is given."""
    wanted = (
        select(JournalLine, ActRow, Child.first_name)
        .join(ActRow, ActRow.id == JournalLine.act_id)
        .outerjoin(Child, Child.id == JournalLine.child_id)
        .where(JournalLine.id.in_(_lines(family_id)))
        .order_by(JournalLine.id.desc())
        .limit(limit)
    )
    if before is not None:
        wanted = wanted.where(JournalLine.id < before)
    return [_happened(line, act, child) for line, act, child in await db.execute(wanted)]


def _lines(family_id: int) -> Select[int]:
    """What was done to its children, by whomever, and what was done to the file itself."""
    of_children = select(JournalLine.id).join(Child, Child.id == JournalLine.child_id)
    of_file = select(JournalLine.id).join(ActRow, ActRow.id == JournalLine.act_id)
    both = union(
        of_children.where(Child.family_id == family_id),
        of_file.where(ActRow.family_id == family_id, JournalLine.child_id.is_(None)),
    ).subquery()
    return select(both.c.id)


def _happened(line: JournalLine, act: ActRow, child: str | None) -> Happened:
    return Happened(
        id=line.id,
        arrived=act.arrived,
        at=act.at,
        author=act.author,
        name=act.author_name,
        channel=act.channel,
        words=act.words,
        reference=reference_of(act.id),
        entry=line.entry,
        reason=line.reason,
        child=child,
        service=line.service,
        site=line.site,
        day=line.date,
        part=line.part,
        after=line.after,
        details=line.details,
    )
