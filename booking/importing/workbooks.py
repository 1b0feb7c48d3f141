"""Workbooks: XLSX and ODS. What they unpack to is measured before anything is unpacked for good."""

import lzma
import re
import struct
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from xml.etree.ElementTree import ParseError, iterparse

from openpyxl import load_workbook
from python_calamine import CalamineError, CalamineWorkbook

from booking.importing import limits
from booking.importing.errors import FileFault, ImportFileError
from booking.importing.sheet import Row, clean

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # what Microsoft wrote before 2007, and still writes around a password
WITH_PASSWORD = "EncryptedPackage".encode("utf-16-le")
ODF_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
ODF_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
BROKEN = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, ParseError),
    *(EOFError, OSError, NotImplementedError, RuntimeError),
    *(
        LookupError,
        ValueError,
        TypeError,
        AttributeError,
        ArithmeticError,
    ),  # openpyxl's, of a broken part
)


def refuse_old(path: Path, content: bytes) -> None:
    """Raise ImportFileError for a workbook with a password, or one of the old format."""
    if content.startswith(OLE):
        fault = FileFault.PASSWORD if WITH_PASSWORD in content else FileFault.OLD_WORKBOOK
        raise ImportFileError(path, fault)


def workbook_rows(path: Path, content: bytes) -> Iterator[Row]:
    """The rows of the sheet that holds most of them. Raises ImportFileError."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as package:
            names = set(package.namelist())
            _measure(path, package)
            if "xl/workbook.xml" in names:
                return iter(list(_excel(path, content)))
            if "content.xml" in names:
                _refuse_encrypted(path, package)
                _measure_cells(path, package)
                return _opendocument(path, content)
    except BROKEN as error:
        raise ImportFileError(path, FileFault.BROKEN_WORKBOOK) from error
    raise ImportFileError(path, FileFault.NOT_A_TABLE)


def _measure(path: Path, package: zipfile.ZipFile) -> None:
    """Unpack to nowhere, and count: what a package declares may be a lie."""
    members = package.infolist()
    declared = sum(member.file_size for member in members)
    if len(members) > limits.MEMBERS or declared > limits.UNPACKED_BYTES:
        raise ImportFileError(path, FileFault.UNPACKS_TOO_LARGE)
    if any(member.flag_bits & 1 for member in members):
        raise ImportFileError(path, FileFault.PASSWORD)
    for member in members:
        with package.open(member) as unpacked:  # ends with an error where more comes out than was declared
            while unpacked.read(1 << 20):
                continue


def _excel(path: Path, content: bytes) -> Iterator[Row]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of styles and extensions that are nothing to us
        book = load_workbook(BytesIO(content), read_only=True, data_only=False)
    try:
        sheet = max((book[name] for name in book.sheetnames), key=lambda each: each.max_row or 0, default=None)
        if sheet is None:
            return
        if (sheet.max_column or 0) > limits.COLUMNS:
            raise ImportFileError(path, FileFault.TOO_MANY_COLUMNS, {"most": str(limits.COLUMNS)})
        if (sheet.max_row or 0) > limits.ROWS:
            raise ImportFileError(path, FileFault.TOO_MANY_ROWS, {"most": str(limits.ROWS)})
        sheet.reset_dimensions()
        for line, cells in enumerate(sheet.iter_rows(values_only=True), start=1):
            if any(cell is not None for cell in cells):
                yield Row(line, tuple(_text(cell) for cell in cells[: limits.COLUMNS + 1]))
    finally:
        book.close()


def _opendocument(path: Path, content: bytes) -> Iterator[Row]:
    try:
        book = CalamineWorkbook.from_filelike(BytesIO(content))
        sheets = [book.get_sheet_by_name(name) for name in book.sheet_names]
        largest = max(sheets, key=lambda sheet: sheet.total_height, default=None)
        rows = [] if largest is None else list(largest.to_python(skip_empty_area=False))
    except CalamineError as error:
        raise ImportFileError(path, FileFault.BROKEN_WORKBOOK) from error
    return (Row(line, tuple(_text(cell) for cell in cells)) for line, cells in enumerate(rows, start=1))


def _refuse_encrypted(path: Path, package: zipfile.ZipFile) -> None:
    manifest = package.read("META-INF/manifest.xml") if "META-INF/manifest.xml" in package.namelist() else b""
    if b"encryption-data" in manifest:
        raise ImportFileError(path, FileFault.PASSWORD)


def _measure_cells(path: Path, package: zipfile.ZipFile) -> None:
    """Count the cells that a sheet repeats: "this one, a million times" takes no place until it is laid out."""
    row_times = cells_in_row = width = height = 0
    with package.open("content.xml") as xml:
        # entities that grow without end are stopped by expat itself since its version 2.4.1
        for event, element in iterparse(xml, events=("start", "end")):  # noqa: S314
            if event == "start" and element.tag == f"{ODF_TABLE}table-row":
                cells_in_row = 0
                row_times = int(element.get(f"{ODF_TABLE}number-rows-repeated", "1"))
            elif event == "end" and element.tag == f"{ODF_TABLE}table-cell":
                if element.get(f"{ODF_OFFICE}value-type"):
                    cells_in_row += int(element.get(f"{ODF_TABLE}number-columns-repeated", "1"))
            elif event == "end" and element.tag == f"{ODF_TABLE}table-row":
                width, height = max(width, cells_in_row), height + (row_times if cells_in_row else 0)
                element.clear()
    if width > limits.COLUMNS:
        raise ImportFileError(path, FileFault.TOO_MANY_COLUMNS, {"most": str(limits.COLUMNS)})
    if height > limits.ROWS:
        raise ImportFileError(path, FileFault.TOO_MANY_ROWS, {"most": str(limits.ROWS)})


def _text(cell: object) -> str:
    match cell:
        case None:
            return ""
        case bool():
            return "oui" if cell else "non"
        case float() if cell.is_integer():
            return str(int(cell))
        case datetime():
            return cell.date().isoformat()
        case date():
            return cell.isoformat()
        case _:
            return clean(re.sub(r"\s*\n\s*", " ", str(cell)))
