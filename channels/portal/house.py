"""What the portal is handed when the whole is put together: it does not know the bot that words its answers."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from booking.database import Database
from booking.outcomes import Outcome
from booking.town import Town
from messages.wording.catalogue import Catalogue
from messages.wording.message import Message

CONFLICTS_AT_MOST = 5  # in a row; each one means that another act got on
Sentences: TypeAlias = Callable[[Sequence[Outcome]], Sequence[Message]]
"""What a parent is told of outcomes: the messages of a reply."""


@dataclass(frozen=True, slots=True)
class House:
    """The town's house as the portal enters it. `ring` tells the worker that there is something to tell."""

    database: Database
    town: Town
    now: Callable[[], datetime]
    sentences: Sentences
    catalogue: Catalogue
    ring: Callable[[], None]

    def sentence(self, outcomes: Sequence[Outcome], language: str) -> str:
        """The words of a text message about these outcomes."""
        said = self.sentences(outcomes)
        return "\n".join(self.catalogue.say(message, language=language, rich=False) for message in said)
