"""The journal read again from its first line: what it says is what the tables must hold. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from booking.domain import State
from booking.errors import JournalContradiction
from booking.town import Part


class Told(Protocol):
    """A line of the journal, as far as replaying needs it."""

    @property
    def id(self) -> int: ...
    @property
    def child_id(self) -> int | None: ...
    @property
    def reservation_id(self) -> int | None: ...
    @property
    def service(self) -> str | None: ...
    @property
    def site(self) -> str | None: ...
    @property
    def date(self) -> date | None: ...
    @property
    def part(self) -> Part | None: ...
    @property
    def before(self) -> State | None: ...
    @property
    def after(self) -> State | None: ...


@dataclass(frozen=True, slots=True)
class Replayed:
    """A reservation as the journal tells it."""

    child_id: int | None
    service: str | None
    site: str | None
    day: date | None
    part: Part | None
    state: State


def replay(lines: Iterable[Told]) -> Mapping[int, Replayed]:
    """The state of every reservation after these lines, which must be all of them and in order.

    Raises JournalContradiction where a change does not follow from what was told before.
    """
    state: dict[int, Replayed] = {}
    for line in lines:
        if line.reservation_id is None or line.after is None:
            continue  # refusals, and what staff did to whole sessions
        known = state.get(line.reservation_id)
        if line.before is not (None if known is None else known.state):
            raise JournalContradiction(line.id, line.before, None if known is None else known.state)
        state[line.reservation_id] = Replayed(line.child_id, line.service, line.site, line.date, line.part, line.after)
    return state
