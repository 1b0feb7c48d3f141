"""Which days single expressions mean, on the day they are said, in the town's school calendar."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from messages.understanding.calendar import Holidays, SchoolCalendar
from messages.understanding.dates.atoms import (
    Ahead,
    Atom,
    Dated,
    LastSchoolDay,
    Named,
    Past,
    Return,
    Span,
    Vacation,
    Week,
)  # fmt: skip
from messages.understanding.normalise import plain

DAY = timedelta(days=1)
_LONGEST_SPAN = 400
_RECENT = 90


class Open(Exception):  # noqa: N818 - not an error: the way a reading says that it leaves the days open
    """The words leave it open which days are meant."""


class Unreal(Open):
    """A date that this year's calendar does not have."""


class Gone(Open):
    """Days of this week that are over."""


@dataclass(frozen=True, slots=True)
class DayFinder:
    """Finds days as of `today` in the calendar of the town's zone; one that `looks_back` takes past days as well."""

    today: date
    calendar: SchoolCalendar
    looks_back: bool = False

    def _listed(self, atoms: Iterable[Atom]) -> list[date]:
        """Days one after the other: a bare weekday comes after the day before it, a number takes its month."""
        days: list[date] = []
        before: Atom | None = None
        for atom in with_months(list(atoms)):
            if not _says_again(atom, before, days):
                days.extend(self._one(atom, days))
            before = atom
        return days

    def _one(self, atom: Atom, before: list[date]) -> list[date]:
        match atom:
            case Named():
                return [self._named(atom, max(before[-1], self.today) if before else self.today)]
            case Dated():
                return [self._dated(atom, before[-1] if before else None)]
            case Ahead():
                return [self._ahead(atom)]
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

    def _ahead(self, atom: Ahead) -> date:
        day = self.today + atom.days * DAY
        if atom.weekday is not None and day.isoweekday() != atom.weekday:
            raise Open  # "demain lundi" on a Monday
        return day

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
            day = real_date(atom.year, atom.month, atom.day)
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
            return real_date(year + 1, atom.month, atom.day)
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
        if day is None or (isinstance(atom, Return) and atom.weekday not in (None, day.isoweekday())):
            raise Open
        return day

    def _return(self) -> date | None:
        holidays = next(self.calendar.breaks_from(self.today), None)
        return self.calendar.first_school_day(holidays.last + DAY) if holidays else None

    def _last_before_break(self) -> date | None:
        holidays = self.calendar.next_break(self.today)
        return self.calendar.last_school_day(holidays.first) if holidays else None

    def _span(self, atom: Span, *, every_day: bool = False) -> list[date]:
        first, last = self._ends(atom)
        if last < first or (last - first).days > _LONGEST_SPAN:
            raise Open
        return [day for day in days_from(first, last) if every_day or day.isoweekday() <= 5]

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
        days = days_from(monday, monday + (7 * atom.lasting - 1) * DAY)
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
            for day in days_from(this, this + 6 * DAY):
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
        days = [day for day in days_from(first, last) if day.isoweekday() <= 5 and day not in self.calendar.public]
        days = [day for day in days if day >= self.today]
        if not days:
            raise Open
        return days

    def _whole_frame(self, frame: Atom) -> list[date]:
        if isinstance(frame, Span):
            return self._span(frame, every_day=True)
        if isinstance(frame, Week):
            monday = self._monday(frame)
            return days_from(monday, monday + (7 * frame.lasting - 1) * DAY)
        if isinstance(frame, Vacation):
            return self._vacation_days(frame)
        raise Open

    def _month_days(self, month: int) -> list[date]:
        year = self.today.year + (month < self.today.month)
        first = date(year, month, 1)
        last = (first + 31 * DAY).replace(day=1) - DAY
        return days_from(first, last)


def _says_again(atom: Atom, before: Atom | None, days: list[date]) -> bool:
    """ "demain, lundi et mardi": the weekday of tomorrow is tomorrow, not the one in eight days; "lundi, oui lundi"."""
    if isinstance(atom, Named) and atom == before:
        return True
    if not isinstance(before, Ahead) or not isinstance(atom, Named) or not before.days:
        return False
    return atom == Named(days[-1].isoweekday())


def with_months(atoms: list[Atom]) -> list[Atom]:
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


def days_from(first: date, last: date) -> list[date]:
    if (last - first).days > _LONGEST_SPAN:
        raise Open
    return [first + at * DAY for at in range((last - first).days + 1)]


def real_date(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise Unreal from None


_SEASON_WORDS = {
    "toussaint": "toussaint", "noel": "noel", "hiver": "hiver", "printemps": "printemps", "ete": "ete",
}  # fmt: skip


def season_of(name: str) -> str | None:
    """The season of holidays by their official name: "Vacances d'hiver"."""
    words = plain(name).replace("'", " ").split()
    return next((season for word, season in _SEASON_WORDS.items() if word in words), None)
