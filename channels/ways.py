"""The ways to a guardian: each of their addresses, and what stands in the way there."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from sqlalchemy import ColumnElement
from sqlalchemy.ext.asyncio import AsyncSession

from booking.audience import Concerned
from booking.tables import Guardian
from channels.errors import Failure
from channels.purpose import Purpose
from channels.transport import Channel


@dataclass(frozen=True, slots=True)
class Way:
    """One address of a guardian, and what stands in the way there: an opt-out since a date, or a provider's refusal."""

    channel: Channel
    address: str
    opted_out_since: datetime | None = None
    refused: Failure | None = None

    @property
    def is_open(self) -> bool:
        """Whether something may be said there unasked."""
        return self.opted_out_since is None and self.refused is None


Somebody: TypeAlias = Guardian | Concerned
WaysTo: TypeAlias = Callable[[AsyncSession, Sequence[Somebody], Purpose], Awaitable[Mapping[int, Sequence[Way]]]]
"""All ways to each of some guardians, by the guardian's number, the best first."""

OutOfReach: TypeAlias = Callable[[Purpose], ColumnElement[bool]]
"""Whether a row of guardians has no open way for that purpose: a condition for a statement about guardians."""
