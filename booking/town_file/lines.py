"""Which line of a TOML text holds which key: tomllib keeps the values, and forgets where they stood."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeAlias

KeyPath: TypeAlias = tuple[str | int, ...]

BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
STRING = re.compile(r'"""(?:\\.|[^\\])*?"{3,5}|\'\'\'.*?\'{3,5}|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\'', re.DOTALL)
BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
SCALAR = re.compile(r"[^,\]}#\n]+")


def lines_of(text: str) -> dict[KeyPath, int]:
    """The line (from 1) of every key, table and list item of a valid TOML text; items of lists by their number."""
    return _Scanner(text).scan()


@dataclass
class _Scanner:
    """One walk over a text that tomllib has accepted: it need not refuse anything."""

    text: str
    at: int = 0
    lines: dict[KeyPath, int] = field(default_factory=dict)
    tables: dict[KeyPath, int] = field(default_factory=dict)  # how many of each [[table]] so far

    def scan(self) -> dict[KeyPath, int]:
        table: KeyPath = ()
        self.skip()
        while self.at < len(self.text):
            if self.text[self.at] == "[":
                table = self.header()
            else:
                self.assignment(table)
            self.skip()
        return self.lines

    def header(self) -> KeyPath:
        repeated = self.text.startswith("[[", self.at)
        start = self.at
        self.at += 2 if repeated else 1
        path = self.current(self.dotted())
        self.at += 2 if repeated else 1
        if repeated:
            number = self.tables.get(path, 0)
            self.tables[path] = number + 1
            self.note(path, start)
            path = (*path, number)
        self.note(path, start)
        return path

    def current(self, keys: KeyPath) -> KeyPath:
        """The path of a header, with the number of the item for each [[table]] on the way to it."""
        path: KeyPath = ()
        for key in keys[:-1]:
            path = (*path, key)
            if path in self.tables:
                path = (*path, self.tables[path] - 1)
        return (*path, keys[-1])

    def assignment(self, table: KeyPath) -> None:
        start = self.at
        keys = self.dotted()
        for length in range(1, len(keys) + 1):
            self.note((*table, *keys[:length]), start)
        self.skip()
        self.at += len("=")
        self.skip()
        self.value((*table, *keys))

    def value(self, path: KeyPath) -> None:
        opening = self.text[self.at]
        if opening == "[":
            self.enclosed("]", lambda number: self.item(path, number))
        elif opening == "{":
            self.enclosed("}", lambda _: self.assignment(path))
        else:
            found = STRING.match(self.text, self.at) or SCALAR.match(self.text, self.at)
            self.at = found.end() if found else self.at + 1

    def item(self, path: KeyPath, number: int) -> None:
        self.note((*path, number), self.at)
        self.value((*path, number))

    def enclosed(self, closing: str, one: Callable[[int], None]) -> None:
        self.at += 1
        self.skip()
        number = 0
        while self.text[self.at] != closing:
            one(number)
            number += 1
            self.skip()
            if self.text[self.at] == ",":
                self.at += 1
                self.skip()
        self.at += 1

    def dotted(self) -> KeyPath:
        keys = [self.key()]
        self.skip()
        while self.text[self.at] == ".":
            self.at += 1
            self.skip()
            keys.append(self.key())
            self.skip()
        return tuple(keys)

    def key(self) -> str:
        quoted = STRING.match(self.text, self.at)
        found = quoted or BARE_KEY.match(self.text, self.at)
        word = found.group() if found else ""
        self.at += len(word)
        return word[1:-1] if quoted else word

    def skip(self) -> None:
        blank = BLANK.match(self.text, self.at)
        self.at = blank.end() if blank else self.at

    def note(self, path: KeyPath, offset: int) -> None:
        self.lines.setdefault(path, self.text.count("\n", 0, offset) + 1)
