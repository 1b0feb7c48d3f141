"""The cells of a row that tell of a guardian."""

from booking.importing.custody_cells import read_custody
from booking.importing.findings import KeepsOut, Read, Reason
from booking.importing.folding import folded
from booking.importing.meanings import Meaning, Subject, What
from booking.importing.names import apart, tidy, without_title
from booking.importing.people import GuardianRead
from booking.importing.phones import read_phone
from booking.importing.row_reading import FIRST_NAME_FIRST, HAS_DIGIT, Reading
from booking.town import Town

LANGUAGES = {"francais": "fr", "fr": "fr", "anglais": "en", "english": "en", "en": "en"}


class GuardianCells:
    """Reads guardians in one town, whose telephone numbers are dialled from there."""

    def __init__(self, town: Town) -> None:
        self._town = town

    def read(self, reading: Reading, index: int) -> GuardianRead | None:
        """The guardian of that index; none where the row names none, or none that can be read."""
        phone = self._phone(reading, index)
        name, last_name = self._name(reading, index)
        if not name:
            if phone is not None and not reading.was_lost(Subject.GUARDIAN, index):
                reading.find(Reason.GUARDIAN_NAME_MISSING, Meaning(Subject.GUARDIAN, What.PHONE, index))
            return None
        if HAS_DIGIT.search(name):
            reading.find(Reason.NAME_UNCLEAR, reading.name_at(Subject.GUARDIAN, index), value=name, out=KeepsOut.VALUE)
            return None
        language = LANGUAGES.get(folded(reading.cell(Subject.GUARDIAN, What.LANGUAGE, index)))
        weeks = Meaning(Subject.GUARDIAN, What.WEEKS, index)
        custody = reading.note(weeks, read_custody(reading.cells.get(weeks, "")))
        return GuardianRead(name, phone, language, custody, last_name, reading.line)

    def _name(self, reading: Reading, index: int) -> tuple[str, str]:
        full = without_title(reading.cell(Subject.GUARDIAN, What.FULL_NAME, index))
        if full:
            meaning = Meaning(Subject.GUARDIAN, What.FULL_NAME, index)
            parts = apart(full, last_name_first=not FIRST_NAME_FIRST.match(folded(reading.columns[meaning])))
            told = parts is not None and ("," in full or ";" in full or full != full.title())
            if parts is not None and told:
                reading.find(Reason.NAME_SPLIT, meaning, became=parts.full)
                return parts.full, parts.last
            name, notes = tidy(full)
            reading.note(meaning, Read(name, notes))
            return name, name.split(" ")[-1]
        last, first = (
            reading.tidy(Meaning(Subject.GUARDIAN, what, index)) for what in (What.LAST_NAME, What.FIRST_NAME)
        )
        return f"{without_title(first)} {last}".strip(), last

    def _phone(self, reading: Reading, index: int) -> str | None:
        found = None
        for what in (What.PHONE, What.OTHER_PHONE):
            meaning = Meaning(Subject.GUARDIAN, what, index)
            cell = reading.cells.get(meaning, "")
            if not cell or (what is What.OTHER_PHONE and found is not None):
                continue
            found = reading.note(meaning, read_phone(cell, self._town.region)) or found
        return found
