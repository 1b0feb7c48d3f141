"""One reminder before it is written down: to whom, what concerns them, and when it is of use."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from booking.audience import guardians_of
from booking.reminders.concern import Concern
from booking.reminders.tables import Kept, Kind
from booking.reminders.usual import as_usual
from booking.town import Town
from bot.reaching import Reach, reach_all
from bot.reminders.wording import Said
from channels.purpose import Purpose
from channels.transport import Channel


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
    def asks(self) -> bool:
        """Whether OUI would book what it names: it asks, unless another question is open there."""
        return self.kind is Kind.DEADLINE

    @property
    def due_at(self) -> datetime:
        """When it should leave."""
        return min(each.moment.due_at for each in self.concerns)

    @property
    def until(self) -> datetime:
        """The first instant at which a part of it is of no use any more."""
        return min(each.moment.until for each in self.concerns)

    @property
    def said(self) -> tuple[Sequence[str], tuple[Said, ...]]:
        """The names of the children, in the order of the file; and what it says, in which they are but numbered."""
        by_child = {each.child_id: each.child for each in self.concerns}
        names = list(dict.fromkeys(by_child[child] for child in sorted(by_child)))
        place = {name: number for number, name in enumerate(names)}
        said = [
            Said(each.moment, place[each.child], each.day, each.part, each.meal, each.hours) for each in self.concerns
        ]
        return names, tuple(said)


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
    guardians = await guardians_of(db, wanted)
    reached = await reach_all(db, guardians, purpose=Purpose.REMINDER, channels=channels)
    messages: dict[tuple[int, Reach], ToTell] = {}  # one message for a family at one address
    for guardian in guardians:
        concerns = wanted[guardian.id]
        family = concerns[0].who.family_id
        there = reached.get(guardian.id)
        if there is None:
            kept[Kept.NO_ADDRESS] += len(concerns)
        elif (family, there) in messages:
            kept[Kept.SAME_PHONE] += len(concerns)
        else:
            messages[family, there] = ToTell(guardian.id, family, there, guardian.language, concerns)
    return list(messages.values()), kept
