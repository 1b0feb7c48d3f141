"""A record: one thing that is asked for, as far as it has been said."""

from dataclasses import dataclass, field
from typing import Literal

from messages.understanding.clause import HARD
from messages.understanding.dates.atoms import Atom
from messages.understanding.meaning import Intent
from messages.understanding.pieces import Piece

Deed = Literal["book", "cancel", "absence", "move"]
DEED_OF: dict[str, Deed] = {
    "book": "book", "put": "book", "eat": "book", "cancel": "cancel", "eat_not": "cancel", "eat_out": "cancel",
    "ill": "absence", "absent": "absence", "waiting": "book", "move": "move", "booking_noun": "book",
}  # fmt: skip
WITH_MEALS = ("centre", "creche")


@dataclass(slots=True)
class Record:
    """What has been said of one thing, in the `order` of what kinds; `filled` names what was carried over to it.

    `weak`: the deed is only a noun ("réservation") that a verb may still change; `implied`: the service follows from
    the deed (to eat is the canteen); `swapped`: the new day was said before the old; `parted`: how firmly it is parted
    from the record before; `frames`: weeks or holidays that another sentence named, which may hold here too;
    `told`: those that the story before it in the same sentence named.
    """

    deed: Deed | None = None
    weak: bool = False
    services: list[str] = field(default_factory=list)
    implied: bool = False
    names: list[Piece] = field(default_factory=list)
    barred: list[str] = field(default_factory=list)
    atoms: list[Atom] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)
    meal: str | None = None
    hours: tuple[str, str] | None = None
    time: str | None = None
    negated: bool = False
    instead: bool = False
    swapped: bool = False
    parted: int = HARD
    order: list[str] = field(default_factory=list)
    frames: list[Atom] = field(default_factory=list)
    told: list[Atom] = field(default_factory=list)
    filled: set[str] = field(default_factory=set)
    unknown: bool = False

    @property
    def empty(self) -> bool:
        """Whether nothing has been said."""
        said = (self.deed, self.services, self.names, self.atoms, self.parts, self.meal, self.hours, self.barred)
        return not any(said)

    @property
    def last_said(self) -> str:
        """The kind of what was said last."""
        return self.order[-1] if self.order else ""

    def said_after(self, kind: str) -> list[str]:
        """The kinds of what was said after the last of `kind`."""
        if kind not in self.order:
            return list(self.order)
        return self.order[len(self.order) - self.order[::-1].index(kind) :]

    def hand_days(self, to: "Record", count: int) -> None:
        """Hands the last days on to the record that they belong to."""
        if count:
            to.atoms = self.atoms[-count:]
            to.order += ["days"] * count
            self.atoms = self.atoms[:-count]

    def hand_names(self, to: "Record", count: int) -> None:
        """Hands the last names on to the record that they belong to."""
        if count:
            to.names = self.names[-count:]
            to.order += ["name"] * count
            self.names = self.names[:-count]


def intent_of(deed: Deed) -> Intent:
    """The intent of a deed that stands for itself."""
    return {"book": Intent.BOOK, "cancel": Intent.CANCEL, "absence": Intent.ABSENCE}[deed]
