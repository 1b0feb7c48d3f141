"""Finding the days: marks in a row that together say one thing about days become one `Expression`."""

from collections.abc import Callable
from typing import NamedTuple

from messages.understanding.dates.atoms import (
    Ahead, AllYear, Atom, Dated, Either, Every, Impossible, LastSchoolDay, Month, Named, Past, Point, Return, Season,
    Since, Span, That, Unclear, Until, Vacation, Week, Weeks, WholeWeek, Without, YearEnd,
)  # fmt: skip
from messages.understanding.marks import Mark

SCHOOL_WEEK = (1, 2, 3, 4, 5)
_SEASON_OF_MONTH: dict[int, Season] = {2: "hiver", 4: "printemps", 7: "ete", 8: "ete", 10: "toussaint", 12: "noel"}
_LONGEST_MONTH = {2: 29, 4: 30, 6: 30, 9: 30, 11: 30}
_LONGEST_LIST = 60  # marks; a month has no more days than that, with a comma after each
_ARTICLES = frozenset({"the", "the_many", "this", "from", "to"})
_JOINS = frozenset({"also", "comma", "nor", "slash", "dash"})


class Expression(NamedTuple):
    """Days said by the marks `first` up to `last`, with the time of day where the same words say it."""

    atom: Atom
    first: int
    last: int
    part: str | None = None


Found = tuple[Atom, int]


class Grammar:
    """Reads expressions of days out of the marks of one text."""

    def __init__(self, marks: list[Mark]) -> None:
        self.marks = marks
        self.kinds = [mark.kind for mark in marks] + ["end"] * 4
        self.month_ahead: int | None = None
        self._readers: dict[str, Callable[[int], Found | None]] = {
            "weekday": self._weekday, "weekdays": self._weekday, "number": self._bare_number, "date": self._date,
            "day": self._ahead, "the": self._after_the, "the_many": self._after_many, "this": self._after_this,
            "from": self._after_from, "between": self._between, "inside": self._inside, "during": self._during,
            "every": self._every, "whole": self._whole, "week_word": self._week, "holiday_word": self._holidays,
            "ordinal": self._ordinal, "until": self._until, "since": self._since, "except": self._except, "sans": self._except,
            "month": self._month, "at": self._at, "all_year": lambda at: (AllYear(), at + 1),
            "year_end": lambda at: (YearEnd(), at + 1), "return": lambda at: (Return(), at + 1),
            "last_school_day": lambda at: (LastSchoolDay(), self._past_dates(at + 1)),
            "weekend": lambda at: (Unclear(), at + 1), "past_day": lambda at: (Past(), at + 1), "days_ago": lambda at: (Past(days=self._number(at)), at + 1),
            "that_day": lambda at: (That(), at + 1), "last": self._last_first, "next": self._next_first,
            "season": self._season_first, "part_of_month": self._part_of_month, "school_days": self._school_days,
            "even": self._parity, "odd": self._parity, "to": self._to, "other_week": lambda at: (Weeks("alternate"), at + 1),
        }  # fmt: skip

    def expressions(self) -> list[Expression]:
        """Every expression of days, in the order said, none overlapping."""
        found: list[Expression] = []
        at, size = 0, len(self.marks)
        readers = self._readers
        while at < size:
            reader = readers.get(self.kinds[at])
            result = reader(at) if reader is not None else None
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

    def _number(self, at: int) -> int:
        value = self.marks[at].value
        return int(value) if isinstance(value, (int, str)) else 0

    # One day.

    def _weekday(self, at: int) -> Found | None:
        """ "lundi", "lundi 7 décembre", "mardi prochain", "jeudi en huit", "lundi de la semaine prochaine"."""
        if self.kinds[at] == "weekdays":
            return self._weekdays(at)
        weekday = self._number(at)
        after = at + 1
        if self.kinds[after] == "part" and self.kinds[after + 1] in ("next", "coming", "last", "in_eight", "number"):
            after += 1  # "mercredi matin prochain"
        kind = self.kinds[after]
        if kind in ("the", "comma") and self.kinds[after + 1] in ("number", "ordinal", "date"):
            after, kind = after + 1, self.kinds[after + 1]
        dated = self._dated(after, weekday)
        if dated is not None:
            return dated
        if kind == "next":
            word = self.marks[after].value
            return Named(weekday, upcoming=word is None), after + 1
        if kind == "coming":
            return Named(weekday), after + 1
        if kind == "last":
            return Past(weekday=weekday), after + 1
        if kind in ("in_eight", "in_fifteen"):
            return Named(weekday, later=1 if kind == "in_eight" else 2), after + 1
        return self._to_end(Named(weekday), at, at + 1)

    def _to_end(self, start: Point, first: int, end: int) -> Found:
        """A day, or a range that it begins: "lundi au jeudi", "lundi à vendredi"; "mercredi au centre" is none."""
        if isinstance(start, Named) and self._is_move(first):
            return start, end
        if self.kinds[end] in ("to", "until", "dash"):
            last = self._point(end + 1)
            if last is not None and isinstance(last[0], (Named, Dated)):
                return Span(start, last[0]), last[1]
        return start, end

    def _is_move(self, _at: int) -> bool:
        return any(kind == "move" for kind in self.kinds)

    def _dated(self, at: int, weekday: int | None = None) -> Found | None:
        """A number (and a month) at `at`, as the date of a weekday where one went before."""
        kind = self.kinds[at]
        if kind == "date":
            return self._date(at, weekday)
        if kind == "ordinal" and self._number(at) != 1 and self.kinds[at + 1] != "month":
            return None
        if kind not in ("number", "ordinal"):
            return None
        day, end, month, year = self._number(at), at + 1, None, None
        if self.kinds[end] == "month":
            month, end = self._number(end), end + 1
        elif self._is_september(end):
            month, end = 9, end + 1
        elif day == 1 and self.marks[at].kind == "number" and self.marks[at].value == "1" and weekday is None:
            return None  # "un" is an article far more often than a date
        if month and self.kinds[end] == "number" and 2000 <= self._number(end) < 2100:
            year, end = self._number(end), end + 1
        if self.kinds[end] in ("week_word", "day_word") or not 1 <= day <= 31:
            return (Impossible(), end) if month and not 1 <= day <= 31 else None
        return self._checked(Dated(day, month, year, weekday)), end

    def _is_september(self, at: int) -> bool:
        """"30 sept": after a number the word is the month."""
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
            return self._to_end(atom, at, after)
        if self.kinds[after] == "weekday":
            dated = self._dated(after + 1, self._number(after))
            if dated is not None:
                return dated  # "demain vendredi 20 novembre" is one day
            if self.kinds[after - 2] not in ("weekday",) and self.kinds[after + 1] not in ("also", "comma", "weekday"):
                return atom, after
        return atom, after

    def _past_dates(self, at: int) -> int:
        """Skips a date that says the same day once more: "le dernier jour d'école vendredi 2 juillet"."""
        dated = self._point(at)
        return dated[1] if dated is not None and isinstance(dated[0], Dated) else at

    def _point(self, at: int) -> tuple[Point, int] | None:
        """One day, with or without an article: "le 7", "vendredi 11", "demain", "la rentrée"."""
        if self.kinds[at] in _ARTICLES:
            at += 1
        kind = self.kinds[at]
        if kind in ("weekday", "weekdays"):
            weekday = self._number(at)
            after = at + 1
            if self.kinds[after] == "the" and self.kinds[after + 1] in ("number", "ordinal", "date"):
                after += 1
            dated = self._dated(after, weekday)
            if dated is not None and isinstance(dated[0], (Dated, Impossible)):
                return dated[0], dated[1]
            if self.kinds[at + 1] == "next":
                return Named(weekday, upcoming=True), at + 2
            if self.kinds[at + 1] in ("coming",):
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

    # Articles, and what may follow.

    def _after_the(self, at: int) -> Found | None:
        """ "le 7", "le lundi" (two readings), "la semaine prochaine", "la rentrée"."""
        after = at + 1
        kind = self.kinds[after]
        if kind == "weekday":
            found = self._weekday(after)
            if found is not None and isinstance(found[0], Named) and found[0] == Named(self._number(after)):
                return Either(self._number(after)), found[1]
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
            return self._readers[kind](after) if kind in self._readers else None
        return None

    def _numbers(self, dated: Found) -> Found:
        """A number, or a range that it begins: "le 7 au 11"."""
        atom, end = dated
        if isinstance(atom, Dated) and self.kinds[end] in ("to", "until", "dash") and not self._listed_by_dashes(end):
            last = self._point(end + 1)
            if last is not None and isinstance(last[0], (Dated, Named)) and not self._is_move(end):
                return Span(atom, last[0]), last[1]
        return atom, end

    def _listed_by_dashes(self, at: int) -> bool:
        """"11-12-14 janvier" is a list, "11-14 janvier" a range."""
        return self.kinds[at] == "dash" and self.kinds[at + 2] == "dash"

    def _after_many(self, at: int) -> Found | None:
        """ "les lundis", "les lundi et jeudi", "les 14, 15 et 17", "les vacances", "les semaines paires"."""
        kind = self.kinds[at + 1]
        if kind in ("weekdays", "weekday"):
            return self._weekdays(at + 1)
        if kind in ("number", "date"):
            if self.kinds[at + 2] == "next" or self.kinds[at + 2] in ("week_word", "day_word"):
                return self._counted_weeks(at + 1)
            return self._dated(at + 1)
        if kind in ("holiday_word", "week_word", "season", "next", "ordinal"):
            return self._readers[kind](at + 1)
        return None

    def _counted_weeks(self, at: int) -> Found | None:
        """ "les deux prochaines semaines"."""
        if self.kinds[at + 1] == "next" and self.kinds[at + 2] == "week_word":
            return Week(ahead=1, count=self._number(at)), at + 3
        if self.kinds[at + 1] == "week_word" and self.kinds[at + 2] in ("next", "coming"):
            return Week(ahead=1, count=self._number(at)), at + 3
        return None

    def _weekdays(self, at: int) -> Found | None:
        """Weekdays in the plural: with dates they are dates, without they come back every week."""
        dated = self._dated(at + 1, self._number(at))
        if dated is not None:
            return dated
        weekdays, end = [self._number(at)], at + 1
        if self.kinds[end] == "other_week":
            return Every((self._number(at),)), end
        while True:
            after = end + 1 if self.kinds[end] in _JOINS else end
            if self.kinds[after] in ("the_many", "every"):
                after += 1
            if self.kinds[after] not in ("weekday", "weekdays") or self._dated(after + 1, 1) is not None:
                break
            weekdays.append(self._number(after))
            end = after + 1
        return Every(tuple(dict.fromkeys(weekdays))), end

    def _after_this(self, at: int) -> Found | None:
        """ "ce lundi", "cette semaine", "ces vacances"."""
        kind = self.kinds[at + 1]
        if kind == "weekday":
            return self._weekday(at + 1)
        if kind == "week_word":
            return Week(ahead=0), at + 2
        if kind in ("holiday_word", "weekend"):
            return self._readers[kind](at + 1)
        return None

    def _after_from(self, at: int) -> Found | None:
        """ "du 7 au 11", "de lundi à jeudi"; without an end it is just the day: "la cantine de jeudi"."""
        if self.kinds[at + 1] == "number" and self.marks[at].value == "des":
            return None  # "une des deux"
        start = self._point(at + 1)
        if start is not None:
            point, end = start
            if self.kinds[end] == "part":
                beyond = end + 1
            else:
                beyond = end
            if self.kinds[beyond] in ("to", "until", "dash") and not self._is_move(at):
                last = self._point(beyond + 1)
                if last is not None:
                    return Span(point, last[0]), last[1]
            if isinstance(point, (Named, Ahead)):
                return (self._weekday(at + 1) or start) if self.kinds[at + 1] == "weekday" else (point, end)
            return start
        kind = self.kinds[at + 1]
        if kind in ("week_word", "holiday_word", "season", "month", "the", "the_many", "this", "next", "ordinal",
                    "whole", "every", "weekend", "last", "past_day", "days_ago"):  # fmt: skip
            return self._readers[kind](at + 1)
        return None

    def _to(self, at: int) -> Found | None:
        """ "au 7", "à la rentrée", "aux vacances": a day only where no range went before."""
        kind = self.kinds[at + 1]
        if kind in ("return", "holiday_word", "season", "day", "part_of_month"):
            return self._readers[kind](at + 1)
        if kind == "weekday" and self._is_move(at):
            return self._weekday(at + 1)
        if kind in ("number", "date", "ordinal"):
            return self._dated(at + 1)
        return None

    def _between(self, at: int) -> Found | None:
        first = self._point(at + 1)
        if first is not None and self.kinds[first[1]] in _JOINS:
            last = self._point(first[1] + 1)
            if last is not None:
                return Span(first[0], last[0]), last[1]
        return None

    def _inside(self, at: int) -> Found | None:
        """ "dans 3 jours", "dans huit jours" (seven), "dans quinze jours" (fourteen), "dans deux semaines"."""
        number = 1 if self._is_one(at + 1) else self._number(at + 1) if self.kinds[at + 1] == "number" else None
        if number is None:
            return None
        unit = self.kinds[at + 2]
        if unit == "day_word":
            return Ahead({8: 7, 15: 14}.get(number, number)), at + 3
        if unit == "week_word":
            return Week(ahead=number), at + 3
        return (Unclear(), at + 3) if unit == "month_word" else None

    def _is_one(self, at: int) -> bool:
        return self.kinds[at] == "filler" or (self.kinds[at] == "number" and self._number(at) == 1)

    def _during(self, at: int) -> Found | None:
        kind = self.kinds[at + 1]
        if kind in ("the", "the_many", "this", "whole", "holiday_word", "season", "week_word", "every"):
            return self._readers[kind](at + 1)
        return None

    # What comes back.

    def _every(self, at: int) -> Found | None:
        """ "tous les lundis", "tous les jours d'école", "chaque mardi et jeudi", "toutes les deux semaines"."""
        kind = self.kinds[at + 1]
        if kind in ("weekday", "weekdays"):
            found = self._weekdays(at + 1)
            return found if found is None or isinstance(found[0], Every) else (Unclear(), found[1])
        if kind in ("day_word", "school_days"):
            return Every(SCHOOL_WEEK), self._past_school(at + 2)
        if kind == "number" and self._number(at + 1) in (2, 15) and self.kinds[at + 2] in ("week_word", "day_word"):
            return Weeks("alternate"), at + 3
        if kind == "part":
            return Every(SCHOOL_WEEK), at + 1
        if kind == "week_word":
            return self._week(at + 1) if self.kinds[at + 2] in ("even", "odd") else (Every(SCHOOL_WEEK), at + 2)
        if kind in ("holiday_word", "season"):
            return self._readers[kind](at + 1)
        return None

    def _past_school(self, at: int) -> int:
        return at

    def _school_days(self, at: int) -> Found | None:
        return None if self.kinds[at] != "school_days" else (Every(SCHOOL_WEEK), at + 1)

    def _whole(self, at: int) -> Found | None:
        """ "toute la semaine", "toute la semaine prochaine", "toutes les vacances"."""
        kind = self.kinds[at + 1]
        if kind in ("week_word", "holiday_word", "season", "next", "ordinal"):
            found = self._readers[kind](at + 1)
            if found is None and kind == "week_word":
                return WholeWeek(), at + 2
            return found
        return None

    def _parity(self, at: int) -> Found | None:
        return None if self.kinds[at - 1] != "also" else (Unclear(), at + 1)

    # Weeks and holidays.

    def _week(self, at: int) -> Found | None:
        """What follows "semaine": a number, "prochaine", "du 7", "paire", "sur deux"."""
        after = at + 1
        kind = self.kinds[after]
        if kind == "number" and not (self.kinds[after + 1] == "month"):
            number = self._number(after)
            return (Week(number=number), after + 1) if 1 <= number <= 53 else (Unclear(), after + 1)
        if kind in ("next", "coming"):
            return Week(ahead=1), after + 1
        if kind == "last":
            return Past(days=7), after + 1
        if kind in ("even", "odd"):
            if self.kinds[after + 1] == "also" and self.kinds[after + 2] in ("even", "odd"):
                return Unclear(), after + 3
            return Weeks("even" if kind == "even" else "odd"), after + 1
        if kind == "other_week":
            return Weeks("alternate"), after + 1
        if kind == "from":
            return self._week_of(after)
        if kind == "in_fifteen" or kind == "in_eight":
            return Week(ahead=1 if kind == "in_eight" else 2), after + 1
        return None

    def _week_of(self, at: int) -> Found | None:
        point = self._point(at + 1)
        if point is None:
            return (Unclear(), at + 2) if self.kinds[at + 1] in ("month", "month_word") else None
        if self.kinds[point[1]] in ("to", "until"):
            last = self._point(point[1] + 1)
            if last is not None:
                return Span(point[0], last[0]), last[1]
        if isinstance(point[0], (Dated, Named, Ahead)):
            return Week(of=point[0]), point[1]
        if isinstance(point[0], Return):
            return Week(of=None, ahead=None), point[1]
        return point[0], point[1]

    def _holidays(self, at: int) -> Found | None:
        """ "vacances", "vacances de février", "vacances de la Toussaint", "vacances d'hiver"."""
        return self._vacation(at, None)

    def _vacation(self, at: int, week: int | None) -> Found | None:
        if self.kinds[at] == "season":
            season, end = self._season(at), at + 1
            if self.kinds[end] == "holiday_word":
                return Vacation(season, week), end + 1
            return None
        if self.kinds[at] != "holiday_word":
            return None
        after = at + 1
        while self.kinds[after] in ("from", "the", "to", "this", "filler", "at") and after < at + 4:
            after += 1
        season = self._season(after)
        if season is not None:
            return Vacation(season, week), after + 1
        if self.kinds[at + 1] == "last":
            return Past(), at + 2
        if self.kinds[at + 1] in ("next", "coming"):
            return Vacation(None, week), at + 2
        return Vacation(None, week), at + 1

    def _season(self, at: int) -> Season | None:
        kind = self.kinds[at]
        if kind == "month":
            return _SEASON_OF_MONTH.get(self._number(at))
        if kind in ("season", "feast"):
            return self.marks[at].value  # type: ignore[return-value]
        return None

    def _season_first(self, at: int) -> Found | None:
        return self._vacation(at, None)

    def _ordinal(self, at: int, *, article: bool = False) -> Found | None:
        """ "la première semaine des vacances", "2e semaine", "le 1er décembre", "le premier"."""
        number = self._number(at)
        if self.kinds[at + 1] == "week_word":
            return self._nth_week(at + 2, number)
        if self.kinds[at + 1] == "weekday":
            return Unclear(), at + 2
        if self.kinds[at + 1] == "day_word":
            return Unclear(), at + 2
        dated = self._dated(at)
        if dated is not None and (article or self.kinds[at + 1] == "month"):
            return self._numbers(dated)
        return None

    def _nth_week(self, at: int, number: int) -> Found:
        """The nth week of the holidays; of anything else there are several ways to count."""
        after = at
        while self.kinds[after] in ("from", "the", "the_many", "this") and after < at + 3:
            after += 1
        found = self._vacation(after, number)
        if found is not None:
            return found
        return (Unclear(), after + 1) if self.kinds[after] in ("month", "month_word") else (Vacation(None, number), at)

    def _last_first(self, at: int) -> Found | None:
        """ "la dernière semaine des vacances", "le dernier vendredi"."""
        if self.kinds[at + 1] == "week_word":
            return self._nth_week(at + 2, -1)
        if self.kinds[at + 1] in ("weekday", "day_word", "month"):
            return Unclear(), at + 2
        return None

    def _next_first(self, at: int) -> Found | None:
        """ "la prochaine semaine", "le prochain lundi", "les prochaines vacances"."""
        kind = self.kinds[at + 1]
        if kind == "week_word":
            return Week(ahead=1), at + 2
        if kind == "weekday":
            return Named(self._number(at + 1)), at + 2
        if kind == "holiday_word":
            return self._vacation(at + 1, None)
        return None

    # Frames.

    def _frame(self, at: int) -> tuple[Atom, int] | None:
        """What "à partir de" and "jusqu'à" may lead to."""
        kind = self.kinds[at]
        if kind in _ARTICLES:
            return self._frame(at + 1)
        point = self._point(at)
        if point is not None:
            return point
        if kind in ("week_word", "holiday_word", "season", "next"):
            return self._readers[kind](at)
        if kind == "feast":
            season = self._season(at)
            return (Vacation(season), at + 1) if season else None
        if kind == "season":
            return Vacation(self._season(at)), at + 1
        if kind == "month":
            return Month(self._number(at)), at + 1
        if kind == "part_of_month" and self.kinds[at + 1] == "month":
            return (Month(self._number(at + 1)) if self._ends_month(at) else Unclear()), at + 2
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
        return Month(self._number(at)), at + 1

    def _at(self, at: int) -> Found | None:
        """ "en décembre"."""
        if self.kinds[at + 1] == "month":
            return Month(self._number(at + 1)), at + 2
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
            if self.kinds[end] in _JOINS and self._excepted(end + 1) is not None:
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
        reader = self._readers.get(self.kinds[at])
        return reader(at) if reader is not None and self.kinds[at] in ("week_word", "holiday_word", "season") else None

    def _bare_number(self, at: int) -> Found | None:
        """A number without an article is a date only before a month, or in a list that ends in one."""
        if self._number(at) == 1 and self.kinds[at + 1] == "week_word":
            return self._week(at + 1)
        end = at
        while end < at + _LONGEST_LIST and (self.kinds[end] in ("number", "the") or self.kinds[end] in _JOINS):
            end += 1
        if self.kinds[at + 1] == "month":
            dated = self._dated(at)
            return self._numbers(dated) if dated is not None else None
        if self.kinds[end] == "month" or (end > at + 1 and self._lists_days(at)):
            return self._dated(at)
        if self.kinds[at + 1] in ("to", "dash") and self.kinds[at + 2] == "number":
            last = self._point(at + 2)
            if last is not None and isinstance(last[0], Dated) and last[0].month:
                return Span(Dated(self._number(at)), last[0]), last[1]
        return self._dated(at) if self._lists_days(at) else None

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
