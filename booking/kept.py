"""What is kept of people, and why: said by each table of its own columns, so that the register cannot go stale.

    class Guardian(Base):
        __kept__ = (kept("name phone telegram_id", Why.FILE, Until.FILE_ENDS, Data.PERSONAL), …)

A column that no line of its table names, or that two name, is a bug: `columns_kept` raises RegisterError.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from booking.errors import RegisterError


class Why(StrEnum):
    """For which purpose something is kept: the activities of processing of the record of article 30 (RGPD)."""

    FILE = "file"  # who may book what for which child
    CARE = "care"  # a meal that does the child no harm
    BOOKING = "booking"  # who has which place on which day, and what it costs
    PROOF = "proof"  # the journal: who asked for what, when, in which words
    TALK = "talk"  # texts are read, understood and answered
    REMINDERS = "reminders"
    NOTICES = "notices"  # staff write to many
    SILENCE = "silence"  # whoever wrote STOP hears nothing unasked
    IMPORT = "import"  # the old software's files are brought in
    PAGES = "pages"  # links, browsers and calendars of parents
    STAFF = "staff"  # who works at the desk, and nobody else
    PORTAL = "portal"  # the town's own portal
    COUNTS = "counts"  # how many come; nobody's name
    OPERATION = "operation"  # so that the service runs; nobody's data


class Until(StrEnum):
    """How long something is kept. Durations are `booking.rules.keeping.Keeping`, set in the town's file."""

    FILE_ENDS = "file_ends"  # as long as the family's file lives
    BILLED = "billed"  # as long as a bill may have to be accounted for
    SAID = "said"  # messages, and the words in the journal
    ACCESS_ENDS = "access_ends"  # after a link, a browser, a code has ended
    ACCOUNT_ENDS = "account_ends"  # after an account or a key was closed
    STOPPED = "stopped"  # proof of a STOP
    SET_ASIDE = "set_aside"  # rows of an old file that could not be taken
    DRAFT = "draft"  # a draft is dropped after a while; once it was sent it stays, and says nothing of anybody
    AN_HOUR = "an_hour"
    A_DAY = "a_day"
    TWO_DAYS = "two_days"
    UNLINKED = "unlinked"  # stays, and says nothing of anybody once what it refers to is forgotten


class Data(StrEnum):
    """Whose data it is, and how delicate."""

    NONE = "none"
    PERSONAL = "personal"
    CHILD = "child"
    HEALTH = "health"  # of a child (article 9): diets, illness


@dataclass(frozen=True, slots=True)
class Kept:
    """Some columns of a table that are kept for one purpose, equally long."""

    columns: tuple[str, ...]
    why: Why
    until: Until
    data: Data


@dataclass(frozen=True, slots=True)
class KeptColumn:
    """One column of the register."""

    table: str
    column: str
    why: Why
    until: Until
    data: Data


def kept(columns: str, why: Why, until: Until, data: Data) -> Kept:
    """Columns, named with spaces between them, with their purpose, retention and kind of data."""
    return Kept(tuple(columns.split()), why, until, data)


def plumbing(columns: str) -> Kept:
    """Columns that make the service run and are nobody's data: numbers of rows, states, tries."""
    return kept(columns, Why.OPERATION, Until.UNLINKED, Data.NONE)


def columns_kept(table: str, columns: list[str], declared: tuple[Kept, ...]) -> Iterator[KeptColumn]:
    """What a table says of its columns, in their order. Raises RegisterError where one is not said, or said twice."""
    said = Counter(column for each in declared for column in each.columns)
    for problem, names in (
        ("without purpose and retention", [name for name in columns if not said[name]]),
        ("said twice", [name for name, times in said.items() if times > 1]),
        ("no column any more", [name for name in said if name not in columns]),
    ):
        if names:
            raise RegisterError(table, ", ".join(names), problem)
    by_name = {column: each for each in declared for column in each.columns}
    for name in columns:
        one = by_name[name]
        yield KeptColumn(table, name, one.why, one.until, one.data)
