"""What can be wrong with a town's file: facts, from which the command line words a sentence and a cure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from booking.town_file.lines import KeyPath


class Complaint(StrEnum):
    """What is wrong with a key. The names in brackets are the values that come with it."""

    NO_FILE = "no such file"
    UNREADABLE = "file cannot be read"  # why
    NOT_TOML = "not valid TOML"  # why
    WRITTEN_TWICE = "written twice"
    UNKNOWN_KEY = "unknown key"  # near, known
    MISSING_KEY = "missing key"  # key
    NOT_TEXT = "not text"
    EMPTY = "empty"
    EMPTY_LIST = "empty list"
    NOT_A_WHOLE_NUMBER = "not a whole number"  # minimum
    NOT_AN_AMOUNT = "not an amount"
    NOT_YES_OR_NO = "not true or false"
    NOT_A_DATE = "not a date"
    NOT_AN_HOUR = "not an hour"
    NOT_A_LIST = "not a list"
    NOT_A_TABLE = "not a table"
    NOT_ONE_OF = "not one of the words allowed"  # near, known
    NOT_A_TIME_ZONE = "not a time zone"
    NOT_A_PHONE = "not a phone number"
    ENDS_BEFORE_IT_STARTS = "ends before it starts"
    YEAR_TOO_LONG = "school year of more than 450 days"
    NOT_TWO_HOURS = "not two hours"
    HOURS_OR_DAYS = "says neither or both of hours and days"
    NOT_AN_AGE = "not an age"
    TWO_HOURS_SAID = "says two hours"  # other
    TWO_PRICES_SAID = "says two prices"  # other
    SAME_KEY_TWICE = "two entries with one key"  # key
    HOLIDAYS_UNKNOWN = "holidays unknown"  # year
    UNKNOWN_SITE = "unknown site"  # near, known
    NO_CAPACITY = "no capacity for a site"  # site
    NEVER_TAKES_PLACE = "takes place on no day of the school year"
    DAY_AND_PARTS = "whole day and parts of it"
    QUOTA_ABOVE_CAPACITY = "quota above capacity"  # places, capacity
    MOST_BELOW_LEAST = "most below least"
    BOOKING_AFTER_SESSION = "booking after the session has ended"  # day, ends, over
    CANCELLING_AFTER_SESSION = "cancelling after the session has ended"  # day, ends, over
    NO_RULE_FOR_WEEKDAY = "no rule for a weekday on which it takes place"  # weekday
    NEVER_OPENS = "window that never opens"  # day, opens, closes
    UNKNOWN_PRICE_LINE = "unknown line of the price list"  # known
    NO_WAITING_LIST = "no waiting list"
    TIER_ENDS_FIRST = "late tier that ends before what comes before it"
    OFFER_SHORTER_THAN_LEAST = "offer shorter than its least"
    OFFER_TOO_LONG = "offer longer than what is left"  # lasts, left
    # in the file of menus
    NO_MENU_FILE = "no such file of menus"
    NOT_UTF8 = "not in UTF-8"
    NO_COLUMN = "no such column"  # near
    EMPTY_CELL = "empty cell"
    TOO_LONG = "too long"  # most
    NOT_A_DATE_CELL = "not a date in a cell"
    NOT_A_LIST_CELL = "not a list in a cell"
    REMINDER_AT_NIGHT = "reminder in quiet hours"  # start, end
    REMINDER_TOO_LATE = "reminder after the deadline"  # day, at, closes
    REMINDER_TOO_EARLY = "reminder always before booking opens"
    NOTHING_TO_REMIND = "reminders without a deadline"
    NO_HOLIDAYS = "holiday reminders of a service without holidays"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong: its line in the file (from 1), its key, and the facts."""

    line: int
    key: str
    complaint: Complaint
    values: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        facts = ", ".join(f"{name}: {value}" for name, value in self.values.items())
        return f"{self.key}: {self.complaint}" + (f" ({facts})" if facts else "")


@dataclass
class Report:
    """Everything found wrong while one file is read."""

    lines: Mapping[KeyPath, int]
    problems: list[Problem] = field(default_factory=list)

    def add(self, path: KeyPath, complaint: Complaint, **values: str) -> None:
        """Note what is wrong with the key at that path."""
        self.problems.append(Problem(self.line_of(path), dotted(path), complaint, values))

    def touches(self, path: KeyPath) -> bool:
        """Whether something at or below that path was found wrong."""
        below = dotted(path)
        return any(
            problem.key == below or problem.key.startswith((f"{below}.", f"{below}[")) for problem in self.problems
        )

    def items(self, path: KeyPath) -> int:
        """How many items the list at that path has in the file."""
        return sum(1 for found in self.lines if found[:-1] == path and isinstance(found[-1], int))

    def line_of(self, path: KeyPath) -> int:
        """The line of a key, or of the nearest table around it that stands in the file."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


def dotted(path: KeyPath) -> str:
    """A path as a clerk would say it: services.cantine.late[2].surcharge (items counted from 1)."""
    words = ""
    for part in path:
        words += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if words else part
    return words
