"""Text files: in which encoding they are, and in which dialect of CSV."""

import codecs
import csv
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import clevercsv
from charset_normalizer import from_bytes

from booking.importing import limits
from booking.importing.errors import FileFault, ImportFileError
from booking.importing.sheet import Row, clean

MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
ENCODINGS = ["cp1252", "iso8859_15", "latin_1", "mac_roman"]
DELIMITERS = (";", ",", "\t", "|")
SAMPLE_BYTES, SAMPLE_LINES = 200_000, 60
WRITTEN_BY_PEOPLE = {"\t", "\n", "\r", "\x0b", "\x0c", "\x1a", "\x85"}  # 1A ends files of old programs


def decoded(path: Path, content: bytes) -> str:
    """The text of a file. Raises ImportFileError where it is none.

    A mark at the start decides; else UTF-8 where it is nearly that (a few stray lines of another encoding are read
    each by themselves); else UTF-16 by its zeros; else one of the usual encodings of the West.
    """
    for mark, encoding in MARKS:
        if content.startswith(mark):
            return _strictly(path, content, encoding)
    if _looks_utf16(content):
        return _strictly(path, content, "utf-16-le" if content[1:2] == b"\x00" else "utf-16-be")
    try:
        return _checked(path, content.decode("utf-8"))
    except UnicodeDecodeError:
        return _checked(path, _of_the_west(content))


def _of_the_west(content: bytes) -> str:
    lines = content.split(b"\n")
    strange = [line for line in lines if not _is_utf8(line)]
    accented = sum(not line.isascii() for line in lines)
    if len(strange) * 2 < accented:  # most of what has accents is UTF-8: the rest was pasted in
        return "\n".join(_line(line) for line in lines)
    best = from_bytes(b"\n".join(strange)[:SAMPLE_BYTES], cp_isolation=ENCODINGS).best()
    return content.decode(best.encoding if best is not None else "cp1252", errors="replace")


def _line(line: bytes) -> str:
    return line.decode("utf-8") if _is_utf8(line) else line.decode("cp1252", errors="replace")


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _looks_utf16(content: bytes) -> bool:
    head = content[:400]
    zeros = (head[0::2].count(0), head[1::2].count(0))
    return len(head) >= 4 and max(zeros) > len(head) * 0.35 and min(zeros) < len(head) * 0.05


def _strictly(path: Path, content: bytes, encoding: str) -> str:
    try:
        return _checked(path, content.decode(encoding))
    except UnicodeDecodeError as error:
        cut = error.end >= len(content)
        raise ImportFileError(path, FileFault.STILL_WRITTEN if cut else FileFault.NOT_A_TABLE) from error


def _checked(path: Path, text: str) -> str:
    """Raise where there are letters that no person writes."""
    head = text[:SAMPLE_BYTES]
    strange = sum(letter < " " and letter not in WRITTEN_BY_PEOPLE for letter in head)
    if strange > len(head) * 0.005:
        raise ImportFileError(path, FileFault.NOT_A_TABLE)
    return text


def delimiter_of(text: str) -> str:
    """What separates the cells: what clevercsv finds in the first lines, among what programs write."""
    sample = "\n".join(text.splitlines()[:SAMPLE_LINES])
    try:
        found = clevercsv.Detector().detect(sample, delimiters=list(DELIMITERS))
    except clevercsv.Error:  # a letter zero among the others
        found = None
    if found is not None and found.delimiter in DELIMITERS:
        return found.delimiter
    return max(DELIMITERS, key=sample.count)


def records(path: Path, text: str, delimiter: str) -> Iterator[Row]:
    """The rows of a text, line by line, so that a quote that nobody closed costs its own line and no other.

    Raises ImportFileError beyond the limits of columns.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    counts = Counter(line.count(delimiter) for line in lines[:SAMPLE_LINES] if line)
    usual = max(counts, key=lambda count: (counts[count], count), default=0)
    position = 0
    while position < len(lines):
        taken, record = _joined(lines, position, delimiter, usual)
        if record.count(delimiter) >= limits.COLUMNS * 2:
            raise ImportFileError(path, FileFault.TOO_MANY_COLUMNS, {"most": str(limits.COLUMNS)})
        yield Row(position + 1, _cells(record, delimiter))
        position += taken


def _joined(lines: list[str], position: int, delimiter: str, usual: int) -> tuple[int, str]:
    """How many lines a record takes, and its text: a quote left open goes on in the next lines, if it ends there.

    A line that has as many separators as usual is whole: the quote in it is a stray one.
    """
    record = lines[position]
    if record.count('"') % 2 == 0:
        return 1, record
    if record.count(delimiter) >= usual > 0:
        return 1, record.replace('"', "")
    for more in range(1, limits.LINES_IN_A_RECORD):
        if position + more >= len(lines):
            break
        record += "\n" + lines[position + more]
        if lines[position + more].count('"') % 2:
            return more + 1, record
    return 1, lines[position].replace('"', "")


def _cells(record: str, delimiter: str) -> tuple[str, ...]:
    if '"' not in record:
        return tuple(clean(cell) for cell in record.split(delimiter))
    try:
        cells = next(csv.reader([record], delimiter=delimiter, strict=True))
    except (csv.Error, StopIteration):
        cells = record.replace('"', "").split(delimiter)
    return tuple(clean(cell.replace("\n", " ")) for cell in cells)
