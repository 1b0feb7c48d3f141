"""Whom a notice concerns now, and where each of them would be told; nothing is written."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from sqlalchemy.ext.asyncio import AsyncSession

from booking.audience import Concerned, guardians_in
from channels.errors import Failure
from channels.notices.steps import told_by
from channels.notices.tables import Notice
from channels.transport import Channel
from channels.ways import Way, WaysTo

Address: TypeAlias = tuple[Channel, str]


@dataclass(frozen=True, slots=True)
class Chosen:
    """A guardian whom a notice concerns, where they are told, and why not where that is known."""

    guardian_id: int
    language: str
    address: Address | None
    failure: Failure | None = None


async def choose(db: AsyncSession, notice: Notice, ways_to: WaysTo, *, today: date) -> Sequence[Chosen]:
    """The guardians of its audience, without those told by the notice that it leaves out. `today` is the town's."""
    guardians = await guardians_in(db, notice.audience, today=today)
    if notice.without is not None:
        told = await told_by(db, notice.without)
        guardians = [guardian for guardian in guardians if guardian.id not in told]
    ways = await ways_to(db, guardians, notice.purpose)
    return [_chosen(guardian, ways[guardian.id]) for guardian in guardians]


def _chosen(guardian: Concerned, ways: Sequence[Way]) -> Chosen:
    """By the first way that is open; without one, what stands in the first."""
    for way in ways:
        if way.is_open:
            return Chosen(guardian.id, guardian.language, (way.channel, way.address))
    failure = None if not ways else Failure.OPTED_OUT if ways[0].opted_out_since is not None else ways[0].refused
    return Chosen(guardian.id, guardian.language, None, failure)
