"""Why a file as a whole cannot be imported. The words for it are found above the core."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from booking.errors import BookingError


class FileFault(StrEnum):
    """What is wrong with the file as a whole."""

    NO_FILE = "no_file"
    UNREADABLE = "unreadable"  # rights, a folder, a broken disk
    EMPTY = "empty"
    NOT_A_TABLE = "not_a_table"  # binary, a PDF, a picture
    TOO_LARGE = "too_large"
    TOO_MANY_COLUMNS = "too_many_columns"
    TOO_MANY_ROWS = "too_many_rows"
    UNPACKS_TOO_LARGE = "unpacks_too_large"  # a small file that unpacks to a huge one
    PASSWORD = "password"  # noqa: S105 - a fault, not a secret
    OLD_WORKBOOK = "old_workbook"  # .xls
    BROKEN_WORKBOOK = "broken_workbook"
    OPEN_ELSEWHERE = "open_elsewhere"
    STILL_WRITTEN = "still_written"
    COLUMNS_UNKNOWN = "columns_unknown"  # nothing tells who the children or the guardians are
    MAPPING_BROKEN = "mapping_broken"
    MAPPING_UNKNOWN_MEANING = "mapping_unknown_meaning"
    MAPPING_UNKNOWN_COLUMN = "mapping_unknown_column"
    MAPPING_TWICE = "mapping_twice"


@dataclass
class ImportFileError(BookingError):
    """The file cannot be imported, and nothing was changed: which fault, and the values that its words need."""

    path: Path
    fault: FileFault
    values: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.path}: {self.fault.value} {dict(self.values)}"
