"""The guardians whom a closure concerns, and those whom somebody must telephone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload

from booking.tables import Family, Guardian

AT_ONCE = 5000  # families in one statement; SQLite takes 32,766 values


@dataclass(frozen=True, slots=True)
class ToCall:
    """Somebody who does not hear of it from us: their telephone, if the file has one, and why they do not."""

    guardian: str
    phone: str | None
    family: int
    number: str
    why: str


async def guardians_of(db: AsyncSession, families: Sequence[int]) -> Sequence[Guardian]:
    """All guardians of these families who have a say, with their family."""
    found: list[Guardian] = []
    for start in range(0, len(families), AT_ONCE):
        wanted = (
            select(Guardian)
            .join(Family, Family.id == Guardian.family_id)
            .where(Family.id.in_(families[start : start + AT_ONCE]), Guardian.withdrawn_at.is_(None))
            .options(selectinload(Guardian.family))
            .order_by(Guardian.name, Guardian.id)
        )
        found += await db.scalars(wanted)
    return found


def to_call(guardians: Iterable[Guardian], why: str = "") -> Sequence[ToCall]:
    """These guardians, to be telephoned."""
    return [to_call_one(guardian, why) for guardian in guardians]


def to_call_one(guardian: Guardian, why: str = "") -> ToCall:
    """One of them; without a reason of its own, that no message can be sent there."""
    cannot = "ne veut pas ou ne peut pas recevoir de messages" if guardian.phone else "aucun téléphone au dossier"
    return ToCall(guardian.name, guardian.phone, guardian.family_id, guardian.family.number, why or cannot)
