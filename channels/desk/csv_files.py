"""Lists as CSV files that a French spreadsheet opens, and in which no name can become a formula."""

import csv
import io
from collections.abc import AsyncIterable, AsyncIterator, Iterable, Mapping, Sequence
from typing import TypeAlias

from starlette.responses import Response, StreamingResponse

Row: TypeAlias = Sequence[str | int]
FORMULAS = ("=", "+", "-", "@", "\t", "\r")  # OWASP, "CSV Injection"
MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"  # of UTF-8: without it French Excel takes é for two letters
MEDIA_TYPE = "text/csv; charset=utf-8"


def csv_file(name: str, headings: Sequence[str], rows: Iterable[Row]) -> Response:
    """The list as a file to keep; semicolons and a mark of UTF-8, as French Excel expects."""
    return Response(MARK + _lines([headings]) + _lines(rows), media_type=MEDIA_TYPE, headers=_kept_as(name))


def csv_stream(name: str, headings: Sequence[str], pieces: AsyncIterable[Iterable[Row]]) -> Response:
    """A long list as such a file: each piece is written as it comes, and no more of the list is ever held."""

    async def written() -> AsyncIterator[str]:
        yield MARK + _lines([headings])
        async for rows in pieces:
            yield _lines(rows)

    return StreamingResponse(written(), media_type=MEDIA_TYPE, headers=_kept_as(name))


def _lines(rows: Iterable[Row]) -> str:
    written = io.StringIO()
    writer = csv.writer(written, delimiter=";", lineterminator="\r\n")
    writer.writerows([harmless(value) for value in row] for row in rows)
    return written.getvalue()


def _kept_as(name: str) -> Mapping[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}.csv"'}


def harmless(value: str | int) -> str | int:
    """A value that no spreadsheet takes for a formula."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULAS) else value
