"""Working out which days are meant: what was said of days, on the day it was said, in the town's school calendar."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from messages.understanding.calendar import Holidays, SchoolCalendar
from messages.understanding.dates.atoms import (
    Ahead, AllYear, Atom, Dated, Either, Every, Impossible, LastSchoolDay, Month, Named, Past, Return, Since, Span,
    Unclear, Until, Vacation, Week, Weeks, WholeWeek, Without, YearEnd,
)  # fmt: skip
from messages.understanding.meaning import Repeat
from messages.understanding.normalise import plain

DAY = timedelta(days=1)
_LONGEST_SPAN = 400
_RECENT = 90


class Open(Exception):  # noqa: N818 - not an error: the way a reading says that it leaves the days open
    """The words leave it open which days are meant."""


class Days(NamedTuple):
    """Which days: `state` says whether they are certain, left open, past, or on no calendar."""

    days: tuple[date, ...] = ()
    repeat: Repeat | None = None
    state: str = "certain"


@dataclass(frozen=True, slots=True)
class Resolver:
    """Reads days as of `today` in the calendar of the town's zone."""

    today: date
    calendar: SchoolCalendar
    looks_back: bool = False

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
        said = _Said.of(atoms)
        if said.unclear or (Past in kinds):
            raise Open
        if said.comes_back:
            return self._pattern(said)
        days = self._framed(said, starts_today=starts_today)
        return Days(tuple(sorted(set(self._kept(days, said.without)))))

    # Lists of days.

    def _listed(self, atoms: Iterable[Atom]) -> list[date]:
        """Days one after the other: a bare weekday comes after the day before it, a number takes its month."""
        days: list[date] = []
        for atom in _with_months(list(atoms)):
            days.extend(self._one(atom, days))
        return days

    def _one(self, atom: Atom, before: list[date]) -> list[date]:
        match atom:
            case Named():
                return [self._named(atom, max(before[-1], self.today) if before else self.today)]
            case Dated():
                return [self._dated(atom, before[-1] if before else None)]
            case Ahead(days):
                return [self.today + days * DAY]
            case Past():
                return [self._gone_by(atom)]
            case Span():
                return self._span(atom)
            case Return() | LastSchoolDay():
                return [self._turn(atom)]
            case Week() | Vacation():
                return self._frame_days(atom)
            case _:
                raise Open

    def _named(self, atom: Named, after: date) -> date:
        day = after + DAY * ((atom.weekday - after.isoweekday() - 1) % 7 + 1)
        if atom.upcoming and self.today < day <= self._sunday(self.today) and after == self.today:
            raise Open  # this week's, or the next one's? Two readings
        return day + 7 * atom.later * DAY

    def _gone_by(self, atom: Past) -> date:
        if atom.weekday is not None:
            return self.today - DAY * ((self.today.isoweekday() - atom.weekday - 1) % 7 + 1)
        if atom.days is None or atom.days > 2:
            raise Open
        return self.today - atom.days * DAY

    @staticmethod
    def _sunday(day: date) -> date:
        return day + (7 - day.isoweekday()) * DAY

    def _dated(self, atom: Dated, before: date | None = None) -> date:
        day = self._on_calendar(atom, before)
        if atom.weekday is not None and day.isoweekday() != atom.weekday:
            raise Open  # "lundi 1er décembre" when the 1st is a Tuesday
        return day

    def _on_calendar(self, atom: Dated, before: date | None) -> date:
        if atom.year is not None and atom.month is not None:
            day = _date(atom.year, atom.month, atom.day)
            if day < self.today and not self.looks_back:
                raise Gone
            return day
        if atom.month is not None:
            year = self.today.year
            try:
                day = date(year, atom.month, atom.day)
            except ValueError:
                raise Unreal from None
            if day >= self.today or (self.looks_back and (self.today - day).days <= _RECENT):
                return day
            return _date(year + 1, atom.month, atom.day)
        return self._next_with_number(atom.day, max(before, self.today) if before else self.today)

    @staticmethod
    def _next_with_number(number: int, after: date) -> date:
        year, month = after.year, after.month
        for _ in range(14):
            try:
                day = date(year, month, number)
            except ValueError:
                pass
            else:
                if day > after:
                    return day
            year, month = (year, month + 1) if month < 12 else (year + 1, 1)
        raise Open

    def _turn(self, atom: Return | LastSchoolDay) -> date:
        day = self._return() if isinstance(atom, Return) else self._last_before_break()
        if day is None:
            raise Open
        return day

    def _return(self) -> date | None:
        holidays = next(self.calendar.breaks_from(self.today), None)
        return self.calendar.first_school_day(holidays.last + DAY) if holidays else None

    def _last_before_break(self) -> date | None:
        holidays = self.calendar.next_break(self.today)
        return self.calendar.last_school_day(holidays.first) if holidays else None

    # Ranges and frames.

    def _span(self, atom: Span, *, every_day: bool = False) -> list[date]:
        first, last = self._ends(atom)
        if last < first or (last - first).days > _LONGEST_SPAN:
            raise Open
        return [day for day in _days(first, last) if every_day or day.isoweekday() <= 5]

    def _ends(self, atom: Span) -> tuple[date, date]:
        start, end = atom.first, atom.last
        if isinstance(start, Dated) and isinstance(end, Dated) and start.month is None and end.month is not None:
            last = self._one(end, [])[0]
            month = last.month if start.day <= end.day else (last.month - 2) % 12 + 1
            year = last.year - 1 if month == 12 and last.month == 1 else last.year
            return self._dated(replace_month(start, month, year)), last
        first = self._one(start, [])[0]
        if isinstance(end, Dated) and end.month is not None:
            return first, self._dated(end)
        return first, self._one(end, [first])[0]

    def _frame_days(self, atom: Week | Vacation) -> list[date]:
        if isinstance(atom, Vacation):
            return self._vacation_days(atom)
        monday = self._monday(atom)
        days = _days(monday, monday + (7 * atom.count - 1) * DAY)
        return [day for day in days if day.isoweekday() <= 5 and day >= self.today]

    def _monday(self, atom: Week) -> date:
        today = self.today
        this = today - (today.isoweekday() - 1) * DAY
        if atom.of is not None:
            day = self._inside_week(atom.of, this)
            return day - (day.isoweekday() - 1) * DAY
        if atom.number is not None:
            return self._numbered(atom.number)
        if atom.ahead is None:
            back = self._turn(Return())
            return back - (back.isoweekday() - 1) * DAY
        if atom.ahead == 0 and today.isoweekday() > 5:
            return this + 7 * DAY
        return this + 7 * atom.ahead * DAY

    def _inside_week(self, point: Dated | Named | Ahead, this: date) -> date:
        if isinstance(point, Dated) and point.month is None:
            for day in _days(this, this + 6 * DAY):
                if day.day == point.day and (point.weekday is None or point.weekday == day.isoweekday()):
                    return day
        return self._one(point, [])[0]

    def _numbered(self, number: int) -> date:
        for year in (self.today.isocalendar().year, self.today.isocalendar().year + 1):
            try:
                monday = date.fromisocalendar(year, number, 1)
            except ValueError:
                continue
            if monday + 6 * DAY >= self.today:
                return monday
        raise Open

    def _vacation(self, atom: Vacation) -> Holidays:
        for holidays in self.calendar.breaks_from(self.today):
            if atom.season is None or season_of(holidays.name) == atom.season:
                return holidays
        raise Open

    def _vacation_days(self, atom: Vacation) -> list[date]:
        holidays = self._vacation(atom)
        first, last = holidays.first, holidays.last
        if atom.week is not None:
            monday = first + (-first.weekday() % 7) * DAY
            final = last - last.weekday() * DAY
            start = final if atom.week == -1 else monday + 7 * (atom.week - 1) * DAY
            first, last = start, min(last, start + 4 * DAY)
        days = [day for day in _days(first, last) if day.isoweekday() <= 5 and day not in self.calendar.public]
        days = [day for day in days if day >= self.today]
        if not days:
            raise Open
        return days

    # Patterns, and everything said within a frame.

    def _framed(self, said: "_Said", *, starts_today: bool) -> list[date]:
        if said.since and said.until:
            return [day for day in _days(self._start(said), self._end(said.until)) if day.isoweekday() <= 5]
        if said.since:
            raise Open  # "à partir de lundi": which days?
        if said.until:
            if said.points or said.frames or not starts_today:
                raise Open
            return [day for day in _days(self.today, self._end(said.until)) if day.isoweekday() <= 5]
        if said.frames and said.named:
            return self._within(said)
        if said.months:
            return self._in_months(said)
        if not said.points and not said.frames:
            raise Open
        return self._listed(said.listed)

    def _within(self, said: "_Said") -> list[date]:
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

    def _whole_frame(self, frame: Atom) -> list[date]:
        if isinstance(frame, Span):
            return self._span(frame, every_day=True)
        if isinstance(frame, Week):
            monday = self._monday(frame)
            return _days(monday, monday + (7 * frame.count - 1) * DAY)
        if isinstance(frame, Vacation):
            return self._vacation_days(frame)
        raise Open

    def _in_months(self, said: "_Said") -> list[date]:
        numbers = [atom for atom in said.points if isinstance(atom, Dated)]
        if len(said.months) != 1 or len(numbers) != len(said.points) or not numbers:
            raise Open  # "en décembre": which days?
        month = said.months[0].month
        return self._listed([atom if atom.month else replace_month(atom, month, atom.year) for atom in numbers])

    def _pattern(self, said: "_Said") -> Days:
        """Days that come back: written out where the text bounds them, a `Repeat` where it does not."""
        weekdays = self._weekdays(said)
        if not weekdays or any(not isinstance(atom, (Named, Either)) for atom in said.points):
            raise Open  # "demain et tous les lundis" is neither a list nor a pattern
        frames = self._bounding_frames(said)
        start = self._first_from(said)
        if frames is not None and not said.since and all(isinstance(atom, Week) for atom in said.frames) and not said.months:
            start = self.today if not said.rhythm else start
        if frames is not None:
            days = [day for day in frames if day.isoweekday() in weekdays and day >= start]
            return self._bounded(days, said, start)
        if said.until:
            days = [day for day in _days(start, self._end(said.until)) if day.isoweekday() in weekdays]
            return self._bounded(days, said, start)
        return Days(repeat=self._repeat(weekdays, start, said))

    def _weekdays(self, said: "_Said") -> tuple[int, ...]:
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

    def _bounding_frames(self, said: "_Said") -> list[date] | None:
        days: list[date] = []
        frames = [atom for atom in said.frames if not (said.rhythm and isinstance(atom, Week))]
        frames = [atom for atom in frames if not (isinstance(atom, Span) and isinstance(atom.first, Named))]
        for frame in frames:
            days += self._whole_frame(frame)
        for atom in said.months:
            days += self._month_days(atom.month)
        return days if frames or said.months else None

    def _month_days(self, month: int) -> list[date]:
        year = self.today.year + (month < self.today.month)
        first = date(year, month, 1)
        last = (first + 31 * DAY).replace(day=1) - DAY
        return _days(first, last)

    def _first_from(self, said: "_Said") -> date:
        tomorrow = self.today + DAY
        if said.since:
            return max(tomorrow, self._start(said))
        if said.rhythm == "alternate":
            weeks = [atom for atom in said.frames if isinstance(atom, Week)]
            monday = self._monday(weeks[0]) if weeks else self._monday(Week(ahead=1))
            return max(tomorrow, monday)
        return tomorrow

    def _bounded(self, days: list[date], said: "_Said", start: date) -> Days:
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

    def _repeat(self, weekdays: tuple[int, ...], start: date, said: "_Said") -> Repeat:
        rhythm = said.rhythm or "all"
        until = self.calendar.year_end(start)
        if until is None or any(isinstance(atom, Dated) for atom in said.without):
            raise Open
        day = start
        while day <= until:
            if day.isoweekday() in weekdays and not self.calendar.in_holidays(day) and _fits(day, rhythm):
                return Repeat(weekdays, day, until, rhythm)
            day += DAY
        raise Open

    def _start(self, said: "_Said") -> date:
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
            case Named(weekday):
                day = self._one(atom, [])[0]
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
            case Ahead(days):
                return day == self.today + days * DAY
            case Week() | Vacation():
                return day in self._whole_frame(atom)
            case _:
                raise Open


class Unreal(Open):
    """A date that this year's calendar does not have."""


class Gone(Open):
    """Days of this week that are over."""


@dataclass(slots=True)
class _Said:
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
    rhythm: str | None = None
    unclear: bool = False
    all_year: bool = False
    whole_week: bool = False

    @classmethod
    def of(cls, atoms: Sequence[Atom]) -> "_Said":
        said = cls([], [], [], [], [], [], [], [], [], [])
        for atom in atoms:
            said.add(atom)
        if any(isinstance(atom, Either) for atom in said.named) and not (said.frames or said.comes_back):
            said.unclear = True
        if said.whole_week and not (said.frames or said.comes_back):
            said.unclear = True
        return said

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


def _with_months(atoms: list[Atom]) -> list[Atom]:
    """ "les 4, 5 et 7 janvier": a number without a month takes that of the next one that has it."""
    month: int | None = None
    year: int | None = None
    last = 32
    out: list[Atom] = []
    for atom in reversed(atoms):
        if isinstance(atom, Dated):
            if atom.month is None and month is not None and atom.day < last:
                atom = replace_month(atom, month, year)
            month, year, last = atom.month, atom.year, atom.day
        else:
            month = None
        out.append(atom)
    return out[::-1]


def replace_month(atom: Dated, month: int, year: int | None) -> Dated:
    """The same number in a month."""
    return Dated(atom.day, month, year, atom.weekday)


def _days(first: date, last: date) -> list[date]:
    if (last - first).days > _LONGEST_SPAN:
        raise Open
    return [first + at * DAY for at in range((last - first).days + 1)]


def _date(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise Unreal from None


def _fits(day: date, rhythm: str) -> bool:
    return rhythm in ("all", "alternate") or day.isocalendar().week % 2 == (rhythm == "odd")


_SEASON_WORDS = {
    "toussaint": "toussaint", "noel": "noel", "hiver": "hiver", "printemps": "printemps", "ete": "ete",
}  # fmt: skip


def season_of(name: str) -> str | None:
    """The season of holidays by their official name: "Vacances d'hiver"."""
    words = plain(name).replace("'", " ").split()
    return next((season for word, season in _SEASON_WORDS.items() if word in words), None)
