"""Rows whose cells have moved, because a separator stands where none belongs, or lacks: back into their columns."""

from collections.abc import Iterator, Mapping
from itertools import combinations

from booking.importing.findings import Read, Reason
from booking.importing.looks import Looks
from booking.importing.meanings import Meaning, What
from booking.importing.sheet import Row

MOVES_AT_MOST = 2  # separators too many or too few in one row; more than that is another table
TYPED = frozenset({What.PHONE, What.OTHER_PHONE, What.BORN, What.CLASS, What.SERVICE, What.SCHOOL, What.NUMBER})

FREE = frozenset({What.DIET, What.SERVICES, What.MISSING, What.FULL_NAME})

Cells = tuple[str, ...]


class Realigning:
    """Puts rows of one sheet back into its columns, where only one way makes sense of all typed columns."""

    def __init__(self, meanings: Mapping[int, Meaning], width: int, looks: Looks, number_like: str) -> None:
        self._meanings = meanings
        self._width = width
        self._looks = looks
        self._number_like = number_like
        tests = {
            position: looks.test_for(meaning.what, number_like=number_like) for position, meaning in meanings.items()
        }
        self._tests = tuple((position, test) for position, test in tests.items() if test is not None)

    def cells(self, row: Row) -> Read[Cells]:
        """The cells of a row in its columns; a problem where it cannot be told how they moved."""
        cells = _without_empty_end(row.cells, self._width)
        padded = cells + ("",) * (self._width - len(cells))
        if len(padded) == self._width and not self._misfits(padded):
            return Read(padded)
        moved = self._only_way(row.cells)
        if moved is not None and not (len(padded) == self._width and self._is_no_worse(padded, moved)):
            return Read(moved, (Reason.COLUMNS_SHIFTED_BACK,))
        if len(padded) == self._width and not self._is_moved(padded):
            return Read(padded)
        return Read(problem=Reason.COLUMNS_SHIFTED)

    def _is_no_worse(self, padded: Cells, moved: Cells) -> bool:
        return len(self._misfits(padded)) <= len(self._misfits(moved))

    def _only_way(self, cells: Cells) -> Cells | None:
        """The one move after which every cell fits its column, or all but one and every other move is worse by two."""
        misfits = {self._known(moved): (len(self._misfits(moved)), moved) for moved in self._moved(cells)}
        ways = sorted(misfits.values())
        if not ways or ways[0][0] > 1:
            return None
        worse = ways[1][0] - ways[0][0] if len(ways) > 1 else self._width
        return ways[0][1] if worse > ways[0][0] else None

    def _moved(self, cells: Cells) -> Iterator[Cells]:
        """Every way to bring a row to the width of the table by few moves."""
        over = len(cells) - self._width
        if 0 < over <= MOVES_AT_MOST:
            for at in combinations(range(len(cells)), over):
                yield from self._shrunk(cells, at)
        elif -MOVES_AT_MOST <= over < 0:
            for at in combinations(range(self._width), -over):
                yield _grown(cells, at)
        elif over == 0 and not cells[-1]:
            for position in range(len(cells) - 1):
                yield from self._shrunk(cells, (position,))
        if over <= 0 and cells and not cells[0]:
            yield cells[1:] + ("",) * (1 - over)

    def _shrunk(self, cells: Cells, at: tuple[int, ...]) -> Iterator[Cells]:
        """Without the cells at these positions: they are empty, or belong to free words in the cell before them."""
        kept = list(cells)
        for position in sorted(at, reverse=True):
            cell = kept.pop(position)
            if not cell:
                continue
            if position == 0 or not self._is_free(position - 1):
                return
            kept[position - 1] = f"{kept[position - 1]}, {cell}" if kept[position - 1] else cell
        yield tuple(kept) + ("",) * (self._width - len(kept))

    def _is_free(self, position: int) -> bool:
        """Whether a separator may belong to what stands in a column."""
        meaning = self._meanings.get(position)
        return meaning is None or meaning.what in FREE

    def _misfits(self, cells: Cells) -> list[int]:
        """The columns whose cell cannot be a value of theirs."""
        return [position for position, fits in self._tests if cells[position] and not fits(cells[position])]

    def _is_moved(self, padded: Cells) -> bool:
        """Whether typed cells stand one column off: a value that another typed column would take."""
        wrong = [position for position in self._misfits(padded) if self._meanings[position].what in TYPED]
        return any(
            self._looks.fits(self._meanings[other].what, padded[position], number_like=self._number_like)
            for position in wrong
            for other in (position - 1, position + 1)
            if other in self._meanings and self._meanings[other].what in TYPED
        )

    def _known(self, cells: Cells) -> Cells:
        return tuple(cells[position] for position in sorted(self._meanings))


def _without_empty_end(cells: Cells, width: int) -> Cells:
    """Programs end rows with more separators than columns, or with fewer: neither moves anything."""
    while len(cells) > width and not cells[-1]:
        cells = cells[:-1]
    return cells


def _grown(cells: Cells, at: tuple[int, ...]) -> Cells:
    """With empty cells at these positions."""
    kept = list(cells)
    for position in at:
        kept.insert(position, "")
    return tuple(kept)
