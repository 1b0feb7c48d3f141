"""What a family has a right to, as the desk does it: it is handed this when the whole is put together."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncSession

from booking.domain import Act


@dataclass(frozen=True, slots=True)
class HandedOver:
    """What is kept of a family: `rows` in JSON for machines, `page` to be read."""

    rows: str
    page: str


class FamilyRights(Protocol):
    """Access and erasure."""

    async def hand_over(self, db: AsyncSession, number: str, *, now: datetime) -> HandedOver:
        """All that is kept of the family of that file number."""
        ...

    async def erase(self, db: AsyncSession, number: str, *, act: Act) -> Sequence[str]:
        """Erase it; what came of it, in French."""
        ...
