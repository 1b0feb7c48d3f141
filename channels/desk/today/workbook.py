"""The head-counts as a workbook for spreadsheets."""

import io
from collections.abc import Sequence

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

WIDTHS = (12, 22, 30, 12, 10, 18, 8, 10)


def workbook(title: str, headings: Sequence[str], rows: Sequence[Sequence[str | int]]) -> bytes:
    """The file of a workbook with one sheet, whose headings stay in sight."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    for place, width in enumerate(WIDTHS, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    sheet.freeze_panes = "A2"
    sheet.append([_cell(sheet, heading, bold=True) for heading in headings])
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _cell(sheet: WriteOnlyWorksheet, value: str | int, *, bold: bool = False) -> Cell:
    cell = WriteOnlyCell(sheet, value)
    if isinstance(value, str):
        cell.data_type = "s"  # openpyxl takes what begins with "=" for a formula
    if bold:
        cell.font = Font(bold=True)
    return cell
