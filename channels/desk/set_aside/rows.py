"""The rows of a file behind what was set aside, as a form shows them and gives them back."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from booking.importing.meanings import IGNORED
from booking.importing.tables import ImportRun, SetAside
from channels.web.forms import Fields

LONGEST = 500  # characters of a cell
MOST_CELLS = 400  # of one form
WITHOUT = "sans"  # the field of the lines that count no more


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: under which column, what it holds; whether it is the one that could not be taken."""

    name: str
    column: str
    value: str
    is_wrong: bool


@dataclass(frozen=True, slots=True)
class RowShown:
    """One row, with its line in the file; `beyond` are cells that stand under no column."""

    line: int
    cells: Sequence[Cell]
    beyond: Sequence[str]


@dataclass(frozen=True, slots=True)
class Typed:
    """The rows as somebody wrote them, whole, by line; the lines that count no more; and the changes in words."""

    rows: Mapping[int, Mapping[str, str]]
    without: frozenset[int]
    changes: Sequence[str]


def rows_shown(run: ImportRun, waiting: SetAside, typed: Fields | None = None) -> Sequence[RowShown]:
    """The rows of the family, the one that could not be taken first; with what was typed over their cells."""
    columns = _columns(run)
    lines = sorted(map(int, waiting.rows), key=lambda line: (line != waiting.line, line))
    return [_row(run, waiting, line, columns, typed) for line in lines[: max(1, MOST_CELLS // max(1, len(columns)))]]


def typed_in(run: ImportRun, waiting: SetAside, fields: Fields) -> Typed:
    """What the form holds. Raises FieldError for a cell that is too long."""
    rows: dict[int, Mapping[str, str]] = {}
    changes = []
    without = {int(line) for line in waiting.rows if line in fields.all(WITHOUT)}
    for shown in rows_shown(run, waiting):
        if shown.line in without:
            changes.append(f"ligne {shown.line} retirée")
            continue
        said = {cell.column: fields.text(cell.name, longest=LONGEST) for cell in shown.cells if cell.name in fields}
        differs = {cell.column: cell for cell in shown.cells if said.get(cell.column, cell.value) != cell.value}
        if differs or shown.line == waiting.line:
            rows[shown.line] = {**waiting.rows[str(shown.line)], **said}
        changes += [f"{column} : « {cell.value} » devient « {said[column]} »" for column, cell in differs.items()]
    return Typed(rows, frozenset(without), changes)


def _columns(run: ImportRun) -> Sequence[tuple[int, str]]:
    """The columns that mean something, with their place."""
    return [(place, name) for place, (name, means) in enumerate(run.columns.items()) if means != IGNORED]


def _row(
    run: ImportRun, waiting: SetAside, line: int, columns: Sequence[tuple[int, str]], typed: Fields | None
) -> RowShown:
    kept = waiting.rows[str(line)]
    cells = tuple(_cells(waiting, line, kept, columns, typed))
    return RowShown(line, cells, tuple(value for name, value in kept.items() if name not in run.columns))


def _cells(
    waiting: SetAside, line: int, kept: Mapping[str, str], columns: Sequence[tuple[int, str]], typed: Fields | None
) -> Iterator[Cell]:
    for place, column in columns:
        name = f"l{line}-{place}"
        value = kept.get(column, "") if typed is None else typed.get(name, kept.get(column, ""))
        yield Cell(name, column, value, line == waiting.line and column == waiting.column)
