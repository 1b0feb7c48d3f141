"""A sheet, judged whole: its families, and what was found in its rows. No database."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from booking.importing.families import gathered
from booking.importing.looks import Looks
from booking.importing.mapping import Mapped
from booking.importing.meanings import What
from booking.importing.people import FamilyRead, RowRead
from booking.importing.rows import Rows
from booking.importing.schools import Schools
from booking.importing.sheet import Sheet
from booking.town import Town

ROWS_A_STEP = 500


@dataclass(frozen=True, slots=True)
class Judge:
    """Judges the files of one town on one day."""

    town: Town
    schools: Schools
    looks: Looks
    today: date

    @classmethod
    def of(cls, town: Town, today: date) -> "Judge":
        """A judge for that town; `today` is the town's day."""
        schools = Schools(town)
        return cls(town, schools, Looks(town, schools, today), today)

    def families(self, sheet: Sheet, mapped: Mapped, progress: Callable[[int, int], None]) -> list[FamilyRead]:
        """The families of a sheet, each with what was found in its rows."""
        rows = self._rows(sheet, mapped, progress)
        return gathered(rows, columns_of(sheet, mapped), has_numbers=mapped.has_numbers)

    def _rows(self, sheet: Sheet, mapped: Mapped, progress: Callable[[int, int], None]) -> Iterator[RowRead]:
        reading = Rows(sheet, mapped, self.town, self.looks, self.schools, self.today)
        for position, row in enumerate(sheet.rows):
            if position % ROWS_A_STEP == 0:
                progress(position, len(sheet.rows))
            yield reading.read(row)


def columns_of(sheet: Sheet, mapped: Mapped) -> dict[What, str]:
    """The names of the columns by what they say: the first of each kind."""
    found: dict[What, str] = {}
    for position, meaning in mapped.meanings.items():
        found.setdefault(meaning.what, sheet.header[position])
    return found
