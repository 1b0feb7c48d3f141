"""What the core raises. A refusal is a result and is not here: these are what must stop.

BookingError
├── OverrideError      only staff may pass over a rule
├── PhoneError         no number that can get a text
├── UnknownFamily      no such file
├── UnknownChild       no such child, or the child of another family
├── UnknownService     the town has no such service
├── UnknownSite        the town has no such school, centre or crèche
├── UnknownClass       the sites concerned have no such class
├── UnknownSession     the service does not take place there on that day
├── UnknownReservation no such reservation, or that of another family
├── UnknownStanding    no such standing booking, or that of another family
├── UnknownClosure     no such closure
├── DateOutsideYear    a date beyond the school year of the town's file
├── DayMissing         who has booked, or waits, without the day on which
├── JournalContradiction  a line of the journal does not follow from those before
├── RegisterError      a table does not say why and how long it keeps a column
├── CalendarMissing    holidays of that year are not known
├── DatabaseError      the database cannot be used; says why, and what to do
│   ├── DatabaseUrlError     its address is none
│   ├── DataKeyError         what it keeps sealed cannot be opened
│   ├── DatabaseAway         it does not answer, or cannot work: it may be back later
│   └── SchemaError          its tables are of another version
└── TownFileError      the town's file cannot be used; says where, line by line
    └── MenuFileError        nor the file of menus
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Protocol


class BookingError(Exception):
    """Base of what the core raises."""


class OverrideError(BookingError):
    """Somebody else than staff wanted to pass over a rule."""


class PhoneError(BookingError):
    """No number that can get a text; the message says what to write, in French."""


class DayMissing(BookingError):
    """Who has booked, or waits, can only be asked of a day."""


class UnknownFamily(BookingError):
    """No family has that number."""


class UnknownChild(BookingError):
    """No such child in that family."""


class UnknownSession(BookingError):
    """The service does not take place there on that day."""


@dataclass
class UnknownReservation(BookingError):
    """No such reservation in that family."""

    number: int

    def __str__(self) -> str:
        return f"no reservation {self.number} in this family: look it up again, it may have been typed wrong"


@dataclass
class UnknownStanding(BookingError):
    """No such standing booking in that family."""

    number: int

    def __str__(self) -> str:
        return f"no standing booking {self.number} in this family: list them again"


@dataclass
class UnknownClosure(BookingError):
    """No such closure."""

    number: int

    def __str__(self) -> str:
        return f"no closure {self.number}: list the closures again"


@dataclass
class UnknownClass(BookingError):
    """None of the sites concerned has such a class."""

    name: str
    known: Sequence[str]

    def __str__(self) -> str:
        return f"no class {self.name!r}: the sites concerned have {', '.join(self.known) or 'none'}"


@dataclass
class DateOutsideYear(BookingError):
    """A date beyond the school year that the town's file describes."""

    day: date
    first: date
    last: date

    def __str__(self) -> str:
        return f"{self.day} is outside the school year ({self.first} to {self.last}): correct the date"


@dataclass
class UnknownService(BookingError):
    """The town's file names no such service."""

    key: str

    def __str__(self) -> str:
        return f"no service {self.key!r} in the town's file: add a table [services.{self.key}], or correct the key"


@dataclass
class UnknownSite(BookingError):
    """The town's file names no such site."""

    key: str

    def __str__(self) -> str:
        return f"no site {self.key!r} in the town's file: add a [[sites]] entry with that key, or correct it"


@dataclass
class JournalContradiction(BookingError):
    """A line starts from a state of a reservation to which the lines before do not lead."""

    line: int
    told: str | None
    known: str | None

    def __str__(self) -> str:
        return f"line {self.line} of the journal starts from {self.told}, the lines before lead to {self.known}"


@dataclass
class RegisterError(BookingError):
    """A table does not say, or says twice, why and how long it keeps a column: see `booking.kept`."""

    table: str
    columns: str
    problem: str

    def __str__(self) -> str:
        return f"{self.table}: {self.columns}: {self.problem} (name it in __kept__ of that table)"


@dataclass
class CalendarMissing(BookingError):
    """The holidays of that year are not known, so no day of it can be judged."""

    year: int

    def __str__(self) -> str:
        return (
            f"no holidays are known for {self.year}: upgrade the package vacances-scolaires-france, "
            f"or state the year's [[holidays]] in the town's file"
        )


class Located(Protocol):
    """One thing wrong with a file, and the line where it stands."""

    @property
    def line(self) -> int: ...


@dataclass
class TownFileError(BookingError):
    """The town's file cannot be used. `problems` holds every fault found, in the order of the file's lines."""

    path: Path
    problems: Sequence[Located]

    @property
    def line(self) -> int:
        """Line of the first fault, counted from 1."""
        return self.problems[0].line

    def __str__(self) -> str:
        return "\n".join(f"{self.path}:{problem.line}: {problem}" for problem in self.problems)


class MenuFileError(TownFileError):
    """The file of menus cannot be used; booking goes on without."""


class DatabaseError(BookingError):
    """The database cannot be used; the words say why, and what to do."""


class DatabaseUrlError(DatabaseError):
    """The address is not that of a database we can use."""


class DataKeyError(DatabaseError):
    """Without the right data key; the words name the setting and the cure."""


class DatabaseAway(DatabaseError):
    """It does not answer, or cannot work: gone, full, locked, read-only. It may be back later."""


class SchemaError(DatabaseError):
    """The tables are older or newer than this program."""
