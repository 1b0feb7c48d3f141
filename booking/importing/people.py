"""Families as a file tells of them: what of it could be read, and from which lines."""

from dataclasses import dataclass, field
from datetime import date

from booking.custody import Custody
from booking.importing.findings import Finding
from booking.importing.folding import folded


def child_key(first_name: str, last_name: str) -> str:
    """By what a child is known again, whatever the accents and capitals of its name."""
    return f"{folded(first_name)}|{folded(last_name)}"


@dataclass(slots=True)
class GuardianRead:
    """An adult; `phone` in E.164."""

    name: str
    phone: str | None = None
    language: str | None = None
    custody: Custody | None = None
    last_name: str = ""
    line: int = 0

    @property
    def key(self) -> str:
        """By what it is known again."""
        return folded(self.name)


@dataclass(slots=True)
class Place:
    """A service that the file names for a child: where, or no longer."""

    service: str
    site: str | None
    wanted: bool


@dataclass(slots=True)
class ChildRead:
    """A child, with the line on which it stands."""

    first_name: str
    last_name: str
    born: date | None = None
    school: str | None = None
    class_name: str | None = None
    diet: str | None = None
    places: tuple[Place, ...] = ()
    line: int = 0

    @property
    def key(self) -> str:
        """By what it is known again in its family."""
        return child_key(self.first_name, self.last_name)


@dataclass(slots=True)
class RowRead:
    """What one row says. `number` is that of the family's file, none where the row does not say it."""

    line: int
    number: str | None
    guardians: list[GuardianRead]
    children: list[ChildRead]
    missing: list[str] | None = None
    resident: bool | None = None
    both_parents_work: bool | None = None
    findings: list[Finding] = field(default_factory=list)
    is_broken: bool = False


@dataclass(slots=True)
class FamilyRead:
    """A family, whole: all rows that belong together. `number` is made up where the file has none."""

    number: str
    guardians: list[GuardianRead]
    children: list[ChildRead]
    missing: list[str] | None = None
    resident: bool | None = None
    both_parents_work: bool | None = None
    lines: list[int] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    is_numbered: bool = True
