"""A file, whatever it is, read to a sheet; or the reason why it cannot be."""

import os
from collections.abc import Iterable, Sequence
from itertools import islice
from pathlib import Path

from booking.importing import limits
from booking.importing.errors import FileFault, ImportFileError
from booking.importing.sheet import Row, Sheet, unique_names
from booking.importing.text_files import decoded, delimiter_of, records
from booking.importing.usual_names import is_usual
from booking.importing.workbooks import refuse_old, workbook_rows
from booking.town import Town

KNOWN_BINARY = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"\x7fELF", b"MZ\x90", b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!")


def read(path: Path, town: Town) -> Sheet:
    """The table of a file. Raises ImportFileError; nothing but the file is touched."""
    _refuse_opened(path)
    content = _content(path)
    refuse_old(path, content)
    if content.startswith(KNOWN_BINARY):
        raise ImportFileError(path, FileFault.NOT_A_TABLE)
    if content.startswith(b"PK\x03\x04"):
        return _sheet(path, town, workbook_rows(path, content))
    text = decoded(path, content)
    delimiter = delimiter_of(text)
    sheet = _sheet(path, town, records(path, text, delimiter), delimiter)
    _refuse_cut(path, text, sheet)
    return sheet


def _refuse_opened(path: Path) -> None:
    """Spreadsheets leave a file beside the one that they have open."""
    beside = (path.with_name(f".~lock.{path.name}#"), path.with_name(f"~${path.name}"))
    if any(lock.exists() for lock in beside):
        raise ImportFileError(path, FileFault.OPEN_ELSEWHERE)


def _content(path: Path) -> bytes:
    if not path.exists():
        raise ImportFileError(path, FileFault.NO_FILE)
    if not path.is_file():
        raise ImportFileError(path, FileFault.UNREADABLE)
    try:
        with path.open("rb") as file:
            before = os.fstat(file.fileno())
            if before.st_size > limits.BYTES:
                raise ImportFileError(path, FileFault.TOO_LARGE, {"most": str(limits.BYTES // 2**20)})
            content = file.read(limits.BYTES + 1)
        after = path.stat()
    except OSError as error:
        raise ImportFileError(path, FileFault.UNREADABLE) from error
    if (after.st_size, after.st_mtime_ns) != (before.st_size, before.st_mtime_ns) or len(content) != before.st_size:
        raise ImportFileError(path, FileFault.STILL_WRITTEN)
    if not content.strip(b"\x00\r\n\t \xef\xbb\xbf\xff\xfe"):
        raise ImportFileError(path, FileFault.EMPTY)
    return content


def _sheet(path: Path, town: Town, rows: Iterable[Row], separator: str = ",") -> Sheet:
    filled = (row for row in rows if any(row.cells))
    head = list(islice(filled, limits.HEADER_WITHIN))
    if not head:
        raise ImportFileError(path, FileFault.EMPTY)
    at = _header_among(head, town)
    names = _trimmed(head[at].cells) if at is not None else tuple("" for _ in head[0].cells)
    body: list[Row] = []
    start = head[at + 1 :] if at is not None else head
    shared: dict[str, str] = {}  # schools, classes, "oui": kept once, not once for each row
    for source in (start, filled):
        for row in source:
            body.append(Row(row.line, tuple(shared.setdefault(cell, cell) for cell in row.cells)))
            if len(body) > limits.ROWS:
                raise ImportFileError(path, FileFault.TOO_MANY_ROWS, {"most": str(limits.ROWS)})
    if len(names) > limits.COLUMNS:
        raise ImportFileError(path, FileFault.TOO_MANY_COLUMNS, {"most": str(limits.COLUMNS)})
    if not body:
        raise ImportFileError(path, FileFault.EMPTY)
    return Sheet(path.name, unique_names(names), tuple(body), separator)


def _header_among(rows: Sequence[Row], town: Town) -> int | None:
    """Where the header is: the row in which most cells are usual names, two at least; none without one."""
    usual = [sum(is_usual(cell, town) for cell in row.cells) for row in rows]
    best = max(range(len(rows)), key=lambda position: (usual[position], -position))
    return best if usual[best] >= 2 else None


def _trimmed(cells: tuple[str, ...]) -> tuple[str, ...]:
    last = max((position for position, cell in enumerate(cells) if cell), default=-1)
    return cells[: last + 1]


def _refuse_cut(path: Path, text: str, sheet: Sheet) -> None:
    """A last line without its end, and shorter than all others: somebody is still writing."""
    last = sheet.rows[-1]
    if text.endswith(("\n", "\r", "\x1a")) or len(sheet.rows) < 2:
        return
    if len(last.cells) < min(len(row.cells) for row in sheet.rows[:-1]):
        raise ImportFileError(path, FileFault.STILL_WRITTEN, {"line": str(last.line)})
