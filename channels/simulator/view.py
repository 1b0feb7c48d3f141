"""What the page shows, read from the database in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from booking.database import Database
from booking.town import Town
from channels.simulator.clock import MovableClock
from channels.simulator.conversation import Conversation, conversation
from channels.simulator.family import Agenda, Pupil, agenda_of, bookable, guardian_with_family, pupils_of
from channels.simulator.people import Household, households
from channels.simulator.places import Week, week_from


@dataclass(frozen=True, slots=True)
class FamilyView:
    """The family beside the phone."""

    number: str
    missing: tuple[str, ...]
    pupils: tuple[Pupil, ...]
    agenda: Agenda
    week: Week


@dataclass(frozen=True, slots=True)
class LiveView:
    """What one looks at: `guardian` and `family` are none for a stranger; `here` is the town's date and hour."""

    phone: str
    guardian: str | None
    here: datetime
    conversation: Conversation
    family: FamilyView | None


class Viewer:
    """Reads what is to be seen; holds up no writer."""

    def __init__(self, database: Database, town: Town, clock: MovableClock) -> None:
        self._database = database
        self._town = town
        self._clock = clock

    async def people(self) -> Sequence[Household]:
        """The families to choose from."""
        async with self._database.reading() as db:
            return await households(db)

    async def live(self, phone: str) -> LiveView:
        """What a number (E.164) sees now; five queries, as it is asked for every second."""
        here = self._clock.local(self._clock.now())
        today = here.date()
        async with self._database.reading() as db:
            said = await conversation(db, phone, self._clock.local)
            guardian = await guardian_with_family(db, phone)
            if guardian is None:
                return LiveView(phone, None, here, said, None)
            family = guardian.family
            shown = FamilyView(
                number=family.number,
                missing=tuple(family.missing),
                pupils=pupils_of(family, self._town),
                agenda=await agenda_of(db, family, self._town, first=today),
                week=await week_from(db, self._town, bookable(family, on=today), first=today),
            )
        return LiveView(phone, guardian.name, here, said, shown)
