"""Files as they come: any encoding, any separator; and those that are no such thing, refused with nothing changed."""

import io
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter
from openpyxl import Workbook

from booking.importing.errors import FileFault, ImportFileError
from booking.importing.limits import COLUMNS
from booking.importing.reading import read
from booking.town import Town

TEXT = "N° dossier;Nom enfant;Prénom enfant;École\nF1;Noël;Chloé;École Paul-Éluard\nF2;Lefèvre;Inès;Jean-Moulin\n"
ODS = "urn:oasis:names:tc:opendocument:xmlns"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "cp1252", "iso8859_15", "utf-16", "utf-16-le", "utf-16-be", "mac_roman"]
)
@pytest.mark.parametrize("separator", [";", ",", "\t", "|"], ids=["semicolon", "comma", "tab", "bar"])
def test_any_encoding_and_separator_is_read(town: Town, tmp_path: Path, encoding: str, separator: str) -> None:
    path = tmp_path / "eleves.csv"
    path.write_bytes(TEXT.replace(";", separator).replace("\n", "\r\n").encode(encoding))
    sheet = read(path, town)
    assert sheet.header == ("N° dossier", "Nom enfant", "Prénom enfant", "École")
    assert [row.cells for row in sheet.rows] == [
        ("F1", "Noël", "Chloé", "École Paul-Éluard"),
        ("F2", "Lefèvre", "Inès", "Jean-Moulin"),
    ]


def test_a_line_of_another_encoding_is_read_by_itself(town: Town, tmp_path: Path) -> None:
    path = tmp_path / "eleves.csv"
    path.write_bytes(TEXT.encode() + "F3;Guérin;Zoé;Jean-Moulin\n".encode("cp1252"))
    assert read(path, town).rows[-1].cells == ("F3", "Guérin", "Zoé", "Jean-Moulin")


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ('Nom enfant;Prénom enfant\n"Du;Pont";Léo\n', ("Du;Pont", "Léo")),
        ('Nom enfant;Prénom enfant\n"Le ""Grand""";Léo\n', ('Le "Grand"', "Léo")),
        ('Nom enfant;Prénom enfant\n"Dupont\nMartin";Léo\n', ("Dupont Martin", "Léo")),
        ('Nom enfant;Prénom enfant\n"Dupont;Léo\nRoux;Anna\n', ("Dupont", "Léo")),
        ("Export du 12/09/2026\n\nNom enfant;Prénom enfant\nDupont;Léo\n", ("Dupont", "Léo")),
    ],
    ids=["a quoted separator", "doubled quotes", "a quoted line break", "a quote left open", "titles above"],
)
def test_quotes_and_titles(town: Town, tmp_path: Path, text: str, cells: tuple[str, ...]) -> None:
    path = tmp_path / "eleves.csv"
    path.write_text(text, "utf-8")
    assert read(path, town).rows[0].cells == cells


def workbook(*rows: tuple[object, ...]) -> bytes:
    """An XLSX file with one sheet."""
    book, content = Workbook(), io.BytesIO()
    sheet = book.active
    assert sheet is not None
    for at, row in enumerate(rows, start=1):
        for column, value in enumerate(row, start=1):
            sheet.cell(at, column).value = value  # type: ignore[assignment]
    book.save(content)
    return content.getvalue()


def opendocument(rows: str) -> bytes:
    """An ODS file with one sheet."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        package.writestr("META-INF/manifest.xml", '<manifest:manifest xmlns:manifest="x"/>')
        package.writestr(
            "content.xml",
            f'<office:document-content xmlns:office="{ODS}:office:1.0" xmlns:table="{ODS}:table:1.0"'
            f' xmlns:text="{ODS}:text:1.0"><office:body><office:spreadsheet><table:table table:name="A">'
            f"{rows}</table:table></office:spreadsheet></office:body></office:document-content>",
        )
    return content.getvalue()


def ods_row(*cells: str, repeated: int = 1) -> str:
    """A row of text cells."""
    inside = "".join(
        f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>' for cell in cells
    )
    return f'<table:table-row table:number-rows-repeated="{repeated}">{inside}</table:table-row>'


def test_a_letter_zero_among_the_others_is_no_fault(town: Town, tmp_path: Path) -> None:
    path = tmp_path / "eleves.csv"
    rows = "F1;Noël;Léo;sans porc\n" * 40
    path.write_text(f"Dossier;Nom enfant;Prénom;Régime\n{rows}F2;No\0ël;Inès;\n", "utf-8")
    assert [row.cells[2] for row in read(path, town).rows][-1] == "Inès"


def spoilt(content: bytes) -> bytes:
    """A package in which the packed bytes of a part do not unpack: its beginning and its end are whole."""
    at = content.index(b"PK\x03\x04") + 60
    return content[:at] + b"\xff" * 40 + content[at + 40 :]


def test_a_workbook_is_read_with_its_dates_and_numbers(town: Town, tmp_path: Path) -> None:
    path = tmp_path / "eleves.xlsx"
    path.write_bytes(workbook(("Nom enfant", "Né le", "Tel"), ("Noël", date(2018, 3, 12), 639980001.0)))
    assert read(path, town).rows[0].cells == ("Noël", "2018-03-12", "639980001")


def test_an_open_document_is_read(town: Town, tmp_path: Path) -> None:
    path = tmp_path / "eleves.ods"
    path.write_bytes(opendocument(ods_row("Nom enfant", "Prénom enfant") + ods_row("Noël", "Chloé")))
    assert read(path, town).rows[0].cells == ("Noël", "Chloé")


def bomb() -> bytes:
    """A small package that says it unpacks to 500 MB."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as package:
        package.writestr("xl/workbook.xml", "<workbook/>")
        with package.open("xl/worksheets/sheet1.xml", "w") as sheet:
            for _ in range(250):
                sheet.write(b" " * 1024 * 1024)
    return content.getvalue()


def lying_bomb() -> bytes:
    """The same, with another size written on it."""
    return bomb().replace((250 * 1024 * 1024).to_bytes(4, "little"), (1024).to_bytes(4, "little"))


def wide_workbook() -> bytes:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as book:
        sheet = book.add_worksheet()
        for column in (0, 1, 16_383):
            sheet.write_string(0, column, "Nom enfant")
        sheet.write_string(1_048_575, 0, "x")
    return content.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 512
BAD: list[tuple[str, Callable[[], bytes], FileFault]] = [
    ("empty.csv", lambda: b"", FileFault.EMPTY),
    ("blank.csv", lambda: b"\xef\xbb\xbf \r\n\r\n", FileFault.EMPTY),
    ("header.csv", lambda: "Nom enfant;Prénom enfant\n".encode(), FileFault.EMPTY),
    ("photo.csv", lambda: b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8, FileFault.NOT_A_TABLE),
    ("letter.pdf", lambda: b"%PDF-1.7\n" + bytes(range(256)), FileFault.NOT_A_TABLE),
    ("binary.csv", lambda: bytes(range(256)) * 40, FileFault.NOT_A_TABLE),
    ("wide.csv", lambda: ";".join(f"c{n}" for n in range(1_000_000)).encode() + b"\n1;2\n", FileFault.TOO_MANY_COLUMNS),
    ("wide.xlsx", wide_workbook, FileFault.TOO_MANY_COLUMNS),
    ("wide.ods", lambda: opendocument(ods_row(*["Nom enfant"] * (COLUMNS + 2)) * 2), FileFault.TOO_MANY_COLUMNS),
    ("long.ods", lambda: opendocument(ods_row("Nom enfant", "Prénom", repeated=1_000_000)), FileFault.TOO_MANY_ROWS),
    ("bomb.xlsx", bomb, FileFault.UNPACKS_TOO_LARGE),
    ("liar.xlsx", lying_bomb, FileFault.BROKEN_WORKBOOK),
    ("secret.xlsx", lambda: OLE + "EncryptedPackage".encode("utf-16-le"), FileFault.PASSWORD),
    ("old.xls", lambda: OLE + b"Workbook", FileFault.OLD_WORKBOOK),
    ("half.xlsx", lambda: workbook(("Nom enfant", "Prénom"), ("Noël", "Léo"))[:-200], FileFault.BROKEN_WORKBOOK),
    ("spoilt.xlsx", lambda: spoilt(workbook(("Nom enfant", "Prénom"), ("Noël", "Léo"))), FileFault.BROKEN_WORKBOOK),
    ("any.zip", lambda: lying_archive(), FileFault.NOT_A_TABLE),
    ("cut.csv", lambda: (TEXT + "F3;Roux").encode(), FileFault.STILL_WRITTEN),
    ("cut16.csv", lambda: TEXT.encode("utf-16")[:-1], FileFault.STILL_WRITTEN),
]


def lying_archive() -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as package:
        package.writestr("notes.txt", "Nom enfant;Prénom enfant")
    return content.getvalue()


@pytest.mark.parametrize(("name", "content", "fault"), BAD, ids=[name for name, _, _ in BAD])
def test_what_is_no_usable_file_is_refused_with_its_fault(
    town: Town, tmp_path: Path, name: str, content: Callable[[], bytes], fault: FileFault
) -> None:
    path = tmp_path / name
    path.write_bytes(content())
    with pytest.raises(ImportFileError) as refused:
        read(path, town)
    assert refused.value.fault is fault


def test_a_file_that_a_spreadsheet_has_open_is_left_alone(town: Town, tmp_path: Path) -> None:
    path = tmp_path / "eleves.csv"
    path.write_text(TEXT, "utf-8")
    (tmp_path / ".~lock.eleves.csv#").touch()
    with pytest.raises(ImportFileError) as refused:
        read(path, town)
    assert refused.value.fault is FileFault.OPEN_ELSEWHERE


@pytest.mark.parametrize(
    ("make", "fault"),
    [(Path.exists, FileFault.NO_FILE), (Path.mkdir, FileFault.UNREADABLE)],
    ids=["there is none", "it is a folder"],
)
def test_no_file_is_said(town: Town, tmp_path: Path, make: Callable[[Path], object], fault: FileFault) -> None:
    make(tmp_path / "eleves.csv")
    with pytest.raises(ImportFileError) as refused:
        read(tmp_path / "eleves.csv", town)
    assert refused.value.fault is fault
