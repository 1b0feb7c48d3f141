"""Dates of birth as people and spreadsheets write them."""

import re
from datetime import date, timedelta

from booking.importing.findings import Read, Reason
from booking.importing.folding import folded

SERIAL_BEGINS = date(1899, 12, 30)  # day 0 of spreadsheets, past their own 29 February 1900
SERIAL = re.compile(r"(\d{5})(?:[.,]0)?")
ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?")
NUMERIC = re.compile(r"(\d{1,2})\s?[/.\- ]\s?(\d{1,2})\s?[/.\- ]\s?(\d{4}|\d{2})(?:\s+0{1,2}:00(?::00)?)?")
SPELT = re.compile(r"(?:[a-z]+ )?(\d{1,2})(?:er)? ([a-z]+) (\d{4})")
RUN_TOGETHER = re.compile(r"(\d{2})(\d{2})(\d{4})")
MONTHS = {
    month: number
    for number, names in enumerate(
        ("janvier janv jan", "fevrier fevr fev", "mars", "avril avr", "mai", "juin", "juillet juil", "aout",
         "septembre sept sep", "octobre oct", "novembre nov", "decembre dec"), start=1
    )
    for month in names.split()
}  # fmt: skip
OLDEST = 19  # years; nobody older is at school here


def read_born(cell: str, today: date) -> Read[date]:
    """The date of birth of a child, day before month; a problem where it is no date, or that of no child.

    `today` is the town's day. A two-digit year is the latest that is not in the future.
    """
    if not cell:
        return Read()
    found = _written(cell, today)
    if found is None:
        return Read(problem=Reason.BORN_UNREADABLE)
    year, month, day, notes = found
    try:
        born = date(year, month, day)
    except ValueError:
        return Read(problem=Reason.BORN_IMPOSSIBLE)
    if not date(today.year - OLDEST, today.month, 1) <= born <= today:
        return Read(problem=Reason.BORN_IMPOSSIBLE)
    return Read(born, notes)


def _written(cell: str, today: date) -> tuple[int, int, int, tuple[Reason, ...]] | None:
    if (found := NUMERIC.fullmatch(cell)) is not None:
        day, month, year = (int(part) for part in found.groups())
        if year >= 100:
            usual = (Reason.DATE_REWRITTEN,) if "/" not in cell else ()
            return year, month, day, usual
        return _with_century(year, today), month, day, (Reason.DATE_TWO_DIGIT_YEAR,)
    if (found := ISO.fullmatch(cell)) is not None:
        return int(found[1]), int(found[2]), int(found[3]), ()
    if (found := SERIAL.fullmatch(cell)) is not None:
        born = SERIAL_BEGINS + timedelta(days=int(found[1]))
        return born.year, born.month, born.day, (Reason.DATE_SERIAL,)
    if (found := RUN_TOGETHER.fullmatch(cell)) is not None:
        return int(found[3]), int(found[2]), int(found[1]), (Reason.DATE_REWRITTEN,)
    spelt = SPELT.fullmatch(folded(cell))
    if spelt is not None and spelt[2] in MONTHS:
        return int(spelt[3]), MONTHS[spelt[2]], int(spelt[1]), (Reason.DATE_REWRITTEN,)
    return None


def _with_century(year: int, today: date) -> int:
    return 2000 + year if 2000 + year <= today.year else 1900 + year
