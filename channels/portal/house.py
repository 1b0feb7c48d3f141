"""What the portal is handed when the whole is put together: it does not know the bot that words its answers."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from booking.database import Database
from booking.outcomes import Outcome
from booking.town import Town

Sentence: TypeAlias = Callable[[Sequence[Outcome], str], str]
"""What a parent is told of outcomes, in that language: the words of a text message."""


@dataclass(frozen=True, slots=True)
class House:
    """The town's house as the portal enters it. `ring` tells the worker that there is something to tell."""

    database: Database
    town: Town
    now: Callable[[], datetime]
    sentence: Sentence
    ring: Callable[[], None]
