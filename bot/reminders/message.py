"""One reminder before it is written down: to whom, what concerns them, and when it is of use."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from booking.reminders.concern import Concern
from booking.reminders.tables import Kept, Kind
from booking.reminders.usual import as_usual
from booking.tables import Guardian
from booking.town import Town
from bot.pending import PendingQuestion
from bot.reaching import Reach, reach_all
from bot.reminders.naming import question_of
from bot.reminders.wording import lines_for, reply_of
from bot.speaking import outgoing, style_of
from channels.purpose import Purpose
from channels.transport import Channel, Outgoing
from messages.wording.catalogue import Catalogue


@dataclass(frozen=True, slots=True)
class ToTell:
    """What a guardian is to be told, where, in which language."""

    guardian_id: int
    family_id: int
    there: Reach
    language: str
    concerns: Sequence[Concern]

    @property
    def kind(self) -> Kind:
        """Of what they are reminded."""
        return self.concerns[0].moment.kind

    @property
    def due_at(self) -> datetime:
        """When it should leave."""
        return min(each.moment.due_at for each in self.concerns)

    @property
    def until(self) -> datetime:
        """The first instant at which a part of it is of no use any more."""
        return min(each.moment.until for each in self.concerns)

    def question(self, reminder_id: int, *, now: datetime) -> PendingQuestion | None:
        """What it asks, once it has its number."""
        return question_of(reminder_id, self.kind, lines_for(self.concerns), asked_at=now)

    def message(self, town: Town, catalogue: Catalogue, question: PendingQuestion | None) -> Outgoing:
        """Its final words."""
        return outgoing(
            catalogue,
            reply_of(town, self.concerns, question),
            channel=self.there.channel,
            to=self.there.address,
            style=style_of(self.there.channel),
            language=self.language,
        )


Suppressed = Mapping[Kept, int]


async def to_tell(
    db: AsyncSession, town: Town, by_guardian: Sequence[Sequence[Concern]], *, channels: Collection[Channel]
) -> tuple[Sequence[ToTell], Suppressed]:
    """The messages for these guardians; and how many concerns are not told, by reason."""
    kept: dict[Kept, int] = defaultdict(int)
    wanted: dict[int, list[Concern]] = {}
    for concern in await as_usual(db, town, [each for concerns in by_guardian for each in concerns]):
        if concern.kept is None:
            wanted.setdefault(concern.who.id, []).append(concern)
        else:
            kept[concern.kept] += 1
    guardians = (await db.scalars(select(Guardian).where(Guardian.id.in_(wanted)).order_by(Guardian.id))).all()
    reached = await reach_all(db, guardians, purpose=Purpose.REMINDER, channels=channels)
    messages: dict[tuple[int, Reach], ToTell] = {}  # one message for a family at one address
    for guardian in guardians:
        concerns = wanted[guardian.id]
        there = reached.get(guardian.id)
        if there is None:
            kept[Kept.NO_ADDRESS] += len(concerns)
        elif (guardian.family_id, there) in messages:
            kept[Kept.SAME_PHONE] += len(concerns)
        else:
            told = ToTell(guardian.id, guardian.family_id, there, guardian.language, concerns)
            messages[guardian.family_id, there] = told
    return list(messages.values()), kept
