"""Whom a notice concerns now, and where each of them would be told; nothing is written."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from booking.audience import Concerned, guardians_in
from channels.errors import Failure
from channels.notices.steps import told_by
from channels.notices.tables import Notice
from channels.purpose import Purpose
from channels.tables import OptOut, Unreachable
from channels.transport import Channel

Address: TypeAlias = tuple[Channel, str]
WhereTold: TypeAlias = Callable[[AsyncSession, Sequence[Concerned], Purpose], Awaitable[Mapping[int, Address]]]
"""Where each of some guardians can be told something of a purpose, by their numbers; who cannot be, is left out."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """A guardian whom a notice concerns, where they are told, and why not where that is known."""

    guardian_id: int
    language: str
    address: Address | None
    failure: Failure | None = None


async def choose(db: AsyncSession, notice: Notice, where_told: WhereTold, *, today: date) -> Sequence[Chosen]:
    """The guardians of its audience, without those told by the notice that it leaves out. `today` is the town's."""
    guardians = await guardians_in(db, notice.audience, today=today)
    if notice.without is not None:
        told = await told_by(db, notice.without)
        guardians = [guardian for guardian in guardians if guardian.id not in told]
    reached = await where_told(db, guardians, notice.purpose)
    closed = await _closed(db, notice.purpose) if len(reached) < len(guardians) else {}
    return [
        Chosen(
            guardian.id,
            guardian.language,
            reached.get(guardian.id),
            None if guardian.id in reached else closed.get(guardian.phone or ""),
        )
        for guardian in guardians
    ]


async def _closed(db: AsyncSession, purpose: Purpose) -> Mapping[str, Failure]:
    """Why a telephone is left alone: its owner said so, or it leads nowhere."""
    dead = select(Unreachable.address, Unreachable.failure).where(Unreachable.channel != Channel.TELEGRAM)
    found = {row.address: row.failure for row in await db.execute(dead)}
    silent = select(OptOut.address).where(OptOut.purpose == purpose, OptOut.ended_at.is_(None))
    return found | dict.fromkeys(await db.scalars(silent), Failure.OPTED_OUT)
