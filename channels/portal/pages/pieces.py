"""Pieces of a day as boxes and choices of the grid name them: `57.cantine.2026-11-30.day`."""

from dataclasses import dataclass
from datetime import date

from booking.domain import Place
from booking.rules.parts import Part
from booking.rules.units import Piece
from booking.town import Meal, Service, Town

BY_THE_HOUR = frozenset({Piece.HOURS, Piece.HOURS_WITH_MEAL})
IN_ORDER = tuple(piece for piece in Piece if piece not in BY_THE_HOUR)


@dataclass(frozen=True, slots=True)
class Picked:
    """One piece of one day of one child, as a box names it."""

    child_id: int
    service: str
    day: date
    piece: Piece

    @property
    def code(self) -> str:
        """As the box is named."""
        return code_of(self.child_id, self.service, self.day, self.piece)

    def place(self, town: Town) -> Place:
        """As the core knows it."""
        service = town.service(self.service)
        if len(service.parts) == 1:
            return Place(self.child_id, self.service, self.day)
        part, _, meal = self.piece.partition(" with ")
        has_meal = bool(meal) if service.meal is Meal.OPTIONAL else None
        return Place(self.child_id, self.service, self.day, part=Part(part), meal=has_meal)


def pieces_of(service: Service) -> tuple[Piece, ...]:
    """The pieces of a day that a page offers: all but those by the hour, which a text or the office can book."""
    if len(service.parts) == 1:
        return (Piece.DAY,)
    offered = service.units.pieces - BY_THE_HOUR
    return tuple(piece for piece in IN_ORDER if piece in offered) or (Piece.DAY, Piece.MORNING, Piece.AFTERNOON)


def code_of(child_id: int, service: str, day: date, piece: Piece | None) -> str:
    """The name of a box."""
    return f"{child_id}.{service}.{day}.{(piece or Piece.DAY).name.lower()}"


def picked(code: str, town: Town) -> Picked | None:
    """What a box names; none for what is no box of ours."""
    try:
        child_id, service, day, piece = code.split(".")
        found = Picked(int(child_id), service, date.fromisoformat(day), Piece[piece.upper()])
    except (ValueError, KeyError):
        return None
    known = any(one.key == service for one in town.services)
    return found if known and found.piece in (*IN_ORDER,) else None
