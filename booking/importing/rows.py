"""One row of a file: its cells read, mended with a note, or set aside with the reason."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from booking.importing.birth_dates import read_born
from booking.importing.choices import Services, Wish, read_yes_or_no
from booking.importing.findings import KEPT_OUT, Finding, KeepsOut, Read, Reason, Value
from booking.importing.folding import folded
from booking.importing.looks import SAMPLE, Looks, shape
from booking.importing.mapping import Mapped
from booking.importing.meanings import Meaning, Subject, What
from booking.importing.names import Name, apart, tidy, without_title
from booking.importing.people import ChildRead, GuardianRead, Place, RowRead
from booking.importing.phones import read_phone
from booking.importing.realigning import Realigning
from booking.importing.schools import Schools
from booking.importing.sheet import Row, Sheet
from booking.importing.texts import read_text
from booking.town import Town

LANGUAGES = {"francais": "fr", "fr": "fr", "anglais": "en", "english": "en", "en": "en"}
HAS_DIGIT = re.compile(r"\d")
FIRST_NAME_FIRST = re.compile(r"^prenom\b")


@dataclass(slots=True)
class Reading:
    """One row while it is read: its cells by meaning, and what was found so far."""

    line: int
    cells: dict[Meaning, str]
    columns: dict[Meaning, str]
    number: str | None = None
    child: str = ""
    findings: list[Finding] = field(default_factory=list)

    def cell(self, subject: Subject, what: What, index: int = 1) -> str:
        """The text of a cell; empty where the file has no such column."""
        return self.cells.get(Meaning(subject, what, index), "")

    def note(self, meaning: Meaning, read: Read[Value]) -> Value | None:
        """The value read, once its notes and its problem are written down."""
        became = "" if read.value is None else str(read.value)
        for reason in read.notes:
            self.find(reason, meaning, became=became)
        if read.problem is not None:
            self.find(read.problem, meaning)
        return read.value

    def find(
        self,
        reason: Reason,
        meaning: Meaning,
        *,
        became: str = "",
        value: str | None = None,
        out: KeepsOut | None = None,
    ) -> None:
        """Write down what was found in a cell."""
        keeps_out = KEPT_OUT.get(reason, KeepsOut.NOTHING) if out is None else out
        said = self.cells.get(meaning, "") if value is None else value
        self.findings.append(
            Finding(
                reason, self.line, self.columns.get(meaning, ""), said, became, self.number or "", self.child, keeps_out
            )
        )

    @property
    def keeps_child_out(self) -> bool:
        """Whether the child that is being read must stay outside."""
        return any(finding.keeps_out >= KeepsOut.CHILD for finding in self.findings if finding.child == self.child)


class Rows:
    """Reads the rows of one sheet."""

    def __init__(self, sheet: Sheet, mapped: Mapped, town: Town, looks: Looks, schools: Schools, today: date) -> None:
        self._sheet = sheet
        self._mapped = mapped
        self._town = town
        self._schools = schools
        self._services = Services(town)
        self._today = today
        self._columns = {meaning: sheet.header[position] for position, meaning in mapped.meanings.items()}
        self._children = mapped.indexes(Subject.CHILD)
        self._guardians = mapped.indexes(Subject.GUARDIAN)
        self._wishes = [meaning for meaning in mapped.meanings.values() if meaning.what is What.SERVICE]
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
        guardians = [guardian for index in self._guardians if (guardian := self._guardian(reading, index)) is not None]
        last_names = frozenset(guardian.last_name.lower() for guardian in guardians if guardian.last_name)
        children = [child for index in self._children if (child := self._child(reading, index, last_names)) is not None]
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
            fatal = meaning.subject is Subject.CHILD and meaning.what in (
                What.FIRST_NAME,
                What.LAST_NAME,
                What.FULL_NAME,
            )
            if read.problem is not None and meaning.what not in (What.PHONE, What.OTHER_PHONE):
                reading.find(read.problem, meaning, out=KeepsOut.CHILD if fatal else KeepsOut.VALUE)
                reading.cells[meaning] = ""
            elif read.value is not None and read.value != cell:
                reading.find(Reason.ACCENTS_REPAIRED, meaning, became=read.value)
                reading.cells[meaning] = read.value

    def _guardian(self, reading: Reading, index: int) -> GuardianRead | None:
        phone = self._phone(reading, index)
        name, last_name = self._guardian_name(reading, index)
        if not name:
            if phone is not None and not self._was_lost(reading, Subject.GUARDIAN, index):
                reading.find(Reason.GUARDIAN_NAME_MISSING, Meaning(Subject.GUARDIAN, What.PHONE, index))
            return None
        if HAS_DIGIT.search(name):
            reading.find(Reason.NAME_UNCLEAR, self._name_at(Subject.GUARDIAN, index), value=name, out=KeepsOut.VALUE)
            return None
        language = LANGUAGES.get(folded(reading.cell(Subject.GUARDIAN, What.LANGUAGE, index)))
        return GuardianRead(name, phone, language, last_name, reading.line)

    def _guardian_name(self, reading: Reading, index: int) -> tuple[str, str]:
        full = without_title(reading.cell(Subject.GUARDIAN, What.FULL_NAME, index))
        if full:
            meaning = Meaning(Subject.GUARDIAN, What.FULL_NAME, index)
            parts = apart(full, last_name_first=not FIRST_NAME_FIRST.match(folded(self._columns[meaning])))
            told = parts is not None and ("," in full or ";" in full or full != full.title())
            if parts is not None and told:
                reading.find(Reason.NAME_SPLIT, meaning, became=parts.full)
                return parts.full, parts.last
            name, notes = tidy(full)
            reading.note(meaning, Read(name, notes))
            return name, name.split(" ")[-1]
        last, first = (
            self._tidy(reading, Meaning(Subject.GUARDIAN, what, index)) for what in (What.LAST_NAME, What.FIRST_NAME)
        )
        return f"{without_title(first)} {last}".strip(), last

    def _name_at(self, subject: Subject, index: int) -> Meaning:
        """The column in which the name of that person stands."""
        names = (Meaning(subject, what, index) for what in (What.FULL_NAME, What.LAST_NAME, What.FIRST_NAME))
        return next(meaning for meaning in names if meaning in self._columns)

    def _was_lost(self, reading: Reading, subject: Subject, index: int) -> bool:
        """Whether a name of that person was there, and could not be read."""
        names = {
            self._columns.get(Meaning(subject, what, index))
            for what in (What.FULL_NAME, What.FIRST_NAME, What.LAST_NAME)
        }
        return any(finding.keeps_out and finding.column in names for finding in reading.findings)

    def _phone(self, reading: Reading, index: int) -> str | None:
        found = None
        for what in (What.PHONE, What.OTHER_PHONE):
            meaning = Meaning(Subject.GUARDIAN, what, index)
            cell = reading.cells.get(meaning, "")
            if not cell or (what is What.OTHER_PHONE and found is not None):
                continue
            found = reading.note(meaning, read_phone(cell, self._town.region)) or found
        return found

    def _tidy(self, reading: Reading, meaning: Meaning) -> str:
        cell = reading.cells.get(meaning, "")
        if not cell:
            return ""
        name, notes = tidy(cell)
        reading.note(meaning, Read(name, notes))
        return name

    def _child(self, reading: Reading, index: int, last_names: frozenset[str]) -> ChildRead | None:
        told = [meaning for meaning in self._columns if meaning.subject is Subject.CHILD and meaning.index == index]
        if not any(reading.cells[meaning] for meaning in told) and not self._was_lost(reading, Subject.CHILD, index):
            return None
        before = len(reading.findings)
        name = self._child_name(reading, index, last_names)
        reading.child = name.first if name is not None else ""
        reading.findings[before:] = [replace(each, child=reading.child) for each in reading.findings[before:]]
        if name is not None and HAS_DIGIT.search(name.full):
            reading.find(Reason.NAME_UNCLEAR, self._name_at(Subject.CHILD, index), value=name.full)
        born = self._read(
            reading, What.BORN, index, read_born(reading.cell(Subject.CHILD, What.BORN, index), self._today)
        )
        school, class_name = self._school(reading, index)
        diet = " ".join(reading.cell(Subject.CHILD, What.DIET, index).split()) or None
        places = self._places(reading, index, school)
        lost = self._was_lost_whole(reading, index)
        if name is None or lost or any(each.keeps_out >= KeepsOut.CHILD for each in reading.findings[before:]):
            return None
        return ChildRead(name.first, name.last, born, school, class_name, diet, places, reading.line)

    def _was_lost_whole(self, reading: Reading, index: int) -> bool:
        names = {
            self._columns.get(Meaning(Subject.CHILD, what, index))
            for what in (What.FULL_NAME, What.FIRST_NAME, What.LAST_NAME)
        }
        return any(each.keeps_out >= KeepsOut.CHILD and each.column in names for each in reading.findings)

    def _child_name(self, reading: Reading, index: int, last_names: frozenset[str]) -> Name | None:
        whole = Meaning(Subject.CHILD, What.FULL_NAME, index)
        if (full := reading.cells.get(whole, "")) != "":
            parts = apart(
                full,
                last_name_first=not FIRST_NAME_FIRST.match(folded(self._columns[whole])),
                family_names=last_names,
            )
            if parts is None:
                reading.find(Reason.NAME_UNCLEAR, whole)
                return None
            reading.note(whole, Read(f"{parts.first} {parts.last}", parts.notes))
            return parts
        return self._child_name_of_two(reading, index, last_names)

    def _child_name_of_two(self, reading: Reading, index: int, last_names: frozenset[str]) -> Name | None:
        first_at, last_at = (Meaning(Subject.CHILD, what, index) for what in (What.FIRST_NAME, What.LAST_NAME))
        cell = reading.cells.get(last_at, "")
        if not reading.cells.get(first_at) and "," in cell and (parts := apart(cell)) is not None:
            reading.find(Reason.NAME_SPLIT, last_at, became=parts.full)
            return parts
        first, last = self._tidy(reading, first_at), self._tidy(reading, last_at)
        if first and last and first.lower() in last_names and last.lower() not in last_names:
            reading.find(Reason.NAMES_SWAPPED, first_at, became=f"{last} {first}")
            return Name(last, first)
        if not first or not last:
            missing = last_at if first else first_at
            if not self._was_lost(reading, Subject.CHILD, index):
                reading.find(Reason.CHILD_NAME_MISSING, missing, value=first or last)
            return None
        return Name(first, last)

    def _school(self, reading: Reading, index: int) -> tuple[str | None, str | None]:
        school = self._read(
            reading, What.SCHOOL, index, self._schools.school(reading.cell(Subject.CHILD, What.SCHOOL, index))
        )
        class_name = self._read(
            reading, What.CLASS, index, self._schools.class_name(reading.cell(Subject.CHILD, What.CLASS, index))
        )
        if school is not None and class_name is not None and not self._schools.has_class(school, class_name):
            reading.find(Reason.CLASS_NOT_AT_SCHOOL, Meaning(Subject.CHILD, What.CLASS, index))
            class_name = None
        return school, class_name

    def _places(self, reading: Reading, index: int, school: str | None) -> tuple[Place, ...]:
        listed = Meaning(Subject.CHILD, What.SERVICES, index)
        wishes, unknown = self._services.named(reading.cells.get(listed, ""))
        for word in unknown:
            reading.find(Reason.SERVICE_UNKNOWN, listed, value=word)
        places = [self._place(reading, listed, wish, school) for wish in wishes]
        for meaning in self._wishes:
            if meaning.index == index and reading.cells.get(meaning):
                wish = reading.note(meaning, self._services.wish(meaning.service, reading.cells[meaning]))
                if wish is not None:
                    places.append(self._place(reading, meaning, wish, school))
        return tuple(place for place in places if place is not None)

    def _place(self, reading: Reading, meaning: Meaning, wish: Wish, school: str | None) -> Place | None:
        site = self._services.site_for(wish, school)
        if wish.wanted and site is None:
            if not reading.keeps_child_out:
                reading.find(Reason.SERVICE_NOT_AT_SCHOOL, meaning, value=self._town.service(wish.service).name)
            return None
        return Place(wish.service, site, wish.wanted)

    def _read(self, reading: Reading, what: What, index: int, read: Read[Value]) -> Value | None:
        return reading.note(Meaning(Subject.CHILD, what, index), read)

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
