"""One table of a town's file, asked key by key. What is wrong goes to the report, and reading goes on."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import TypeVar

from booking.town_file.lines import KeyPath
from booking.town_file.problems import Complaint, Report
from booking.town_file.values import Kind, Wrong, near

T = TypeVar("T")


@dataclass
class Table:
    """The keys of one table.

    A value that cannot be used is reported and stood in for by a harmless one; nobody sees the stand-in, because a
    town is only handed out where the report stayed empty.
    """

    values: Mapping[str, object]
    path: KeyPath
    report: Report
    asked: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)

    def has(self, key: str) -> bool:
        """Whether the file holds the key."""
        self.asked.append(key)
        return key in self.values

    def missing(self, key: str) -> None:
        """Say that a key must be there; reported at the end, unless it turns out to be there with a typing error."""
        self.missed.append(key)

    def complain(self, key: str, complaint: Complaint, **values: str) -> None:
        """Report what is wrong with a key."""
        self.report.add((*self.path, key), complaint, **values)

    def one(self, key: str, kind: Kind[T], default: T | None = None) -> T:
        """The value of a key, which may only be missing where there is a default."""
        if self.has(key):
            return self._convert((*self.path, key), self.values[key], kind)
        if default is None:
            self.missing(key)
            return kind.fallback
        return default

    def maybe(self, key: str, kind: Kind[T]) -> T | None:
        """The value of a key, or None where the file does not hold it."""
        return self.one(key, kind) if self.has(key) else None

    def many(self, key: str, kind: Kind[T], default: tuple[T, ...] | None = None) -> tuple[T, ...]:
        """A list of such values, which may only be missing where there is a default."""
        if not self.has(key):
            if default is None:
                self.missing(key)
            return default or ()
        return tuple(self._convert(path, value, kind) for path, value in self._items(key))

    def some(self, key: str, kind: Kind[T], default: tuple[T, ...] | None = None) -> tuple[T, ...]:
        """A list of such values, of which there must be one at least."""
        if self.values.get(key) == []:
            self.complain(key, Complaint.EMPTY_LIST)
        return self.many(key, kind, default)

    def table(self, key: str, read: Callable[["Table"], T]) -> T:
        """The table under a key, read by a function of its own."""
        if self.has(key):
            return self._sub((*self.path, key), self.values[key], read)
        self.missing(key)
        return _stand_in(read)

    def maybe_table(self, key: str, read: Callable[["Table"], T]) -> T | None:
        """The table under a key, or None where the file does not hold it."""
        return self.table(key, read) if self.has(key) else None

    def tables(self, key: str, read: Callable[["Table"], T]) -> tuple[T, ...]:
        """The list of tables under a key; empty where the file does not hold it."""
        if not self.has(key):
            return ()
        return tuple(self._sub(path, value, read) for path, value in self._items(key))

    def each_table(self, read: Callable[[str, "Table"], T]) -> tuple[T, ...]:
        """Every key of this table holds a table, whose reader is told the key."""
        return tuple(self.table(key, partial(read, key)) for key in self.values)

    def accept_all(self) -> None:
        """Complain of no key: the table was refused as a whole."""
        self.asked.extend(self.values)

    def finish(self) -> None:
        """Report the keys that nothing asked for, and those that are missing."""
        meant = {key: near(key, self.asked) for key in self.values if key not in self.asked}
        for key, probably in meant.items():
            known = ", ".join(dict.fromkeys(self.asked))
            self.complain(key, Complaint.UNKNOWN_KEY, near=probably, known=known)
        for key in self.missed:
            if key not in meant.values():
                self.report.add(self.path, Complaint.MISSING_KEY, key=key)

    def _items(self, key: str) -> Iterator[tuple[KeyPath, object]]:
        values = self.values[key]
        if not isinstance(values, list):
            self.complain(key, Complaint.NOT_A_LIST)
            return
        for number, value in enumerate(values):
            yield (*self.path, key, number), value

    def _convert(self, path: KeyPath, value: object, kind: Kind[T]) -> T:
        try:
            return kind.convert(value)
        except Wrong as wrong:
            self.report.add(path, wrong.complaint, **wrong.values)
            return kind.fallback

    def _sub(self, path: KeyPath, value: object, read: Callable[["Table"], T]) -> T:
        if not isinstance(value, dict):
            self.report.add(path, Complaint.NOT_A_TABLE)
            return _stand_in(read)
        table = Table(value, path, self.report)
        result = read(table)
        table.finish()
        return result


def _stand_in(read: Callable[[Table], T]) -> T:
    """What a reader makes of an empty table, its complaints unheard."""
    return read(Table({}, (), Report({})))
