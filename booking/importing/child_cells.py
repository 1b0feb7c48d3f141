"""The cells of a row that tell of a child: its name, its birth, its school and class, its services."""

from dataclasses import replace
from datetime import date

from booking.importing.birth_dates import read_born
from booking.importing.choices import Services, Wish
from booking.importing.findings import KeepsOut, Read, Reason, Value
from booking.importing.folding import folded
from booking.importing.meanings import Meaning, Subject, What
from booking.importing.names import Name, apart
from booking.importing.people import ChildRead, Place
from booking.importing.row_reading import FIRST_NAME_FIRST, HAS_DIGIT, Reading
from booking.importing.schools import Schools
from booking.town import Town


class ChildCells:
    """Reads children in one town, on one day."""

    def __init__(self, town: Town, schools: Schools, today: date) -> None:
        self._town = town
        self._schools = schools
        self._services = Services(town)
        self._today = today

    def read(self, reading: Reading, index: int, last_names: frozenset[str]) -> ChildRead | None:
        """The child of that index; none where the row names none, or one that must stay outside.

        `last_names` are those of its guardians, folded to lower case.
        """
        told = [meaning for meaning in reading.columns if meaning.subject is Subject.CHILD and meaning.index == index]
        if not any(reading.cells[meaning] for meaning in told) and not reading.was_lost(Subject.CHILD, index):
            return None
        before = len(reading.findings)
        name = self._name(reading, index, last_names)
        reading.child = name.first if name is not None else ""
        reading.findings[before:] = [replace(each, child=reading.child) for each in reading.findings[before:]]
        if name is not None and HAS_DIGIT.search(name.full):
            reading.find(Reason.NAME_UNCLEAR, reading.name_at(Subject.CHILD, index), value=name.full)
        born = self._read(
            reading, What.BORN, index, read_born(reading.cell(Subject.CHILD, What.BORN, index), self._today)
        )
        school, class_name = self._school(reading, index)
        diet = " ".join(reading.cell(Subject.CHILD, What.DIET, index).split()) or None
        places = self._places(reading, index, school)
        lost = reading.was_lost(Subject.CHILD, index, KeepsOut.CHILD)
        if name is None or lost or any(each.keeps_out >= KeepsOut.CHILD for each in reading.findings[before:]):
            return None
        return ChildRead(name.first, name.last, born, school, class_name, diet, places, reading.line)

    def _name(self, reading: Reading, index: int, last_names: frozenset[str]) -> Name | None:
        whole = Meaning(Subject.CHILD, What.FULL_NAME, index)
        if (full := reading.cells.get(whole, "")) != "":
            parts = apart(
                full,
                last_name_first=not FIRST_NAME_FIRST.match(folded(reading.columns[whole])),
                family_names=last_names,
            )
            if parts is None:
                reading.find(Reason.NAME_UNCLEAR, whole)
                return None
            reading.note(whole, Read(f"{parts.first} {parts.last}", parts.notes))
            return parts
        return self._name_of_two(reading, index, last_names)

    def _name_of_two(self, reading: Reading, index: int, last_names: frozenset[str]) -> Name | None:
        first_at, last_at = (Meaning(Subject.CHILD, what, index) for what in (What.FIRST_NAME, What.LAST_NAME))
        cell = reading.cells.get(last_at, "")
        if not reading.cells.get(first_at) and "," in cell and (parts := apart(cell)) is not None:
            reading.find(Reason.NAME_SPLIT, last_at, became=parts.full)
            return parts
        first, last = reading.tidy(first_at), reading.tidy(last_at)
        if first and last and first.lower() in last_names and last.lower() not in last_names:
            reading.find(Reason.NAMES_SWAPPED, first_at, became=f"{last} {first}")
            return Name(last, first)
        if not first or not last:
            missing = last_at if first else first_at
            if not reading.was_lost(Subject.CHILD, index):
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
        for meaning, cell in reading.cells.items():
            if meaning.what is What.SERVICE and meaning.index == index and cell:
                wish = reading.note(meaning, self._services.wish(meaning.service, cell))
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
