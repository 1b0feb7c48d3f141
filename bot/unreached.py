"""Guardians whom no text reaches: without a phone that takes texts, or with one that stands on several files."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from booking.importing.phones import is_mobile
from booking.tables import Family, Guardian
from channels.tables import Unreachable
from channels.transport import Channel
from channels.unreachable import dead_ends


class Why(StrEnum):
    """Why texts do not reach a guardian."""

    NO_PHONE = "no_phone"
    LANDLINE = "landline"
    DEAD = "dead"  # the operator refused it for good
    SHARED = "shared"  # on several files: we cannot tell who writes


@dataclass(frozen=True, slots=True)
class Unreached:
    """A guardian whom texts do not reach; `cut_off` says that nobody else of the family is reached either."""

    guardian_id: int
    name: str
    family: str
    phone: str | None
    language: str
    why: Why
    cut_off: bool


async def unreached(db: AsyncSession) -> Sequence[Unreached]:
    """All of them: families that are cut off first, then by the number of the file."""
    everybody = (
        select(Guardian, Family.number)
        .join(Family, Family.id == Guardian.family_id)
        .where(Guardian.withdrawn_at.is_(None))
        .order_by(Guardian.id)
    )
    found = [(guardian, number) for guardian, number in await db.execute(everybody)]
    refused = await db.scalars(dead_ends().where(Unreachable.channel == Channel.SMS))
    dead = {each.address for each in refused}
    files = Counter(phone for phone, _ in {(guardian.phone, number) for guardian, number in found if guardian.phone})
    whys = {guardian.id: _why(guardian, dead, files) for guardian, _ in found}
    reached = {number for guardian, number in found if whys[guardian.id] is None}
    lacking = [
        Unreached(guardian.id, guardian.name, number, guardian.phone, guardian.language, why, number not in reached)
        for guardian, number in found
        if (why := whys[guardian.id]) is not None
    ]
    return sorted(lacking, key=lambda each: (not each.cut_off, each.family, each.guardian_id))


def _why(guardian: Guardian, dead: set[str], files: Counter[str]) -> Why | None:
    if guardian.telegram_id is not None:
        return None
    if guardian.phone is None:
        return Why.NO_PHONE
    if guardian.phone in dead:
        return Why.DEAD
    if not is_mobile(guardian.phone):
        return Why.LANDLINE
    return Why.SHARED if files[guardian.phone] > 1 else None
