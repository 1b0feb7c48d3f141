"""What one request says of days, sorted by what it does."""

from collections.abc import Sequence
from dataclasses import dataclass

from messages.understanding.dates.atoms import (
    Ahead,
    AllYear,
    Atom,
    Dated,
    Either,
    Every,
    LastSchoolDay,
    Month,
    Named,
    Return,
    Rhythm,
    Since,
    Span,
    Unclear,
    Until,
    Vacation,
    Week,
    Weeks,
    WholeWeek,
    Without,
    YearEnd,
)  # fmt: skip


@dataclass(slots=True)
class Said:
    """The atoms of one request, by what they do."""

    points: list[Atom]
    frames: list[Atom]
    spans: list[Span]
    named: list[Named | Either]
    every: list[Every]
    months: list[Month]
    since: list[Since]
    until: list[Until]
    without: list[Atom]
    listed: list[Atom]
    rhythm: Rhythm | None = None
    unclear: bool = False
    all_year: bool = False
    whole_week: bool = False

    @classmethod
    def of(cls, atoms: Sequence[Atom]) -> "Said":
        said = cls([], [], [], [], [], [], [], [], [], [])
        for atom in atoms:
            said.add(atom)
        if said.named and not said.frames:
            said._frame_by_return()
        if any(isinstance(atom, Either) for atom in said.named) and not (said.frames or said.comes_back):
            said.unclear = True
        if said.whole_week and not (said.frames or said.until or said.comes_back):
            said.unclear = True
        return said

    def _frame_by_return(self) -> None:
        """ "à la rentrée : cantine mardi et jeudi" names days of the week in which school begins again."""
        if len(self.points) != len(self.named) + 1 or not any(isinstance(atom, Return) for atom in self.points):
            return
        if not isinstance(self.points[0], Return):
            self.unclear = True  # "lundi et mardi à la rentrée": those days, or the ones before it?
            return
        self.points, self.listed = self.points[1:], self.listed[1:]
        self.frames.append(Week())

    def add(self, atom: Atom) -> None:
        match atom:
            case Named() | Either():
                self.named.append(atom)
                self.points.append(atom)
                self.listed.append(atom)
            case Dated() | Ahead() | Return() | LastSchoolDay():
                self.points.append(atom)
                self.listed.append(atom)
            case Week() | Vacation() | Span():
                self.frames.append(atom)
                self.listed.append(atom)
                if isinstance(atom, Span):
                    self.spans.append(atom)
            case Every():
                self.every.append(atom)
            case Month():
                self.months.append(atom)
            case Since():
                self.since.append(atom)
            case Until():
                self.until.append(atom)
            case Weeks(rhythm):
                self.unclear = self.unclear or self.rhythm not in (None, rhythm)
                self.rhythm = rhythm
            case AllYear():
                self.all_year = True
            case Without(excepted):
                self.without += excepted
            case WholeWeek():
                self.whole_week = True
            case YearEnd() | Unclear():
                self.unclear = True
            case _:
                pass

    @property
    def everyday(self) -> bool:
        return any(atom.weekdays == (1, 2, 3, 4, 5) for atom in self.every)

    @property
    def comes_back(self) -> bool:
        """Whether weekdays come back, rather than stand for one day each."""
        if self.every or self.rhythm or self.all_year:
            return True
        dated = any(isinstance(atom, Dated | Ahead) for atom in self.points)
        if not self.named or dated or self.frames:
            return False
        return bool(self.months or self.until or self.since)
