"""A table as it was read, whatever the file was: rows of text with the lines on which they stand."""

from collections.abc import Iterable
from dataclasses import dataclass

from booking.importing import limits


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its line in the file, counted from 1, and its cells without the spaces around them."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table: the names of its columns (each one once), its rows, and what joins the cells of a text file."""

    name: str
    header: tuple[str, ...]
    rows: tuple[Row, ...]
    separator: str = ","


def unique_names(cells: Iterable[str]) -> tuple[str, ...]:
    """Names of columns, each once: a second "Nom" is "Nom (2)", one without a name "colonne 3"."""
    seen: dict[str, int] = {}
    names = []
    for position, cell in enumerate(cells, start=1):
        name = " ".join(cell.split()) or f"colonne {position}"
        seen[name] = seen.get(name, 0) + 1
        names.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return tuple(names)


def clean(cell: str) -> str:
    """A cell without the spaces around it, and cut to a length that no honest value has."""
    return cell.strip(" \t\r\n\u00a0\ufeff\x00")[: limits.CELL]
