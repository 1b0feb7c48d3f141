"""A family, or one of its guardians, is erased (RGPD, article 17): at once, everywhere, but for what bills rest on.

Rows to which the journal refers stay as shells without a name; all else goes. What must be kept by law (article 17, 3,
b) is the number of the file, the first names of the children and the days that were billed: the town's accounts know
the rest by that number. `bot.forgetting` lets these go, too, when their time has come.
"""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, delete, false, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.sql.expression import SQLColumnExpression

from booking.domain import Act, Entry
from booking.forgetting.files import (
    Billed,
    billed,
    cancel_what_is_to_come,
    forget_children,
    forget_family,
    forget_guardians,
)  # fmt: skip
from booking.forgetting.journal import forget_details, forget_words
from booking.importing.tables import ImportedFamily, SetAside
from booking.journal import Line, record
from booking.phones import written_as
from booking.rules.keeping import Keeping, months_before
from bot.rights.people import People
from bot.tables import ConversationRow
from channels.desk.tables import TakenForm
from channels.forgetting import forget_addresses, forget_received, forget_sent
from channels.notices.tables import Recipient
from channels.portal.tables import AnsweredCall, CalendarFeed, PageBrowser, PageLink
from channels.tables import InboxMessage, OutboxMessage

NOTHING = Billed(frozenset(), 0, None)


@dataclass(frozen=True, slots=True)
class Erased:
    """What came of it: how many places were given back, and what is kept for the accounts, until when."""

    given_back: int
    kept: Billed
    until: date | None
    addresses: frozenset[str]


async def erase(db: AsyncSession, people: People, keeping: Keeping, *, act: Act, today: date) -> Erased:
    """Erase them all; a line of the journal says that it was done, and by whom. Commits nothing."""
    since = months_before(today, 12 * keeping.billing_years)
    given_back = await cancel_what_is_to_come(db, people.child_ids, act=act, today=today)
    kept = await billed(db, people.child_ids, since=since, today=today) if people.children else NOTHING
    await forget_words(db, people.acts - {act.id}, by=act)
    await forget_details(db, people.lines, by=act)
    await _forget_messages(db, people, act)
    await _forget_access(db, people.guardian_ids)
    await _forget_mentions(db, people)
    await forget_guardians(db, people.guardian_ids, now=act.at)
    if people.children or people.whole_file:
        await forget_children(db, people.child_ids, billed=kept.children)
        await forget_family(db, people.family.id, people.family.number, keeps_number=bool(kept.children), now=act.at)
    else:
        await _forget_memory(db, people)
    await record(db, act, Line(Entry.ERASED, details={"billed_days": str(kept.days)}))
    until = None if kept.last is None else months_before(kept.last, -12 * keeping.billing_years)
    return Erased(given_back, kept, until, people.addresses)


async def _forget_messages(db: AsyncSession, people: People, act: Act) -> None:
    await forget_received(db, InboxMessage.sender.in_(people.addresses), now=act.at)
    theirs = or_(OutboxMessage.to.in_(people.addresses), OutboxMessage.guardian_id.in_(people.guardian_ids))
    await forget_sent(db, theirs)
    await forget_addresses(db, people.addresses)
    held = or_(ConversationRow.address.in_(people.addresses), ConversationRow.guardian_id.in_(people.guardian_ids))
    await db.execute(delete(ConversationRow).where(held))
    await db.execute(delete(Recipient).where(Recipient.guardian_id.in_(people.guardian_ids)))


async def _forget_access(db: AsyncSession, guardians: Collection[int]) -> None:
    for entity in (PageLink, PageBrowser, CalendarFeed):
        await db.execute(delete(entity).where(entity.guardian_id.in_(guardians)))


async def _forget_mentions(db: AsyncSession, people: People) -> None:
    """What names them elsewhere, and is only there for a while: the answers of forms and of calls, rows set aside."""
    names = {one.name for one in people.guardians} | {one.first_name for one in people.children} | people.addresses
    await db.execute(delete(TakenForm).where(_mentions(TakenForm.said, names)))
    await db.execute(delete(TakenForm).where(TakenForm.leads_to.contains(f"/familles/{people.family.id}")))
    await db.execute(delete(AnsweredCall).where(_mentions(AnsweredCall.body, names)))
    theirs = {one.name for one in people.guardians} | {form for phone in people.addresses for form in written_as(phone)}
    if people.children:
        theirs |= {people.family.number, *(f"{one.first_name} {one.last_name}" for one in people.children)}
    await _forget_set_aside(db, theirs)


async def _forget_set_aside(db: AsyncSession, words: Collection[str]) -> None:
    """Rows of old files that say one of these words; what they say may be sealed, so it is read here."""
    sought = [word.casefold() for word in words if word]
    rows = await db.execute(select(SetAside.id, SetAside.child, SetAside.value, SetAside.became, SetAside.rows))
    said = {number: json.dumps(cells, ensure_ascii=False).casefold() for number, *cells in rows}
    theirs = [number for number, text in said.items() if any(word in text for word in sought)]
    await db.execute(delete(SetAside).where(SetAside.id.in_(theirs)))


def _mentions(column: SQLColumnExpression[str], words: Collection[str]) -> ColumnElement[bool]:
    return or_(false(), *(column.contains(word, autoescape=True) for word in words if word))


async def _forget_memory(db: AsyncSession, people: People) -> None:
    """What the old file said of a guardian; of the rest of the family it stays."""
    memory = await db.get(ImportedFamily, people.family.id)
    if memory is None:
        return
    guardians = memory.memory.get("guardians")
    if isinstance(guardians, dict):
        gone = {str(number) for number in people.guardian_ids}
        memory.memory = memory.memory | {"guardians": {key: of for key, of in guardians.items() if key not in gone}}
        await db.flush()
