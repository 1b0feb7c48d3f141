"""One day in words: "lundi", "le 7", "vendredi 2 avril", "demain"; and the ranges and lists that days begin."""

from messages.understanding.dates.abroad import month_abroad
from messages.understanding.dates.atoms import (
    Ahead,
    Atom,
    Dated,
    Every,
    Impossible,
    LastSchoolDay,
    Named,
    Past,
    Point,
    Return,
    Span,
    Week,
)  # fmt: skip
from messages.understanding.dates.reading import ARTICLES, JOINS, Found, Reading

_LONGEST_MONTH = {2: 29, 4: 30, 6: 30, 9: 30, 11: 30}
_LONGEST_LIST = 60  # marks; a month has no more days than that, with a comma after each


class Points(Reading):
    """Reads single days, and what they begin."""

    def _weekday(self, at: int) -> Found | None:
        """ "lundi", "lundi 7 décembre", "mardi prochain", "jeudi en huit", "lundi de la semaine prochaine"."""
        if self.kinds[at] == "weekdays":
            return self._weekdays(at)
        weekday = self.number(at)
        after = at + 1
        if self.kinds[after] == "part" and self.kinds[after + 1] in ("next", "coming", "last", "in_eight", "number"):
            after += 1  # "mercredi matin prochain"
        kind = self.kinds[after]
        if kind in ("the", "comma") and self.kinds[after + 1] in ("number", "ordinal", "date"):
            after, kind = after + 1, self.kinds[after + 1]
        dated = self._dated(after, weekday)
        if dated is not None:
            return self._numbers(dated)
        if kind == "next":
            word = self.marks[after].value
            return Named(weekday, upcoming=word is None), after + 1
        if kind == "coming":
            return Named(weekday), after + 1
        if kind == "last":
            return Past(weekday=weekday), after + 1
        if kind in ("in_eight", "in_fifteen"):
            return Named(weekday, later=1 if kind == "in_eight" else 2), after + 1
        return self._to_end(Named(weekday), at + 1)

    def _weekdays(self, at: int) -> Found | None:
        """Weekdays in the plural: with dates they are dates, without they come back every week."""
        dated = self._dated(at + 1, self.number(at))
        if dated is not None:
            return dated
        weekdays, end = [self.number(at)], at + 1
        if self.kinds[end] == "other_week":
            return Every((self.number(at),)), end
        while True:
            after = end + 1 if self.kinds[end] in JOINS else end
            if self.kinds[after] in ("the_many", "every"):
                after += 1
            if self.kinds[after] not in ("weekday", "weekdays") or self._dated(after + 1, 1) is not None:
                break
            weekdays.append(self.number(after))
            end = after + 1
        return Every(tuple(dict.fromkeys(weekdays))), end

    def _to_end(self, start: Point, end: int) -> Found:
        """A day, or a range that it begins: "lundi au jeudi", "lundi à vendredi"; "mercredi au centre" is none."""
        if isinstance(start, Named) and self.moves():
            return start, end
        if self.kinds[end] in ("to", "until", "dash"):
            last = self._point(end + 1)
            if last is not None and isinstance(last[0], (Named, Dated)):
                return Span(start, last[0]), last[1]
        return self._said_again(start, end)

    def _dated(self, at: int, weekday: int | None = None) -> Found | None:
        """A number (and a month) at `at`, as the date of a weekday where one went before."""
        kind = self.kinds[at]
        if kind == "date":
            return self._date(at, weekday)
        if kind == "ordinal" and self.number(at) != 1 and self.kinds[at + 1] != "month":
            return None
        if kind not in ("number", "ordinal"):
            return None
        day, end, month, year = self.number(at), at + 1, None, None
        if self.kinds[end] == "month":
            month, end = self.number(end), end + 1
        elif self._is_september(end):
            month, end = 9, end + 1
        elif self.kinds[end] == "word":
            month = month_abroad(str(self.marks[end].value))
            end += month is not None
        elif day == 1 and self.marks[at].kind == "number" and self.marks[at].value == "1" and weekday is None:
            return None  # "un" is an article far more often than a date
        if month and self.kinds[end] == "number" and 2000 <= self.number(end) < 2100:
            year, end = self.number(end), end + 1
        if self.kinds[end] in ("week_word", "day_word") or not 1 <= day <= 31:
            return (Impossible(), end) if month and not 1 <= day <= 31 else None
        return self._checked(Dated(day, month, year, weekday)), end

    def _is_september(self, at: int) -> bool:
        """ "30 sept": after a number the word is the month."""
        return self.kinds[at] == "number" and self.marks[at].value == "7"

    def _date(self, at: int, weekday: int | None = None) -> Found | None:
        value = self.marks[at].value
        if not isinstance(value, tuple):
            return None
        day, month, year = int(value[0]), int(value[1]), value[2]
        end = at + 1
        return self._checked(Dated(day, month, int(year) if year else None, weekday)), end

    @staticmethod
    def _checked(dated: Dated) -> Dated | Impossible:
        month = dated.month
        if month is not None and (not 1 <= month <= 12 or not 1 <= dated.day <= _LONGEST_MONTH.get(month, 31)):
            return Impossible()
        return dated

    def _ahead(self, at: int) -> Found:
        days, _, _ = str(self.marks[at].value).partition(" ")
        atom = Ahead(int(days))
        after = at + 1
        if self.kinds[after] in ("to", "until"):
            return self._to_end(atom, after)
        if self.kinds[after] == "weekday":
            dated = self._dated(after + 1, self.number(after))
            if dated is not None:
                return dated  # "demain vendredi 20 novembre" is one day
            if not self._weekday_follows(after + 1) and self.kinds[at - 1] not in ("weekday", *JOINS):
                return Ahead(atom.days, self.number(after)), after + 1
        return self._said_again(atom, after)

    def _weekday_follows(self, at: int) -> bool:
        """ "demain mardi jeudi", "demain, mardi et jeudi": a list of days, and not one day said twice."""
        return self.kinds[at + (self.kinds[at] in JOINS)] in ("weekday", "weekdays", "day")

    def _said_again(self, atom: Atom, end: int) -> Found:
        """ "demain (lundi)", "le 7 (lundi)", "mardi (demain)", "lundi (le 7)": in brackets the same day once more."""
        if not self._is_bracket(end, "("):
            return atom, end
        inside = self._point(end + 1)
        if inside is None or not self._is_bracket(inside[1], ")"):
            return atom, end
        match atom, inside[0]:
            case (Ahead(days, None), Named(weekday)) | (Named(weekday), Ahead(days, None)):
                return Ahead(days, weekday), inside[1] + 1
            case (Return(None), Named(weekday)) | (Named(weekday), Return(None)):
                return Return(weekday), inside[1] + 1
            case Dated(weekday=None), Named(weekday):
                return atom._replace(weekday=weekday), inside[1] + 1
            case Named(weekday), Dated(weekday=None):
                return inside[0]._replace(weekday=weekday), inside[1] + 1
            case ((Ahead() | Named()), Dated()):
                return inside[0], inside[1] + 1
            case _:
                return atom, end

    def _is_bracket(self, at: int, bracket: str) -> bool:
        return self.kinds[at] == "comma" and self.marks[at].value == bracket

    def _past_dates(self, at: int) -> int:
        """Skips a date that says the same day once more: "le dernier jour d'école vendredi 2 juillet"."""
        dated = self._point(at)
        return dated[1] if dated is not None and isinstance(dated[0], Dated) else at

    def _point(self, at: int) -> tuple[Point, int] | None:
        """One day, with or without an article: "le 7", "vendredi 11", "demain", "la rentrée"."""
        if self.kinds[at] in ARTICLES:
            at += 1
        kind = self.kinds[at]
        if kind in ("weekday", "weekdays"):
            weekday = self.number(at)
            after = at + 1
            if self.kinds[after] == "the" and self.kinds[after + 1] in ("number", "ordinal", "date"):
                after += 1
            dated = self._dated(after, weekday)
            if dated is not None and isinstance(dated[0], (Dated, Impossible)):
                return dated[0], dated[1]
            if self.kinds[at + 1] == "next":
                return Named(weekday, upcoming=True), at + 2
            if self.kinds[at + 1] == "coming":
                return Named(weekday), at + 2
            if self.kinds[at + 1] in ("in_eight", "in_fifteen"):
                return Named(weekday, later=1 if self.kinds[at + 1] == "in_eight" else 2), at + 2
            return Named(weekday), at + 1
        if kind in ("number", "ordinal", "date"):
            dated = self._dated(at)
            return (dated[0], dated[1]) if dated is not None and isinstance(dated[0], (Dated, Impossible)) else None
        if kind == "day":
            return Ahead(int(str(self.marks[at].value).partition(" ")[0])), at + 1
        if kind == "return":
            return Return(), at + 1
        if kind == "last_school_day":
            return LastSchoolDay(), at + 1
        return None

    def _numbers(self, dated: Found) -> Found:
        """A number, or a range that it begins: "le 7 au 11"."""
        atom, end = dated
        if isinstance(atom, Dated) and self.kinds[end] in ("to", "until", "dash") and not self._listed_by_dashes(end):
            last = self._point(end + 1)
            if last is not None and isinstance(last[0], (Dated, Named)) and not self.moves():
                return Span(atom, last[0]), last[1]
        return self._said_again(atom, end)

    def _listed_by_dashes(self, at: int) -> bool:
        """ "11-12-14 janvier" is a list, "11-14 janvier" a range."""
        return self.kinds[at] == "dash" and self.kinds[at + 2] == "dash"

    def _bare_number(self, at: int) -> Found | None:
        """A number without an article is a date only before a month, or in a list that ends in one."""
        if self.number(at) == 1 and self.kinds[at + 1] == "week_word":
            return self.read("week_word", at + 1)
        end = at
        while end < at + _LONGEST_LIST and (self.kinds[end] in ("number", "the") or self.kinds[end] in JOINS):
            end += 1
        if self._lists_weeks(at):
            return Week(number=self.number(at)), at + 1
        if self.kinds[at + 1] == "month":
            dated = self._dated(at)
            return self._numbers(dated) if dated is not None else None
        if self.kinds[end] == "month" or (end > at + 1 and self._lists_days(at)):
            return self._dated(at)
        if self.kinds[at + 1] in ("to", "dash") and self.kinds[at + 2] == "number":
            last = self._point(at + 2)
            if last is not None and isinstance(last[0], Dated) and last[0].month:
                return Span(Dated(self.number(at)), last[0]), last[1]
        return self._dated(at) if self._lists_days(at) else None

    def _in_a_list(self, at: int) -> bool:
        """ "1er et 2 décembre": the list ends in a month."""
        end = at + 1
        while end < at + _LONGEST_LIST and (self.kinds[end] in ("number", "the") or self.kinds[end] in JOINS):
            end += 1
        return self.kinds[end] == "month" and end > at + 1

    def _lists_weeks(self, at: int) -> bool:
        """ "semaines 49, 50 et 51"."""
        before = at
        while before >= 2 and self.kinds[before - 1] in JOINS and self.kinds[before - 2] == "number":
            before -= 2
        return before < at and before > 0 and self.kinds[before - 1] == "week_word" and 1 <= self.number(at) <= 53

    def _lists_days(self, at: int) -> bool:
        """Whether the number goes on with a list of days: "le 4, 5", "mars : 1, 2, 4"."""
        before = at - 1
        while before >= max(0, at - 8) and self.kinds[before] in (
            "comma",
            "also",
            "nor",
            "colon",
            "the",
            "slash",
            "dash",
            "the_many",
        ):
            before -= 1
        return before >= max(0, at - 8) and self.kinds[before] in ("number", "month", "date", "ordinal", "all")
