"""Evidence: the last look at what was understood. Where it is thin, the text is asked about and not acted on."""

from collections.abc import Iterator
from datetime import date
from itertools import permutations

from messages.understanding.clause import Clause
from messages.understanding.dates.atoms import That, Without
from messages.understanding.meaning import Intent, Part, Request
from messages.understanding.pieces import Piece, atoms_of
from messages.understanding.record import Record

_NEEDS_NONE = (Without, That)


def is_thin(requests: list[Request], records: list[Record], clauses: list[Clause]) -> bool:
    """Whether the requests contradict or repeat one another, or leave out a child or a day of the clauses that ask."""
    pieces = [piece for clause in clauses for piece in clause.pieces]
    return contradict(requests) or _forgets_a_child(records, pieces) or _forgets_a_day(records, pieces)


def _forgets_a_child(records: list[Record], pieces: list[Piece]) -> bool:
    taken = {name.value for record in records for name in record.names}
    taken.update(name for record in records for name in record.barred)
    return any(piece.kind == "child" and piece.value not in taken for piece in pieces)


def _forgets_a_day(records: list[Record], pieces: list[Piece]) -> bool:
    """Whether an expression of days has no like in any record; what points back or takes out needs none."""
    taken = {type(atom) for record in records for atom in (*record.atoms, *record.told)}
    return any(type(atom) not in taken and not isinstance(atom, _NEEDS_NONE) for atom in atoms_of(pieces))


def contradict(requests: list[Request]) -> bool:
    """Whether a text asks for a thing and gives it back."""
    if len(requests) < 2:
        return False
    if any(_narrows(one, two) for one, two in permutations(requests, 2)):
        return True
    wanted = {act for request in requests if request.intent is Intent.BOOK for act in _acts(request)}
    given = {act for request in requests if request.intent is Intent.CANCEL for act in _acts(request)}
    return not wanted.isdisjoint(given)


def _narrows(one: Request, two: Request) -> bool:
    """ "Lucas et Chloé lundi et mardi, mais Chloé seulement lundi": part of it is said once more, and for a reason."""
    if one.intent is not two.intent or not one.days or not one.children or one.part != two.part:
        return False
    return set(_acts(one)) < set(_acts(two))


def _acts(request: Request) -> Iterator[tuple[str, str, date, Part | None]]:
    for service in request.services or ("",):
        for child in request.children or ("",):
            for day in request.days:
                yield service, child, day, request.part
