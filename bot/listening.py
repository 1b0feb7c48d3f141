"""From the words of one text to what it asks for: understanding, given what this family and this town are."""

from collections.abc import Mapping
from datetime import date
from typing import Protocol

from bot.pending import ALL, Asking, PendingQuestion
from messages.understanding.context import Context, Pending, PendingKind
from messages.understanding.doubts import Doubt
from messages.understanding.meaning import UNKNOWN, Intent, Request
from messages.understanding.town_words import TownWords
from messages.understanding.understand import understand


class Listen(Protocol):
    """What hears texts in one town."""

    def __call__(
        self, text: str, today: date, children: tuple[str, ...], pending: PendingQuestion | None
    ) -> tuple[Request, ...]:
        """The requests in a text."""
        ...

    def doubt(self, text: str, today: date, children: tuple[str, ...]) -> Doubt | None:
        """Why nothing in a text is acted on, where that can be said."""
        ...


KINDS: Mapping[Asking, PendingKind] = {
    Asking.FAMILY: "child",
    Asking.CHILD: "child",
    Asking.SERVICE: "service",
    Asking.DAYS: "days",
    Asking.CONFIRM: "confirm",
    Asking.LATE: "confirm",
    Asking.WAIT: "confirm",
    Asking.OFFER: "confirm",
    Asking.REMINDER: "days",  # yes and no are heard there too, and so is a part: "lundi seulement", "Emma"
}


class Listener:
    """Understands texts in one town."""

    def __init__(self, words: TownWords) -> None:
        self._words = words

    def __call__(
        self, text: str, today: date, children: tuple[str, ...], pending: PendingQuestion | None
    ) -> tuple[Request, ...]:
        """The requests in a text; one that is unknown where there is none. An open question may be answered by what
        it asks for ("lundi") or by the number of an option."""
        understood: tuple[Request, ...] = (UNKNOWN,)
        for asked in self._readings(pending):
            requests = understand(text, Context(today, children, asked, self._words)).requests or (UNKNOWN,)
            if requests[0].intent is Intent.UNKNOWN:
                understood = requests if understood == (UNKNOWN,) else understood
            elif asked is not None and _names_children_alone(requests[0], asked):
                understood = requests
            else:
                return requests
        return understood

    def doubt(self, text: str, today: date, children: tuple[str, ...]) -> Doubt | None:
        """Why nothing in a text is acted on, where that can be said."""
        return understand(text, Context(today, children, None, self._words)).doubt

    def _readings(self, pending: PendingQuestion | None) -> tuple[Pending | None, ...]:
        if pending is None:
            return (None,)
        asked = Pending(KINDS[pending.asking], None)
        counts = [len(pending.options), *([len(pending.options) - 1] if ALL in pending.options else ())]
        return (asked, *(Pending("choice", count) for count in counts)) if pending.options else (asked,)


def _names_children_alone(answer: Request, asked: Pending) -> bool:
    """ "les deux" to a list of services or days: perhaps the children, rather two of the list."""
    return asked.kind in ("service", "days") and answer == Request(Intent.ANSWER, children=answer.children)
