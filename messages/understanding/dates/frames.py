"""What holds days together: "tous les", "jusqu'à", "à partir de", "sauf"."""

from messages.understanding.dates.atoms import (
    Ahead,
    Atom,
    Dated,
    Every,
    LastSchoolDay,
    Month,
    Named,
    Return,
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
from messages.understanding.dates.reading import ARTICLES, JOINS, Found
from messages.understanding.dates.weeks import WeeksAndHolidays

SCHOOL_WEEK = (1, 2, 3, 4, 5)


class Frames(WeeksAndHolidays):
    """Reads patterns, bounds and exceptions."""

    def _frame(self, at: int) -> tuple[Atom, int] | None:
        """What "à partir de" and "jusqu'à" may lead to."""
        kind = self.kinds[at]
        if kind in ARTICLES:
            return self._frame(at + 1)
        point = self._point(at)
        if point is not None:
            return point
        if kind in ("week_word", "holiday_word", "season", "next"):
            return self.read(kind, at)
        if kind == "feast":
            season = self._season(at)
            return (Vacation(season), at + 1) if season else None
        if kind == "season":
            return Vacation(self._season(at)), at + 1
        if kind == "month":
            return Month(self.number(at)), at + 1
        if kind == "part_of_month" and self.kinds[at + 1] == "month":
            return (Month(self.number(at + 1)) if self._ends_month(at) else Unclear()), at + 2
        return (YearEnd(), at + 1) if kind == "year_end" else None

    def _ends_month(self, at: int) -> bool:
        return self.marks[at].value is None

    def _until(self, at: int) -> Found | None:
        frame = self._frame(at + 1)
        if frame is None:
            return None
        atom, end = frame
        if isinstance(atom, (Named, Dated, Ahead, Return, LastSchoolDay, Vacation, Month, Week, YearEnd)):
            return Until(atom), end
        return Unclear(), end

    def _since(self, at: int) -> Found | None:
        frame = self._frame(at + 1)
        if frame is None:
            return None
        atom, end = frame
        if isinstance(atom, (Named, Dated, Ahead)) and self.kinds[end] in ("to", "until"):
            last = self._point(end + 1)
            if last is not None:
                return Span(atom, last[0]), last[1]
        if isinstance(atom, (Named, Dated, Ahead, Return, Vacation, Month, Week)):
            return Since(atom), end
        return Unclear(), end

    def _month(self, at: int) -> Found | None:
        return Month(self.number(at)), at + 1

    def _at(self, at: int) -> Found | None:
        """ "en décembre"."""
        if self.kinds[at + 1] == "month":
            return Month(self.number(at + 1)), at + 2
        return None

    def _part_of_month(self, at: int) -> Found | None:
        return (Unclear(), at + 2) if self.kinds[at + 1] == "month" else None

    def _except(self, at: int) -> Found | None:
        """ "sauf mercredi", "à part le 9", "hors mercredis et vendredis"."""
        atoms: list[Atom] = []
        end = at + 1
        while True:
            found = self._excepted(end)
            if found is None:
                break
            atoms.append(found[0])
            end = found[1]
            if self.kinds[end] in JOINS and self._excepted(end + 1) is not None:
                end += 1
            else:
                break
        return (Without(tuple(atoms)), end) if atoms else None

    def _excepted(self, at: int) -> Found | None:
        if self.kinds[at] in ("the", "the_many", "from", "to", "filler", "this"):
            return self._excepted(at + 1)
        point = self._point(at)
        if point is not None:
            return point
        kind = self.kinds[at]
        return self.read(kind, at) if kind in ("week_word", "holiday_word", "season") else None

    def _every(self, at: int) -> Found | None:
        """ "tous les lundis", "tous les jours d'école", "chaque mardi et jeudi", "toutes les deux semaines"."""
        kind = self.kinds[at + 1]
        if kind in ("weekday", "weekdays"):
            found = self._weekdays(at + 1)
            return found if found is None or isinstance(found[0], Every) else (Unclear(), found[1])
        if kind in ("day_word", "school_days"):
            return Every(SCHOOL_WEEK), self._past_school(at + 2)
        if kind == "number" and self.number(at + 1) in (2, 15) and self.kinds[at + 2] in ("week_word", "day_word"):
            return Weeks("alternate"), at + 3
        if kind == "part":
            return Every(SCHOOL_WEEK), at + 1
        if kind == "week_word":
            return self._week(at + 1) if self.kinds[at + 2] in ("even", "odd") else (Every(SCHOOL_WEEK), at + 2)
        if kind in ("holiday_word", "season"):
            return self.read(kind, at + 1)
        return None

    def _past_school(self, at: int) -> int:
        return at

    def _whole(self, at: int) -> Found | None:
        """ "toute la semaine", "toute la semaine prochaine", "toutes les vacances"."""
        kind = self.kinds[at + 1]
        if kind in ("week_word", "holiday_word", "season", "next", "ordinal"):
            found = self.read(kind, at + 1)
            if found is None and kind == "week_word":
                return WholeWeek(), at + 2
            return found
        return None

    def _parity(self, at: int) -> Found | None:
        return None if self.kinds[at - 1] != "also" else (Unclear(), at + 1)

    def _school_days(self, at: int) -> Found | None:
        return None if self.kinds[at] != "school_days" else (Every(SCHOOL_WEEK), at + 1)

    def _between(self, at: int) -> Found | None:
        first = self._point(at + 1)
        if first is not None and self.kinds[first[1]] in JOINS:
            last = self._point(first[1] + 1)
            if last is not None:
                return Span(first[0], last[0]), last[1]
        return None

    def _during(self, at: int) -> Found | None:
        kind = self.kinds[at + 1]
        if kind in ("the", "the_many", "this", "whole", "holiday_word", "season", "week_word", "every"):
            return self.read(kind, at + 1)
        return None
