"""One thing that concerns one guardian: a child, a service, a day; or why it is kept from them after all."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, TypeAlias, TypeVarTuple

from sqlalchemy import Row, Select, select
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.selectable import TypedReturnsRows

from booking.patterns import Weeks, falls_in
from booking.reminders.moments import Moment
from booking.reminders.tables import Kept
from booking.rules.reminding import ReminderChoice
from booking.tables import Guardian
from booking.town import Hours, Part

Columns = TypeVarTuple("Columns")
Rows: TypeAlias = Select[*tuple[Any, ...]]
ROWS_AT_ONCE = 1000
WHO = (Guardian.id, Guardian.family_id, Guardian.reminders, Guardian.weeks, Guardian.anchor)


@dataclass(frozen=True, slots=True)
class Addressee:
    """A guardian, with what they chose, and the weeks in which the children are with them."""

    id: int
    family_id: int
    reminders: ReminderChoice | None
    weeks: Weeks
    anchor: date | None

    def has(self, day: date) -> bool:
        """Whether the children are with them in the week of that day."""
        return falls_in(day, self.weeks, self.anchor)

    def choice(self, default: ReminderChoice) -> ReminderChoice:
        """Their own choice, or the town's."""
        return self.reminders or default


@dataclass(frozen=True, slots=True)
class Concern:
    """A child, a service and a day of which a guardian is to be told; `kept` says why not, none where they are.

    `part`, `meal` and `hours` are those in which the child usually comes; `like` is the reservation that says so.
    """

    who: Addressee
    moment: Moment
    child_id: int
    child: str
    day: date
    part: Part | None = None
    meal: bool | None = None
    hours: Hours | None = None
    like: int | None = None
    kept: Kept | None = None

    def kept_for(self, why: Kept) -> "Concern":
        """The same, not to be told after all."""
        return replace(self, kept=why)

    @property
    def key(self) -> tuple[str, int, int, str, date, int]:
        """What is told only once."""
        return self.moment.kind, self.who.id, self.child_id, self.moment.service, self.day, self.moment.step


async def rows_of(connection: AsyncConnection, statement: TypedReturnsRows[*Columns]) -> AsyncIterator[Row[*Columns]]:
    """The rows of a statement as they come, a thousand in memory."""
    result = await connection.stream(statement, execution_options={"yield_per": ROWS_AT_ONCE})
    async for rows in result.partitions():  # one by one each would be a switch of contexts, a fifth of the time
        for row in rows:
            yield row


def at_once(query: Rows, *order: int) -> Rows:
    """The rows of a query in the order of these columns (counted from 0), all found before the first is handed out.

    Otherwise PostgreSQL looks up what was told row by row as they stream, through all that is written meanwhile: with
    9,600 rows that was the half of the time, and with 38,400 ten times as much.
    """
    found = query.cte("found").prefix_with("MATERIALIZED")
    columns = list(found.c)
    return select(found).order_by(*(columns[place] for place in order))


async def by_guardian(concerns: AsyncIterator[Concern]) -> AsyncIterator[Sequence[Concern]]:
    """All that concerns each guardian, of what comes in the order of the guardians."""
    together: list[Concern] = []
    async for concern in concerns:
        if together and together[0].who.id != concern.who.id:
            yield together
            together = []
        together.append(concern)
    if together:
        yield together
