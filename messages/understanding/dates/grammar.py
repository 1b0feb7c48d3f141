"""Finding the days: marks in a row that together say one thing about days become one `Expression`."""

from collections.abc import Callable
from typing import NamedTuple

from messages.understanding.dates.atoms import (
    Ahead,
    AllYear,
    Atom,
    Either,
    LastSchoolDay,
    Named,
    Past,
    Return,
    Since,
    Span,
    That,
    Unclear,
    Week,
    Weeks,
    WholeWeek,
    YearEnd,
)  # fmt: skip
from messages.understanding.dates.frames import Frames
from messages.understanding.dates.reading import Found


class Expression(NamedTuple):
    """Days said by the marks `first` up to `last`, with the time of day where the same words say it."""

    atom: Atom
    first: int
    last: int
    part: str | None = None


class Grammar(Frames):
    """Reads expressions of days out of the marks of one text."""

    def read(self, kind: str, at: int) -> Found | None:
        """What an expression that begins with a mark of this kind says, if one begins at `at`."""
        reader = _READERS.get(kind)
        return reader(self, at) if reader is not None else None

    def expressions(self) -> list[Expression]:
        """Every expression of days, in the order said, none overlapping."""
        found: list[Expression] = []
        at, size = 0, len(self.marks)
        while at < size:
            result = self.read(self.kinds[at], at)
            if result is None:
                at += 1
                continue
            atom, end = result
            found.append(Expression(atom, at, end, self._part_said(at, end)))
            at = end
        return found

    def _part_said(self, first: int, last: int) -> str | None:
        for at in range(first, last):
            if self.kinds[at] == "day":
                _, _, part = str(self.marks[at].value).partition(" ")
                return part or None
        return None

    def _after_the(self, at: int) -> Found | None:
        """ "le 7", "le lundi" (two readings), "la semaine prochaine", "la rentrée"."""
        after = at + 1
        kind = self.kinds[after]
        if kind == "weekday":
            found = self._weekday(after)
            if found is not None and isinstance(found[0], Named) and found[0] == Named(self.number(after)):
                return Either(self.number(after)), found[1]
            return found
        if kind == "number" and self.kinds[after + 1] == "week_word":
            return None
        if kind in ("number", "date"):
            dated = self._dated(after)
            return self._numbers(dated) if dated is not None else None
        if kind == "ordinal":
            return self._ordinal(after, article=True)
        if kind in ("week_word", "holiday_word", "return", "weekend", "last_school_day", "last", "next", "weekdays",
                    "year_end", "season", "month_word", "day", "past_day", "days_ago", "that_day"):  # fmt: skip
            return self.read(kind, after)
        return None

    def _after_many(self, at: int) -> Found | None:
        """ "les lundis", "les lundi et jeudi", "les 14, 15 et 17", "les vacances", "les semaines paires"."""
        kind = self.kinds[at + 1]
        if kind in ("weekdays", "weekday"):
            return self._weekdays(at + 1)
        if kind in ("number", "date"):
            if self.kinds[at + 2] == "next" or self.kinds[at + 2] in ("week_word", "day_word"):
                return self._counted_weeks(at + 1)
            return self._dated(at + 1)
        if kind == "ordinal":
            return self._ordinal(at + 1, article=True)
        if kind in ("holiday_word", "week_word", "season", "next"):
            return self.read(kind, at + 1)
        return None

    def _after_this(self, at: int) -> Found | None:
        """ "ce lundi", "cette semaine", "ces vacances"."""
        kind = self.kinds[at + 1]
        if kind == "weekday":
            return self._weekday(at + 1)
        if kind == "week_word":
            rhythm = self.kinds[at + 2] in ("even", "odd")
            return self._week(at + 1) if rhythm else (Week(ahead=0), at + 2)
        if kind in ("holiday_word", "weekend"):
            return self.read(kind, at + 1)
        return None

    def _after_from(self, at: int) -> Found | None:
        """ "du 7 au 11", "de lundi à jeudi"; without an end it is just the day: "la cantine de jeudi"."""
        if self.kinds[at + 1] == "number" and self.marks[at].value == "des":
            return None  # "une des deux"
        start = self._point(at + 1)
        if start is not None and str(self.marks[at].value).startswith("depuis"):
            return Unclear(), start[1]  # "malade depuis lundi": that Monday is over
        if start is not None:
            point, end = start
            beyond = end + 1 if self.kinds[end] == "part" else end
            if self.kinds[beyond] in ("to", "until", "dash") and not self.moves():
                last = self._point(beyond + 1)
                if last is not None:
                    return Span(point, last[0]), last[1]
            if self.marks[at].value == "des" and isinstance(point, (Named, Ahead)) and self.kinds[end] != "also":
                return Since(point), end  # "dès demain"
            if isinstance(point, (Named, Ahead)):
                return (self._weekday(at + 1) or start) if self.kinds[at + 1] == "weekday" else (point, end)
            return start
        kind = self.kinds[at + 1]
        if kind == "week_word" and self.marks[at].value == "de" and self.read(kind, at + 1) is None:
            return WholeWeek(), at + 2
        if kind in ("week_word", "holiday_word", "season", "month", "month_word",
                    "the", "the_many", "this", "next", "ordinal",
                    "whole", "every", "weekend", "last", "past_day", "days_ago"):  # fmt: skip
            return self.read(kind, at + 1)
        return None

    def _to(self, at: int) -> Found | None:
        """ "au 7", "à la rentrée", "aux vacances": a day only where no range went before."""
        kind = self.kinds[at + 1]
        if kind in ("return", "holiday_word", "season", "day", "part_of_month"):
            return self.read(kind, at + 1)
        if kind == "weekday" and self.moves():
            return self._weekday(at + 1)
        if kind in ("number", "date", "ordinal"):
            return self._dated(at + 1)
        return None


_READERS: dict[str, Callable[[Grammar, int], Found | None]] = {
    "all": Grammar._counted,
    "month_word": Grammar._month_word,
    "weekday": Grammar._weekday,
    "weekdays": Grammar._weekday,
    "number": Grammar._bare_number,
    "date": Grammar._date,
    "day": Grammar._ahead,
    "the": Grammar._after_the,
    "the_many": Grammar._after_many,
    "this": Grammar._after_this,
    "from": Grammar._after_from,
    "between": Grammar._between,
    "inside": Grammar._inside,
    "during": Grammar._during,
    "every": Grammar._every,
    "whole": Grammar._whole,
    "week_word": Grammar._week,
    "holiday_word": Grammar._holidays,
    "ordinal": Grammar._ordinal,
    "until": Grammar._until,
    "since": Grammar._since,
    "except": Grammar._except,
    "sans": Grammar._except,
    "month": Grammar._month,
    "at": Grammar._at,
    "all_year": lambda _, at: (AllYear(), at + 1),
    "year_end": lambda _, at: (YearEnd(), at + 1),
    "return": lambda _, at: (Return(), at + 1),
    "last_school_day": lambda self, at: (LastSchoolDay(), self._past_dates(at + 1)),
    "weekend": lambda _, at: (Unclear(), at + 1),
    "past_day": lambda _, at: (Past(), at + 1),
    "days_ago": lambda self, at: (Past(days=self.number(at)), at + 1),
    "that_day": lambda _, at: (That(), at + 1),
    "last": Grammar._last_first,
    "next": Grammar._next_first,
    "season": Grammar._season_first,
    "part_of_month": Grammar._part_of_month,
    "school_days": Grammar._school_days,
    "even": Grammar._parity,
    "odd": Grammar._parity,
    "to": Grammar._to,
    "other_week": lambda _, at: (Weeks("alternate"), at + 1),
}
