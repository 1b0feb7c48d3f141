"""Reads a file of menus: CSV in the form `scdl/menus-collectifs` (version 1.2.3), a dish on each line.

The form and its words: https://schema.data.gouv.fr/scdl/menus-collectifs/1.2.3/documentation.html. Of its columns only
those that say what is eaten, where, when and by whom are read; commas and semicolons are both taken, as spreadsheets
write either.
"""

import csv
import json
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from booking.errors import MenuFileError
from booking.menus.dishes import Dish, DishKind, Menus, RestaurantKind
from booking.town_file.problems import Complaint, Problem
from booking.town_file.values import near

RESTAURANT, IDENTIFIER, KIND, GUESTS = (
    "menuRestaurantNom",
    "menuRestaurantId",
    "menuRestaurantType",
    "menuRestaurantConvive",
)
DAY, MEAL, DISH_KIND, NAME = "menuDate", "menuRepasType", "menuPlatType", "menuPlatNom"
DIETS, ALLERGENS = "menuPlatRegime", "menuPlatAllergene"
NEEDED = (RESTAURANT, KIND, DAY, MEAL, DISH_KIND, NAME)
MEALS = ("petit-déjeuner", "déjeuner", "goûter", "dîner", "collation", "pique-nique", "autre")
LUNCH = ("déjeuner", "pique-nique")
LONGEST_NAME = 160  # characters, as the form says
T = TypeVar("T")


def load_menus(path: Path) -> Menus:
    """The menus in a file. Raises MenuFileError with everything that is wrong in it, line by line."""
    try:
        stamp = path.stat()
    except OSError as missing:
        raise MenuFileError(path, [Problem(1, "", Complaint.NO_MENU_FILE)]) from missing
    return _read(path, stamp.st_mtime_ns, stamp.st_size)


@lru_cache(maxsize=4)
def _read(path: Path, _changed: int, _size: int) -> Menus:
    """Read once for each version of the file: who drops in a new one need not restart anything."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as wrong:
        raise MenuFileError(path, [Problem(1, "", Complaint.NOT_UTF8)]) from wrong
    rows = _Rows(text)
    menus = Menus(tuple(rows.dishes()))
    if rows.problems:
        raise MenuFileError(path, rows.problems)
    return menus


class _Rows:
    """The lines of one file, with what is wrong in them."""

    def __init__(self, text: str) -> None:
        lines = text.splitlines()
        first = lines[0] if lines else ""
        self._reader = csv.DictReader(lines, delimiter=";" if first.count(";") > first.count(",") else ",")
        self.problems: list[Problem] = []

    def dishes(self) -> Iterator[Dish]:
        """The dishes of every lunch that could be read."""
        columns = [column.strip() for column in self._reader.fieldnames or ()]
        self._reader.fieldnames = columns
        missing = [column for column in NEEDED if column not in columns]
        for column in missing:
            self._complain(column, Complaint.NO_COLUMN, near=near(column, columns))
        if missing:
            return
        for row in self._reader:
            cells = {name: (value or "").strip() for name, value in row.items() if isinstance(name, str)}
            if any(cells.values()) and (dish := self._dish(cells)) is not None:
                yield dish

    def _dish(self, cells: Mapping[str, str]) -> Dish | None:
        before = len(self.problems)
        meal = self._one(cells, MEAL, MEALS)
        day = self._read(cells, DAY, date.fromisoformat, date.min)
        kind = DishKind(self._one(cells, DISH_KIND, tuple(DishKind)))
        served_in = RestaurantKind(self._one(cells, KIND, tuple(RestaurantKind)))
        name, restaurant = self._text(cells, NAME), self._text(cells, RESTAURANT)
        diets, allergens = self._list(cells, DIETS), self._list(cells, ALLERGENS)
        if len(self.problems) > before or meal not in LUNCH:
            return None
        guests = tuple(guest.strip().strip('"') for guest in cells.get(GUESTS, "").split(";"))
        return Dish(day, kind, name, restaurant, cells.get(IDENTIFIER, ""), served_in, guests, diets, allergens)

    def _text(self, cells: Mapping[str, str], column: str) -> str:
        text = cells[column]
        if not text:
            self._complain(column, Complaint.EMPTY_CELL)
        elif len(text) > LONGEST_NAME:
            self._complain(column, Complaint.TOO_LONG, most=str(LONGEST_NAME))
        return text

    def _one(self, cells: Mapping[str, str], column: str, known: tuple[str, ...]) -> str:
        word = cells[column]
        for choice in known:
            if choice.casefold() == word.casefold():
                return choice
        if word:
            self._complain(column, Complaint.NOT_ONE_OF, word=word, near=near(word, known), known=", ".join(known))
        else:
            self._complain(column, Complaint.EMPTY_CELL)
        return known[-1]

    def _list(self, cells: Mapping[str, str], column: str) -> tuple[str, ...]:
        """A list in the form's way, `["végétarien","sans viande"]`; a bare word is taken as a list of one."""
        text = cells.get(column, "")
        if not text.startswith("["):
            return (text,) if text else ()
        return self._read(cells, column, _words, ())

    def _read(self, cells: Mapping[str, str], column: str, convert: Callable[[str], T], fallback: T) -> T:
        try:
            return convert(cells[column])
        except ValueError:
            self._complain(column, Complaint.NOT_A_DATE_CELL if column == DAY else Complaint.NOT_A_LIST_CELL)
            return fallback

    def _complain(self, column: str, complaint: Complaint, **values: str) -> None:
        self.problems.append(Problem(max(self._reader.line_num, 1), column, complaint, values))


def _words(text: str) -> tuple[str, ...]:
    found: object = json.loads(text)
    if not isinstance(found, list) or not all(isinstance(word, str) for word in found):
        raise ValueError(text)
    return tuple(found)
