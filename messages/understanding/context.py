"""What understanding is told beside the text: the day, the children, the open question, the town."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from messages.understanding.town_words import TownWords

PendingKind = Literal["confirm", "choice", "days", "child", "service"]


@dataclass(frozen=True, slots=True)
class Pending:
    """What the bot has just asked; `options` is the length of the numbered list of a `choice`."""

    kind: PendingKind
    options: int | None = None


@dataclass(frozen=True, slots=True)
class Context:
    """Everything a text is read against. `today` is the town's local date when the text arrived."""

    today: date
    children: tuple[str, ...]
    pending: Pending | None
    town: TownWords
