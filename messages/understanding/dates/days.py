"""Days worked out."""

from datetime import date
from typing import NamedTuple

from messages.understanding.meaning import Repeat


class Days(NamedTuple):
    """Which days: `state` says whether they are certain, left open, past, or on no calendar."""

    days: tuple[date, ...] = ()
    repeat: Repeat | None = None
    state: str = "certain"
