"""What was found in a file, cell by cell: mended with a note, set aside with a reason, or at odds with what staff did.

The words for each reason are found above the core.
"""

from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import Generic, TypeVar

Value = TypeVar("Value")


class KeepsOut(IntEnum):
    """What stays outside because of a finding; the more parents are hurt, the greater."""

    NOTHING = 0
    VALUE = 1
    CHILD = 2
    FAMILY = 3


class Reason(StrEnum):
    """What was found. The first group is mended, the second set aside, the third a conflict."""

    PHONE_REWRITTEN = "phone_rewritten"
    PHONE_ZERO_LOST = "phone_zero_lost"
    PHONE_TWO_IN_CELL = "phone_two_in_cell"
    PHONE_LANDLINE = "phone_landline"
    DATE_TWO_DIGIT_YEAR = "date_two_digit_year"
    DATE_SERIAL = "date_serial"
    DATE_REWRITTEN = "date_rewritten"
    NAME_CASE = "name_case"
    NAME_SPACES = "name_spaces"
    NAME_SPLIT = "name_split"
    NAMES_SWAPPED = "names_swapped"
    ACCENTS_REPAIRED = "accents_repaired"
    COLUMNS_SHIFTED_BACK = "columns_shifted_back"
    SCHOOL_NEAR = "school_near"
    CLASS_REWRITTEN = "class_rewritten"
    SAME_ROW_TWICE = "same_row_twice"
    NUMBER_FOUND = "number_found"

    COLUMNS_SHIFTED = "columns_shifted"
    NUMBER_MISSING = "number_missing"
    NO_GUARDIAN = "no_guardian"
    GUARDIAN_NAME_MISSING = "guardian_name_missing"
    CHILD_NAME_MISSING = "child_name_missing"
    NAME_UNCLEAR = "name_unclear"
    TEXT_BROKEN = "text_broken"
    FORMULA = "formula"
    PHONE_UNREADABLE = "phone_unreadable"
    PHONE_ON_MANY_FILES = "phone_on_many_files"
    PHONE_DIFFERS = "phone_differs"
    BORN_UNREADABLE = "born_unreadable"
    BORN_IMPOSSIBLE = "born_impossible"
    SCHOOL_UNKNOWN = "school_unknown"
    CLASS_UNKNOWN = "class_unknown"
    CLASS_NOT_AT_SCHOOL = "class_not_at_school"
    SERVICE_UNKNOWN = "service_unknown"
    SERVICE_NOT_AT_SCHOOL = "service_not_at_school"
    YES_OR_NO_UNREADABLE = "yes_or_no_unreadable"
    WEEKS_UNREADABLE = "weeks_unreadable"
    CHILD_TWICE = "child_twice"
    CHILD_ON_TWO_FILES = "child_on_two_files"
    FILES_MIXED = "files_mixed"
    NOT_WRITTEN = "not_written"  # the database refused this family

    CHANGED_SINCE = "changed_since"


KEPT_OUT: dict[Reason, KeepsOut] = {
    Reason.COLUMNS_SHIFTED: KeepsOut.CHILD,
    Reason.NUMBER_MISSING: KeepsOut.FAMILY,
    Reason.NO_GUARDIAN: KeepsOut.FAMILY,
    Reason.NOT_WRITTEN: KeepsOut.FAMILY,
    Reason.CHILD_NAME_MISSING: KeepsOut.CHILD,
    Reason.BORN_UNREADABLE: KeepsOut.CHILD,
    Reason.BORN_IMPOSSIBLE: KeepsOut.CHILD,
    Reason.SCHOOL_UNKNOWN: KeepsOut.CHILD,
    Reason.CHILD_TWICE: KeepsOut.CHILD,
    Reason.CHILD_ON_TWO_FILES: KeepsOut.CHILD,
    Reason.FILES_MIXED: KeepsOut.CHILD,
    Reason.NAME_UNCLEAR: KeepsOut.CHILD,
    Reason.GUARDIAN_NAME_MISSING: KeepsOut.VALUE,
    Reason.TEXT_BROKEN: KeepsOut.VALUE,
    Reason.FORMULA: KeepsOut.VALUE,
    Reason.PHONE_UNREADABLE: KeepsOut.VALUE,
    Reason.PHONE_ON_MANY_FILES: KeepsOut.VALUE,
    Reason.PHONE_DIFFERS: KeepsOut.VALUE,
    Reason.CLASS_UNKNOWN: KeepsOut.VALUE,
    Reason.CLASS_NOT_AT_SCHOOL: KeepsOut.VALUE,
    Reason.SERVICE_UNKNOWN: KeepsOut.VALUE,
    Reason.SERVICE_NOT_AT_SCHOOL: KeepsOut.VALUE,
    Reason.YES_OR_NO_UNREADABLE: KeepsOut.VALUE,
    Reason.WEEKS_UNREADABLE: KeepsOut.VALUE,
    Reason.CHANGED_SINCE: KeepsOut.VALUE,
}


@dataclass(frozen=True, slots=True)
class Read(Generic[Value]):
    """A cell as it was understood: its value, how it was mended, or why it has none."""

    value: Value | None = None
    notes: tuple[Reason, ...] = ()
    problem: Reason | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found: where, which value, what it became; `child` is the first name that it concerns."""

    reason: Reason
    line: int
    column: str = ""
    value: str = ""
    became: str = ""
    family: str = ""
    child: str = ""
    keeps_out: KeepsOut = KeepsOut.NOTHING

    @property
    def is_set_aside(self) -> bool:
        """Whether a person must look at it, because something stayed outside."""
        return self.keeps_out is not KeepsOut.NOTHING and self.reason is not Reason.CHANGED_SINCE

    @property
    def is_conflict(self) -> bool:
        """Whether the file says one thing, and staff have since written another."""
        return self.reason is Reason.CHANGED_SINCE
