"""One row of a file: its cells read, mended with a note, or set aside with the reason."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from booking.importing.child_cells import ChildCells
from booking.importing.choices import read_yes_or_no
from booking.importing.findings import KEPT_OUT, Finding, KeepsOut, Reason
from booking.importing.folding import folded
from booking.importing.guardian_cells import GuardianCells
from booking.importing.looks import NAMES, SAMPLE, Looks, shape
from booking.importing.mapping import Mapped
from booking.importing.meanings import Meaning, Subject, What
from booking.importing.people import RowRead
from booking.importing.realigning import Realigning
from booking.importing.row_reading import Reading
from booking.importing.schools import Schools
from booking.importing.sheet import Row, Sheet
from booking.importing.texts import read_text
from booking.town import Town


class Rows:
    """Reads the rows of one sheet."""

    def __init__(self, sheet: Sheet, mapped: Mapped, town: Town, looks: Looks, schools: Schools, today: date) -> None:
        self._sheet = sheet
        self._mapped = mapped
        self._guardian_cells = GuardianCells(town)
        self._child_cells = ChildCells(town, schools, today)
        self._columns = {meaning: sheet.header[position] for position, meaning in mapped.meanings.items()}
        self._children = mapped.indexes(Subject.CHILD)
        self._guardians = mapped.indexes(Subject.GUARDIAN)
        self._number_like = self._usual_shape()
        self._realigning = Realigning(mapped.meanings, len(sheet.header), looks, self._number_like)

    def read(self, row: Row) -> RowRead:
        """What a row says."""
        aligned = self._realigning.cells(row)
        if aligned.value is None:
            return self._broken(row)
        reading = Reading(row.line, {}, self._columns)
        for reason in aligned.notes:
            reading.findings.append(Finding(reason, row.line, value=self._as_text(row.cells)))
        for position, meaning in self._mapped.meanings.items():
            reading.cells[meaning] = aligned.value[position]
        return self._understood(reading)

    def _understood(self, reading: Reading) -> RowRead:
        number = Meaning(Subject.FAMILY, What.NUMBER)
        reading.number = " ".join(reading.cells.get(number, "").split()) or None
        reading.findings = [replace(finding, family=reading.number or "") for finding in reading.findings]
        self._repair_texts(reading)
        guardians = [read for index in self._guardians if (read := self._guardian_cells.read(reading, index))]
        last_names = frozenset(guardian.last_name.lower() for guardian in guardians if guardian.last_name)
        children = [child for index in self._children if (child := self._child_cells.read(reading, index, last_names))]
        reading.child = ""
        return RowRead(
            reading.line,
            reading.number,
            guardians,
            children,
            self._missing(reading),
            self._yes_or_no(reading, What.RESIDENT),
            self._yes_or_no(reading, What.BOTH_PARENTS_WORK),
            reading.findings,
        )

    def _broken(self, row: Row) -> RowRead:
        """A row that cannot be put back into its columns; its family is named where its first cell says so."""
        position = self._mapped.position(Meaning(Subject.FAMILY, What.NUMBER))
        cell = row.cells[position] if position is not None and position < len(row.cells) else ""
        number = cell if cell and shape(cell) == self._number_like else None
        finding = Finding(
            Reason.COLUMNS_SHIFTED,
            row.line,
            value=self._as_text(row.cells),
            family=number or "",
            keeps_out=KEPT_OUT[Reason.COLUMNS_SHIFTED],
        )
        return RowRead(row.line, number, [], [], findings=[finding], is_broken=True)

    def _repair_texts(self, reading: Reading) -> None:
        """Accents, formulas, lost letters: before anything is read from a cell."""
        for meaning, cell in reading.cells.items():
            if cell.isascii() and cell[:1] not in "=@+-?" and "?" not in cell:
                continue
            reading.child = ""
            read = read_text(cell)
            fatal = meaning.subject is Subject.CHILD and meaning.what in NAMES
            if read.problem is not None and meaning.what not in (What.PHONE, What.OTHER_PHONE):
                reading.find(read.problem, meaning, out=KeepsOut.CHILD if fatal else KeepsOut.VALUE)
                reading.cells[meaning] = ""
            elif read.value is not None and read.value != cell:
                reading.find(Reason.ACCENTS_REPAIRED, meaning, became=read.value)
                reading.cells[meaning] = read.value

    def _missing(self, reading: Reading) -> list[str] | None:
        meaning = Meaning(Subject.FAMILY, What.MISSING)
        if meaning not in self._columns or self._was_lost_value(reading, meaning):
            return None
        cell = reading.cells.get(meaning, "")
        if folded(cell) in {"", "non", "aucun", "aucune", "neant", "complet", "ok", "0", "rien"}:
            return []
        return [" ".join(paper.split()) for paper in re.split(r"[,;/+\n]", cell) if paper.strip()]

    def _was_lost_value(self, reading: Reading, meaning: Meaning) -> bool:
        return any(each.keeps_out and each.column == self._columns[meaning] for each in reading.findings)

    def _yes_or_no(self, reading: Reading, what: What) -> bool | None:
        meaning = Meaning(Subject.FAMILY, what)
        return reading.note(meaning, read_yes_or_no(reading.cells.get(meaning, "")))

    def _usual_shape(self) -> str:
        """The form of most numbers of files: a cell of another form stands in the wrong column."""
        position = self._mapped.position(Meaning(Subject.FAMILY, What.NUMBER))
        if position is None:
            return ""
        shapes = Counter(
            shape(row.cells[position])
            for row in self._sheet.rows[:SAMPLE]
            if position < len(row.cells) and row.cells[position]
        )
        usual = shapes.most_common(1)
        return usual[0][0] if usual and usual[0][1] >= 0.7 * sum(shapes.values()) else ""

    def _as_text(self, cells: Sequence[str]) -> str:
        return self._sheet.separator.join(cells)
