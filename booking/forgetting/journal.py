"""Words of the journal are forgotten, and the journal still proves what happened.

Why so. A journal that may be changed proves nothing, and one that keeps a parent's words for ever breaks article 5 of
the RGPD. Words apart from their lines, by a key, would make every reader of the journal look in two places, and the
rows of before could not be moved: they are append-only. So words stay with their line, and the database lets one
thing be done: empty them, where a row of `redactions` says by which act. Who emptied what, when and why is then a
line of the journal itself. What happened stays: entry, session, instant, before and after; so it replays as before.

No digest of the words is kept: a text of three words is found again by trying them all.
"""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import ColumnElement, Select, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from booking.domain import Act, AuthorKind
from booking.tables import ActRow, JournalLine, Redaction

NOBODY: Mapping[str, str] = {}
PEOPLE = (AuthorKind.GUARDIAN, AuthorKind.STAFF)


async def forget_words(db: AsyncSession, acts: Collection[int], *, by: Act) -> int:
    """Empty the words of these acts, and the names of the guardians who did them; how many had any."""
    said = or_(ActRow.words != "", (ActRow.author == AuthorKind.GUARDIAN) & (ActRow.author_name != ""))
    found = await _found(db, select(ActRow.id).where(ActRow.id.in_(acts), said), by)
    await _empty(db, ActRow.id.in_(found), words="")
    await _empty(db, ActRow.id.in_(found) & (ActRow.author == AuthorKind.GUARDIAN), author_name="")
    return len(found)


async def forget_authors(db: AsyncSession, acts: Collection[int], *, by: Act) -> int:
    """Empty the names of all people who did these acts, of staff too; how many had one."""
    named = (ActRow.author_name != "") & ActRow.author.in_(PEOPLE)
    found = await _found(db, select(ActRow.id).where(ActRow.id.in_(acts), named), by)
    await _empty(db, ActRow.id.in_(found), author_name="")
    return len(found)


async def forget_details(db: AsyncSession, lines: Collection[int], *, by: Act) -> int:
    """Empty the details of these lines; how many there were."""
    if not lines:
        return 0
    await allow_change(db, (await db.scalars(select(JournalLine.act_id).where(JournalLine.id.in_(lines)))).all(), by=by)
    emptying = update(JournalLine).where(JournalLine.id.in_(lines)).values(details=NOBODY)
    await db.execute(emptying.execution_options(synchronize_session=False))
    return len(lines)


async def allow_change(db: AsyncSession, acts: Collection[int], *, by: Act) -> None:
    """Say by which act the words of these, or the details of their lines, will be changed: the database asks first."""
    known = select(Redaction.act_id).where(Redaction.by_act_id == by.id, Redaction.act_id.in_(acts))
    new = set(acts) - set((await db.scalars(known)).all())
    if new:
        await db.execute(insert(Redaction), [{"act_id": act_id, "by_act_id": by.id} for act_id in sorted(new)])


async def _found(db: AsyncSession, acts: Select[int], by: Act) -> Sequence[int]:
    """The acts that are to be changed, with the leave to do so."""
    found = sorted((await db.scalars(acts)).all())
    await allow_change(db, found, by=by)
    return found


async def _empty(db: AsyncSession, which: ColumnElement[bool], **values: str) -> None:
    await db.execute(update(ActRow).where(which).values(**values).execution_options(synchronize_session=False))
