"""Days that come back: written out where the text bounds them, a `Repeat` where it does not."""

from collections.abc import Sequence
from datetime import date

from messages.understanding.dates.atoms import (
    Ahead,
    Atom,
    Dated,
    Either,
    Every,
    Month,
    Named,
    Span,
    Until,
    Vacation,
    Week,
    YearEnd,
)  # fmt: skip
from messages.understanding.dates.days import Days
from messages.understanding.dates.finder import DAY, DayFinder, Open, days_from
from messages.understanding.dates.said import Said
from messages.understanding.meaning import Repeat
from messages.understanding.meaning import Weeks as Rhythm


class PatternFinder(DayFinder):
    """Finds the days of patterns."""

    __slots__ = ()

    def _pattern(self, said: Said) -> Days:
        """Days that come back: written out where the text bounds them, a `Repeat` where it does not."""
        weekdays = self._weekdays(said)
        if not weekdays or any(not isinstance(atom, (Named, Either)) for atom in said.points):
            raise Open  # "demain et tous les lundis" is neither a list nor a pattern
        frames = self._bounding_frames(said)
        start = self._first_from(said)
        if (
            frames is not None
            and not said.since
            and all(isinstance(atom, Week) for atom in said.frames)
            and not said.months
        ):
            start = self.today if not said.rhythm else start
        if frames is not None:
            days = [day for day in frames if day.isoweekday() in weekdays and day >= start]
            return self._bounded(days, said, start)
        if said.until:
            days = [day for day in days_from(start, self._end(said.until)) if day.isoweekday() in weekdays]
            return self._bounded(days, said, start)
        return Days(repeat=self._repeat(weekdays, start, said))

    def _weekdays(self, said: Said) -> tuple[int, ...]:
        named = {atom.weekday for atom in said.named} | {day for atom in said.every for day in atom.weekdays}
        if said.everyday and {atom.weekday for atom in said.named}:
            named = {atom.weekday for atom in said.named}
        for span in said.spans:
            if isinstance(span.first, Named) and isinstance(span.last, Named):
                named |= set(range(span.first.weekday, span.last.weekday + 1))
        if not named:
            named = {1, 2, 3, 4, 5}
        out = {atom.weekday for atom in said.without if isinstance(atom, (Named, Either))}
        out |= {day for atom in said.without if isinstance(atom, Every) for day in atom.weekdays}
        return tuple(sorted(named - out))

    def _bounding_frames(self, said: Said) -> list[date] | None:
        days: list[date] = []
        frames = [atom for atom in said.frames if not (said.rhythm and isinstance(atom, Week))]
        frames = [atom for atom in frames if not (isinstance(atom, Span) and isinstance(atom.first, Named))]
        for frame in frames:
            days += self._whole_frame(frame)
        for atom in said.months:
            days += self._month_days(atom.month)
        return days if frames or said.months else None

    def _first_from(self, said: Said) -> date:
        tomorrow = self.today + DAY
        if said.since:
            return max(tomorrow, self._start(said))
        if said.rhythm == "alternate":
            weeks = [atom for atom in said.frames if isinstance(atom, Week)]
            monday = self._monday(weeks[0]) if weeks else self._monday(Week(ahead=1))
            return max(tomorrow, monday)
        return tomorrow

    def _bounded(self, days: list[date], said: Said, start: date) -> Days:
        kept = self._kept(self._in_rhythm(days, said.rhythm, start), said.without)
        if not kept:
            raise Open
        return Days(tuple(sorted(set(kept))))

    def _in_rhythm(self, days: list[date], rhythm: str | None, start: date) -> list[date]:
        if rhythm is None:
            return days
        if rhythm != "alternate":
            return [day for day in days if day.isocalendar().week % 2 == (rhythm == "odd")]
        school = [day for day in days if not self.calendar.in_holidays(day)]
        anchor = (school or days or [start])[0]
        monday = anchor - anchor.weekday() * DAY
        return [day for day in days if ((day - monday).days // 7) % 2 == 0]

    def _repeat(self, weekdays: tuple[int, ...], start: date, said: Said) -> Repeat:
        rhythm: Rhythm = said.rhythm or "all"
        until = self.calendar.year_end(start)
        if until is None or any(isinstance(atom, Dated) for atom in said.without):
            raise Open
        day = start
        while day <= until:
            if day.isoweekday() in weekdays and not self.calendar.in_holidays(day) and _fits(day, rhythm):
                return Repeat(weekdays, day, until, rhythm)
            day += DAY
        raise Open

    def _start(self, said: Said) -> date:
        atom = said.since[0].start
        match atom:
            case Week():
                return self._monday(atom)
            case Vacation():
                holidays = self._vacation(atom)
                return holidays.first
            case Month(month):
                return self._month_days(month)[0]
            case _:
                return self._one(atom, [])[0]

    def _end(self, untils: list[Until]) -> date:
        atom = untils[0].end
        match atom:
            case Vacation():
                holidays = self._vacation(atom) if atom.season else self.calendar.next_break(self.today)
                if holidays is None:
                    raise Open
                if holidays.first <= self.today:
                    raise Open
                day = self.calendar.last_school_day(holidays.first)
            case YearEnd():
                day = self.calendar.year_end(self.today)
            case Month(month):
                day = self._month_days(month)[-1]
            case Week():
                day = self._monday(atom) + 4 * DAY
            case _:
                day = self._one(atom, [])[0]
        if day is None:
            raise Open
        return day

    def _kept(self, days: list[date], without: Sequence[Atom]) -> list[date]:
        out: set[date] = set()
        for atom in without:
            taken = [day for day in days if self._is(day, atom)]
            out.update(taken)
        return [day for day in days if day not in out]

    def _is(self, day: date, atom: Atom) -> bool:
        match atom:
            case Named(weekday) | Either(weekday):
                return day.isoweekday() == weekday
            case Every(weekdays):
                return day.isoweekday() in weekdays
            case Dated():
                return (day.day == atom.day and atom.month in (None, day.month)
                        and atom.weekday in (None, day.isoweekday()))  # fmt: skip
            case Ahead():
                return day == self._ahead(atom)
            case Week() | Vacation():
                return day in self._whole_frame(atom)
            case _:
                raise Open


def _fits(day: date, rhythm: Rhythm) -> bool:
    return rhythm in ("all", "alternate") or day.isocalendar().week % 2 == (rhythm == "odd")
