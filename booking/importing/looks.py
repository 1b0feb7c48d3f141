"""What a value looks like: how a column without a usual name is recognised, and a row whose cells have moved."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property, lru_cache

from booking.importing.birth_dates import read_born
from booking.importing.choices import read_yes_or_no
from booking.importing.meanings import Meaning, Subject, What
from booking.importing.phones import read_phone
from booking.importing.schools import Schools
from booking.importing.sheet import Sheet
from booking.town import Town

SAMPLE = 300  # rows
ENOUGH = 0.7  # of the cells that are filled
NAMES = frozenset({What.FIRST_NAME, What.LAST_NAME, What.FULL_NAME})
NAME = re.compile(r"[^\d@,;]{1,60}")
NUMBERS_ALIKE = re.compile(r"\d+")


class Looks:
    """The looks of one town's values, on one day."""

    def __init__(self, town: Town, schools: Schools, today: date) -> None:
        self._town = town
        self._schools = schools
        self._today = today

    def fits(self, what: What, cell: str, *, number_like: str = "") -> bool:
        """Whether a filled cell could be a value of that kind; what can be anything always fits."""
        test = self.test_for(what, number_like=number_like)
        return test is None or test(cell)

    def test_for(self, what: What, *, number_like: str = "") -> Callable[[str], bool] | None:
        """What tells whether a filled cell could be a value of that kind; none for what can be anything."""
        if what is What.NUMBER:
            return (lambda cell: shape(cell) == number_like) if number_like else None
        return self._tests.get(what)

    def is_otherwise(self, sheet: Sheet, position: int, meaning: Meaning) -> bool:
        """Whether a column that is called a name holds phones or dates: "Contact" may be either."""
        if meaning.what not in NAMES:
            return False
        filled = [
            row.cells[position] for row in sheet.rows[:SAMPLE] if len(row.cells) > position and row.cells[position]
        ]
        return any(
            sum(self.fits(what, cell) for cell in filled) >= ENOUGH * len(filled) > 0
            for what in (What.PHONE, What.BORN)
        )

    def by_look(self, sheet: Sheet, known: Mapping[int, Meaning]) -> dict[int, Meaning]:
        """Meanings of the columns that their names do not tell, from what is in most of their cells."""
        found: dict[int, Meaning] = {}
        for position in range(len(sheet.header)):
            cells = [row.cells[position] for row in sheet.rows[:SAMPLE] if position < len(row.cells)]
            filled = [cell for cell in cells if cell]
            if position in known or len(filled) * 5 < len(cells):
                continue
            taken = {*known.values(), *found.values()}
            meaning = next((each for each in self._guesses(filled) if each not in taken), None)
            if meaning is not None:
                found[position] = meaning
        return found

    def _guesses(self, filled: Sequence[str]) -> Iterator[Meaning]:
        for what, subject in (
            (What.PHONE, Subject.GUARDIAN),
            (What.BORN, Subject.CHILD),
            (What.SCHOOL, Subject.CHILD),
            (What.CLASS, Subject.CHILD),
        ):
            if sum(self.fits(what, cell) for cell in filled) >= ENOUGH * len(filled):
                yield Meaning(subject, what)
                if what is What.PHONE:
                    yield Meaning(subject, what, 2)
                return

    @cached_property
    def _tests(self) -> Mapping[What, Callable[[str], bool]]:
        @lru_cache(maxsize=4096)
        def is_name(cell: str) -> bool:
            return NAME.fullmatch(cell) is not None and not is_typed(cell)

        def is_typed(cell: str) -> bool:
            return is_class(cell) or is_yes_or_no(cell)

        @lru_cache(maxsize=4096)
        def is_class(cell: str) -> bool:
            return self._schools.class_name(cell).value is not None

        def is_yes_or_no(cell: str) -> bool:
            return read_yes_or_no(cell).value is not None and len(cell) > 1

        return {
            What.PHONE: lambda cell: read_phone(cell, self._town.region).value is not None,
            What.OTHER_PHONE: lambda cell: read_phone(cell, self._town.region).value is not None,
            What.BORN: lambda cell: read_born(cell, self._today).value is not None,
            What.SCHOOL: lambda cell: self._schools.school(cell).value is not None,
            What.CLASS: is_class,
            What.SERVICE: lambda cell: read_yes_or_no(cell).value is not None,
            What.RESIDENT: lambda cell: read_yes_or_no(cell).value is not None,
            What.BOTH_PARENTS_WORK: lambda cell: read_yes_or_no(cell).value is not None,
            What.FIRST_NAME: is_name,
            What.LAST_NAME: is_name,
        }


def shape(cell: str) -> str:
    """A number's form, such as "F" and digits: "F0012" and "F7" are alike, "Dupont" is another."""
    return NUMBERS_ALIKE.sub("9", cell).casefold()
