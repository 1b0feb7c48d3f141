"""What the core raises. A refusal is a result and is not here: these are what must stop.

BookingError
├── UnknownFamily      no such file
├── UnknownChild       no such child, or the child of another family
├── UnknownService     the town has no such service
├── UnknownSite        the town has no such school, centre or crèche
├── UnknownSession     the service does not take place there on that day
├── CalendarMissing    holidays of that year are not known
├── DatabaseError      the database cannot be used; says why, and what to do
│   ├── DatabaseUrlError     its address is none
│   └── SchemaError          its tables are of another version
└── TownFileError      the town's file cannot be used; says where, line by line
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol


class BookingError(Exception):
    """Base of what the core raises."""


class UnknownFamily(BookingError):  # noqa: N818 (named for what is missing, as design.md names it)
    """No family has that number."""


class UnknownChild(BookingError):  # noqa: N818
    """No such child in that family."""


class UnknownSession(BookingError):  # noqa: N818
    """The service does not take place there on that day."""


@dataclass
class UnknownService(BookingError):  # noqa: N818
    """The town's file names no such service."""

    key: str

    def __str__(self) -> str:
        return f"no service {self.key!r} in the town's file: add a table [services.{self.key}], or correct the key"


@dataclass
class UnknownSite(BookingError):  # noqa: N818
    """The town's file names no such site."""

    key: str

    def __str__(self) -> str:
        return f"no site {self.key!r} in the town's file: add a [[sites]] entry with that key, or correct it"


@dataclass
class CalendarMissing(BookingError):  # noqa: N818
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


class DatabaseError(BookingError):
    """The database cannot be used; the words say why, and what to do."""


class DatabaseUrlError(DatabaseError):
    """The address is not that of a database we can use."""


class SchemaError(DatabaseError):
    """The tables are older or newer than this program."""
