"""The record of processing (RGPD, article 30), made of the register of the tables: one entry for each purpose."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from booking.kept import Data, KeptColumn, Until, Why
from booking.rules.keeping import Privacy
from channels.privacy.activities import ACTIVITIES
from channels.privacy.words import Words
from channels.web.french import numeric_date

COLUMNS = ("purpose", "basis", "recipients", "table", "column", "kind", "kept")


@dataclass(frozen=True, slots=True)
class Share:
    """Some columns of one table, of one kind, kept equally long: in words, but for the names of the columns."""

    table: str
    name: str
    columns: tuple[str, ...]
    kind: str
    kept: str


@dataclass(frozen=True, slots=True)
class Processing:
    """One purpose: why, on which basis, who sees it, and which columns serve it."""

    why: str
    basis: str
    recipients: tuple[str, ...]
    shares: tuple[Share, ...]


@dataclass(frozen=True, slots=True)
class Record:
    """The whole record of a town on a day."""

    words: Words
    privacy: Privacy
    day: date
    processings: tuple[Processing, ...]

    @property
    def written_on(self) -> str:
        """The day of the record as it is read: "23/11/2026"."""
        return numeric_date(self.day)

    @property
    def officer(self) -> str:
        """How the data protection officer is written to."""
        return self.privacy.officer or self.words.say("no_officer")


def record_of(register: Sequence[KeptColumn], privacy: Privacy, *, day: date) -> Record:
    """The record of what is stored, in French."""
    words = Words("fr", privacy.keeping)
    processings = (
        Processing(
            words.why(why),
            words.basis(ACTIVITIES[why].basis),
            tuple(words.recipient(recipient) for recipient in ACTIVITIES[why].recipients),
            tuple(_shares([column for column in register if column.why is why], words)),
        )
        for why in Why
    )
    return Record(words, privacy, day, tuple(processings))


def rows_of(record: Record) -> Iterator[tuple[str, ...]]:
    """The record as a sheet: a row for each column of each table, under a header."""
    yield tuple(record.words.say(name) for name in COLUMNS)
    for processing in record.processings:
        for share in processing.shares:
            for column in share.columns:
                yield (
                    processing.why,
                    processing.basis,
                    ", ".join(processing.recipients),
                    share.table,
                    column,
                    share.kind,
                    share.kept,
                )


def _shares(columns: Sequence[KeptColumn], words: Words) -> Iterator[Share]:
    def alike(column: KeptColumn) -> tuple[str, Data, Until]:
        return column.table, column.data, column.until

    for (table, data, until), together in groupby(sorted(columns, key=alike), key=alike):
        names = tuple(column.column for column in together)
        yield Share(table, words.table(table), names, words.data(data), words.until(until))
