"""In which weeks the children are with a guardian: written on the file by staff, with a line in the journal."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from booking.domain import Act, Entry
from booking.journal import Line, record
from booking.patterns import Weeks
from booking.tables import Guardian


@dataclass(frozen=True, slots=True)
class Custody:
    """The weeks of one guardian; alternate ones are every other one from the week of `anchor` on, even in a year of 53
    weeks, in which the parity of the calendar would give one parent two in a row."""

    weeks: Weeks = Weeks.ALL
    anchor: date | None = None

    def __post_init__(self) -> None:
        if (self.weeks is Weeks.ALTERNATE) != (self.anchor is not None):
            raise ValueError("alternate weeks have a day from which they are counted, others have none")


def custody_of(guardian: Guardian) -> Custody:
    """The weeks that stand on the file."""
    is_alternate = guardian.weeks is Weeks.ALTERNATE and guardian.anchor is not None
    return Custody(guardian.weeks, guardian.anchor) if is_alternate else Custody(_plain(guardian.weeks))


async def set_custody(
    db: AsyncSession, guardian_id: int, custody: Custody, *, was: Custody, act: Act
) -> Guardian | None:
    """Put these weeks on a guardian's file. None where they are not `was` any more, or the guardian is gone."""
    guardian = await db.scalar(select(Guardian).where(Guardian.id == guardian_id).with_for_update())
    if guardian is None or custody_of(guardian) != was or act.family_id != guardian.family_id:
        return None
    guardian.weeks, guardian.anchor = custody.weeks, custody.anchor
    anchor = "" if custody.anchor is None else custody.anchor.isoformat()
    details = {"guardian": guardian.name, "weeks": custody.weeks.value, "anchor": anchor}
    await record(db, act, Line(Entry.WEEKS, details=details))
    await db.flush()
    return guardian


def _plain(weeks: Weeks) -> Weeks:
    """Alternate weeks that are counted from no day are all of them."""
    return Weeks.ALL if weeks is Weeks.ALTERNATE else weeks
