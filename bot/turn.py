"""One text on its way through the bot: who sent it, when, in which transaction."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from booking.domain import Act, Author, AuthorKind
from booking.households import Household
from booking.journal import open_act
from booking.town import Town
from messages.understanding.doubts import Doubt


def no_doubt() -> Doubt | None:
    """Nothing stands in the way of what was said."""
    return None


@dataclass
class Turn:
    """What every answer needs. `number` is that of the text in the inbox, `arrived` when it reached us (aware).

    `led_by` are the words of the text that led to the question which this one answers. `address` is that of the
    site, none where it has none. `doubt` finds out why nothing in the text is acted on, where it can be said; `quoted`
    is the act whose reference the text names.
    """

    db: AsyncSession
    town: Town
    caller: Household
    channel: str
    words: str
    number: int
    arrived: datetime
    now: datetime
    led_by: str = ""
    address: str | None = None
    doubt: Callable[[], Doubt | None] = no_doubt
    quoted: int | None = None
    _act: Act | None = field(default=None, init=False)

    @property
    def today(self) -> date:
        """The day on which the text reached us, in the town."""
        return self.arrived.astimezone(self.town.zone).date()

    @property
    def all_words(self) -> str:
        """All that was said of what is wanted: before the question, and in answer to it."""
        return f"{self.led_by} {self.words}".strip()

    async def act(self, *, takes_back: int | None = None) -> Act:
        """The act that this text is: opened when the first thing is done, one for all that it does."""
        if self._act is None:
            author = Author(
                AuthorKind.GUARDIAN,
                self.caller.name,
                self.channel,
                self.words,
                self.arrived,
                family_id=self.caller.family_id,
                guardian_id=self.caller.guardian_id,
            )
            self._act = await open_act(self.db, author, now=self.now, takes_back=takes_back)
        return self._act
