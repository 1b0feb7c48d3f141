"""Working out which days are meant: what was said of days, on the day it was said, in the town's school calendar."""

from collections.abc import Sequence
from datetime import date

from messages.understanding.dates.atoms import (
    Ahead,
    Atom,
    Dated,
    Either,
    Impossible,
    Named,
    Past,
    Span,
    Unclear,
    Vacation,
    Week,
)  # fmt: skip
from messages.understanding.dates.days import Days
from messages.understanding.dates.finder import Gone, Open, Unreal, days_from, replace_month
from messages.understanding.dates.patterns import PatternFinder
from messages.understanding.dates.said import Said


class Resolver(PatternFinder):
    """Reads days as of `today` in the calendar of the town's zone."""

    __slots__ = ()

    def resolve(self, atoms: Sequence[Atom], *, starts_today: bool = False) -> Days:
        """The days that the atoms say together; with `starts_today` a bare "jusqu'à" runs from today on (an absence).

        A resolver that `looks_back` takes days that are over as well (why, proof).
        """
        if not atoms:
            return Days()
        kinds = {type(atom) for atom in atoms}
        if Impossible in kinds:
            return Days(state="impossible")
        if Past in kinds and not self.looks_back:
            return Days(state="past")
        try:
            return self._resolved(atoms, kinds, starts_today=starts_today)
        except Unreal:
            return Days(state="impossible")
        except Gone:
            return Days(state="past")
        except Open:
            return Days(state="open")

    def _resolved(self, atoms: Sequence[Atom], kinds: set[type], *, starts_today: bool) -> Days:
        if len(kinds) == 1 and kinds <= {Named, Dated, Ahead, Past}:
            return Days(tuple(sorted(set(self._listed(atoms)))))
        if Unclear in kinds and kinds == {Unclear, Dated}:
            return self._resolved([atom for atom in atoms if isinstance(atom, Dated)], {Dated}, starts_today=False)
        said = Said.of(atoms)
        if said.unclear or (Past in kinds):
            raise Open
        if said.comes_back:
            return self._pattern(said)
        days = self._framed(said, starts_today=starts_today)
        return Days(tuple(sorted(set(self._kept(days, said.without)))))

    def _framed(self, said: Said, *, starts_today: bool) -> list[date]:
        if said.since and said.until:
            return [day for day in days_from(self._start(said), self._end(said.until)) if day.isoweekday() <= 5]
        if said.since and not said.frames:
            raise Open  # "à partir de lundi": which days?
        if said.until:
            if said.points or said.frames or not starts_today:
                raise Open
            return [day for day in days_from(self.today, self._end(said.until)) if day.isoweekday() <= 5]
        narrowed = self._narrowed(said)
        if narrowed is not None:
            return narrowed
        weeks = [atom for atom in said.frames if isinstance(atom, Week)]
        if weeks and said.spans and not said.named:
            return self._range_in_weeks(said, weeks)
        if said.frames and said.named:
            start = self._start(said) if said.since else self.today
            return [day for day in self._within(said) if day >= start]
        if said.months:
            return self._in_months(said)
        if not said.points and not said.frames:
            raise Open
        return self._listed(said.listed)

    def _narrowed(self, said: Said) -> list[date] | None:
        """ "les vacances de Noël : le 21 et le 22", "la semaine du 7, du 7 au 9": the dates, which lie in the frame.

        None where there is no such frame; open where some of the dates lie in it and others do not.
        """
        wide = [atom for atom in said.frames if isinstance(atom, (Week, Vacation))]
        dates = [atom for atom in said.listed if isinstance(atom, (Dated, Ahead)) or _is_dated(atom)]
        if not wide or not dates or len(wide) + len(dates) != len(said.listed):
            return None
        inside = {day for frame in wide for day in self._whole_frame(frame)}
        days = self._listed([_in_month_of(atom, inside) for atom in dates])
        outside = [day for day in days if day not in inside and day not in self.calendar.public]
        if any(day.isoweekday() <= 5 for day in outside):
            raise Open
        return days

    def _range_in_weeks(self, said: Said, weeks: list[Week]) -> list[date]:
        """ "du lundi au jeudi semaine 50": the range of weekdays, in that week."""
        inside: set[int] = set()
        for span in said.spans:
            if not isinstance(span.first, Named) or not isinstance(span.last, Named):
                raise Open
            inside.update(range(span.first.weekday, span.last.weekday + 1))
        days = [
            day for week in weeks for day in self._whole_frame(week) if day.isoweekday() in inside & {1, 2, 3, 4, 5}
        ]
        return [day for day in days if day >= self.today]

    def _within(self, said: Said) -> list[date]:
        """Weekdays in the weeks, ranges or holidays named beside them."""
        weekdays = {atom.weekday for atom in said.named}
        if any(isinstance(atom, Vacation) and atom.week is None for atom in said.frames) and not said.every:
            raise Open
        days: list[date] = []
        for frame in said.frames:
            inside = self._whole_frame(frame)
            chosen = [day for day in inside if day.isoweekday() in weekdays]
            if any(day < self.today for day in chosen):
                raise Gone
            days += chosen
        if not days:
            raise Open
        rest = [atom for atom in said.points if not isinstance(atom, (Named, Either))]
        return days + self._listed(rest)

    def _in_months(self, said: Said) -> list[date]:
        numbers = [atom for atom in said.points if isinstance(atom, Dated)]
        if len(said.months) != 1 or len(numbers) != len(said.points) or not numbers:
            raise Open  # "en décembre": which days?
        month = said.months[0].month
        return self._listed([atom if atom.month else replace_month(atom, month, atom.year) for atom in numbers])


def _in_month_of(atom: Atom, frame: set[date]) -> Atom:
    """ "vacances de février : le 9": a number without a month is the day of the frame that has it."""
    match atom:
        case Span(Dated() as first, Dated() as last):
            return Span(_dated_in(first, frame), _dated_in(last, frame))
        case Dated():
            return _dated_in(atom, frame)
        case _:
            return atom


def _dated_in(atom: Dated, frame: set[date]) -> Dated:
    found = [day for day in frame if day.day == atom.day]
    if atom.month is not None or len(found) != 1:
        return atom
    return replace_month(atom, found[0].month, found[0].year)


def _is_dated(atom: Atom) -> bool:
    return isinstance(atom, Span) and not (isinstance(atom.first, Named) and isinstance(atom.last, Named))
