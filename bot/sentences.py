"""What a parent is told of outcomes, in one string: for channels that show it, and know no conversation."""

from collections.abc import Sequence

from booking.outcomes import Outcome
from booking.town import Town
from bot.replies import sentences_for
from messages.wording.catalogue import Catalogue


class Sentences:
    """The sentences of one town."""

    def __init__(self, town: Town, catalogue: Catalogue) -> None:
        self._town = town
        self._catalogue = catalogue

    def __call__(self, outcomes: Sequence[Outcome], language: str) -> str:
        """The same words as in a text message."""
        said = sentences_for(self._town, outcomes)
        return "\n".join(self._catalogue.say(message, language=language, rich=False) for message in said)
