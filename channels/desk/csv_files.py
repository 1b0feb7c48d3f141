"""Lists as CSV files that a French spreadsheet opens, and in which no name can become a formula."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import TypeAlias

from starlette.responses import Response

Row: TypeAlias = Sequence[str | int]
FORMULAS = ("=", "+", "-", "@", "\t", "\r")  # OWASP, "CSV Injection"


def csv_file(name: str, headings: Sequence[str], rows: Iterable[Row]) -> Response:
    """The list as a file to keep; semicolons and a mark of UTF-8, as French Excel expects."""
    written = io.StringIO()
    writer = csv.writer(written, delimiter=";", lineterminator="\r\n")
    writer.writerow(headings)
    writer.writerows([harmless(value) for value in row] for row in rows)
    kept = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    return Response(written.getvalue().encode("utf-8-sig"), media_type="text/csv; charset=utf-8", headers=kept)


def harmless(value: str | int) -> str | int:
    """A value that no spreadsheet takes for a formula."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULAS) else value
