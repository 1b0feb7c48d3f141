"""One row while it is read: its cells by what they mean, and what was found in them so far."""

import re
from dataclasses import dataclass, field

from booking.importing.findings import KEPT_OUT, Finding, KeepsOut, Read, Reason, Value
from booking.importing.meanings import Meaning, Subject, What
from booking.importing.names import tidy

HAS_DIGIT = re.compile(r"\d")
FIRST_NAME_FIRST = re.compile(r"^prenom\b")


@dataclass(slots=True)
class Reading:
    """One row while it is read: its cells by meaning, and what was found so far."""

    line: int
    cells: dict[Meaning, str]
    columns: dict[Meaning, str]
    number: str | None = None
    child: str = ""
    findings: list[Finding] = field(default_factory=list)

    def cell(self, subject: Subject, what: What, index: int = 1) -> str:
        """The text of a cell; empty where the file has no such column."""
        return self.cells.get(Meaning(subject, what, index), "")

    def note(self, meaning: Meaning, read: Read[Value]) -> Value | None:
        """The value read, once its notes and its problem are written down."""
        became = "" if read.value is None else str(read.value)
        for reason in read.notes:
            self.find(reason, meaning, became=became)
        if read.problem is not None:
            self.find(read.problem, meaning)
        return read.value

    def find(
        self,
        reason: Reason,
        meaning: Meaning,
        *,
        became: str = "",
        value: str | None = None,
        out: KeepsOut | None = None,
    ) -> None:
        """Write down what was found in a cell."""
        keeps_out = KEPT_OUT.get(reason, KeepsOut.NOTHING) if out is None else out
        said = self.cells.get(meaning, "") if value is None else value
        self.findings.append(
            Finding(
                reason, self.line, self.columns.get(meaning, ""), said, became, self.number or "", self.child, keeps_out
            )
        )

    @property
    def keeps_child_out(self) -> bool:
        """Whether the child that is being read must stay outside."""
        return any(finding.keeps_out >= KeepsOut.CHILD for finding in self.findings if finding.child == self.child)

    def tidy(self, meaning: Meaning) -> str:
        """A name with usual spaces and capitals; what was mended is written down."""
        cell = self.cells.get(meaning, "")
        if not cell:
            return ""
        name, notes = tidy(cell)
        self.note(meaning, Read(name, notes))
        return name

    def name_at(self, subject: Subject, index: int) -> Meaning:
        """The column in which the name of that person stands."""
        return next(meaning for meaning in _names(subject, index) if meaning in self.columns)

    def was_lost(self, subject: Subject, index: int, at_least: KeepsOut = KeepsOut.VALUE) -> bool:
        """Whether a name of that person was there, and could not be read."""
        names = {self.columns.get(meaning) for meaning in _names(subject, index)}
        return any(finding.keeps_out >= at_least and finding.column in names for finding in self.findings)


def _names(subject: Subject, index: int) -> list[Meaning]:
    return [Meaning(subject, what, index) for what in (What.FULL_NAME, What.LAST_NAME, What.FIRST_NAME)]
