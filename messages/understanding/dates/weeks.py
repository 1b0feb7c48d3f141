"""Weeks and holidays in words: "la semaine prochaine", "semaine 50", "la première semaine des vacances"."""

from typing import get_args

from messages.understanding.dates.atoms import (
    Ahead,
    Dated,
    Month,
    Named,
    Past,
    Return,
    Season,
    Span,
    Unclear,
    Vacation,
    Week,
    Weeks,
)  # fmt: skip
from messages.understanding.dates.points import Points
from messages.understanding.dates.reading import Found

_SEASON_OF_MONTH: dict[int, Season] = {2: "hiver", 4: "printemps", 7: "ete", 8: "ete", 10: "toussaint", 12: "noel"}


class WeeksAndHolidays(Points):
    """Reads weeks and holidays."""

    def _week(self, at: int) -> Found | None:
        """What follows "semaine": a number, "prochaine", "du 7", "paire", "sur deux"."""
        after = at + 1
        kind = self.kinds[after]
        if kind == "number" and self.kinds[after + 1] != "month":
            number = self.number(after)
            return (Week(number=number), after + 1) if 1 <= number <= 53 else (Unclear(), after + 1)
        if kind in ("next", "coming"):
            again = "week_word" in self.kinds[:at]  # "semaine prochaine lundi, semaine d'après mardi"
            return (Unclear() if again else Week(ahead=1)), after + 1
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
        if self._said_before(at) in ("avant", "apres"):
            return Unclear(), at + 1
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

    def _said_before(self, at: int) -> str:
        """The word before holidays and their article: "avant les vacances" lies in none."""
        while at > 0 and self.kinds[at - 1] in ("the", "the_many", "from", "this"):
            at -= 1
        return str(self.marks[at - 1].value) if at else ""

    def _season(self, at: int) -> Season | None:
        kind = self.kinds[at]
        if kind == "month":
            return _SEASON_OF_MONTH.get(self.number(at))
        if kind in ("season", "feast"):
            return next((season for season in get_args(Season) if season == self.marks[at].value), None)
        return None

    def _season_first(self, at: int) -> Found | None:
        return self._vacation(at, None)

    def _ordinal(self, at: int, *, article: bool = False) -> Found | None:
        """ "la première semaine des vacances", "2e semaine", "le 1er décembre", "le premier"."""
        number = self.number(at)
        if self.kinds[at + 1] == "week_word":
            return self._nth_week(at + 2, number)
        if self.kinds[at + 1] == "weekday":
            return Unclear(), at + 2
        if self.kinds[at + 1] == "day_word":
            return Unclear(), at + 2
        dated = self._dated(at)
        if dated is not None and (article or self.kinds[at + 1] == "month" or self._in_a_list(at)):
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
            return Named(self.number(at + 1)), at + 2
        if kind == "holiday_word":
            return self._vacation(at + 1, None)
        return None

    def _month_word(self, at: int) -> Found | None:
        """ "le mois de décembre"."""
        after = at + 1 + (self.kinds[at + 1] == "from")
        return (Month(self.number(after)), after + 1) if self.kinds[after] == "month" else None

    def _counted(self, at: int) -> Found | None:
        """ "les deux prochaines semaines", where "les deux" are no children."""
        weeks = self._counted_weeks(at)
        if weeks is not None:
            return weeks
        after = self.kinds[at + 1 : at + 3]
        if after == ["ordinal", "week_word"]:
            found = self._nth_week(at + 3, 1)
            return Unclear(), found[1]
        return (
            (Unclear(), at + 3) if after in (["next", "weekday"], ["next", "weekdays"], ["next", "day_word"]) else None
        )

    def _counted_weeks(self, at: int) -> Found | None:
        """ "les deux prochaines semaines"."""
        if self.kinds[at + 1] == "next" and self.kinds[at + 2] == "week_word":
            return Week(ahead=1, lasting=self.number(at)), at + 3
        if self.kinds[at + 1] == "week_word" and self.kinds[at + 2] in ("next", "coming"):
            return Week(ahead=1, lasting=self.number(at)), at + 3
        return None

    def _inside(self, at: int) -> Found | None:
        """ "dans 3 jours", "dans huit jours" (seven), "dans quinze jours" (fourteen), "dans deux semaines"."""
        number = 1 if self._is_one(at + 1) else self.number(at + 1) if self.kinds[at + 1] == "number" else None
        if number is None:
            return None
        unit = self.kinds[at + 2]
        if unit == "day_word":
            return Ahead({8: 7, 15: 14}.get(number, number)), at + 3
        if unit == "week_word":
            return Week(ahead=number), at + 3
        return (Unclear(), at + 3) if unit == "month_word" else None

    def _is_one(self, at: int) -> bool:
        return self.kinds[at] == "filler" or (self.kinds[at] == "number" and self.number(at) == 1)
