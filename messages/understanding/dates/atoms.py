"""What a parent can say of days, before it is worked out which days these are."""

from typing import Literal, NamedTuple

Season = Literal["toussaint", "noel", "hiver", "printemps", "ete"]
Rhythm = Literal["even", "odd", "alternate"]


class Named(NamedTuple):
    """A bare weekday; "lundi prochain" is `upcoming`, "lundi en huit" is one week `later`."""

    weekday: int
    upcoming: bool = False
    later: int = 0


class Dated(NamedTuple):
    """A day by its number: "le 7", "lundi 7", "7/12", "vendredi 2 avril 2027"."""

    day: int
    month: int | None = None
    year: int | None = None
    weekday: int | None = None


class Ahead(NamedTuple):
    """So many days from today: "demain", "dans quinze jours"; "demain (lundi)" names its `weekday` as well."""

    days: int
    weekday: int | None = None


class Week(NamedTuple):
    """A week: so many after this one, by its ISO number, or the one that a date lies in."""

    ahead: int | None = None
    number: int | None = None
    of: "Dated | Named | Ahead | None" = None
    lasting: int = 1


class Every(NamedTuple):
    """Weekdays that come back: "tous les lundis"; "tous les jours" is 1 to 5."""

    weekdays: tuple[int, ...]


class Either(NamedTuple):
    """ "le lundi": the next one, or every one? Two readings, so none is picked."""

    weekday: int


class Span(NamedTuple):
    """From one day to another, both included."""

    first: "Point"
    last: "Point"


class Vacation(NamedTuple):
    """School holidays, all of them or one of their weeks (-1 is the last)."""

    season: Season | None = None
    week: int | None = None


class Return(NamedTuple):
    """The first school day after the holidays; "lundi (rentrée)" names its `weekday` as well."""

    weekday: int | None = None


class LastSchoolDay(NamedTuple):
    """The last school day before the holidays."""


class Month(NamedTuple):
    """A month of which the days are not named: a frame for others."""

    month: int


class Since(NamedTuple):
    """From a day on."""

    start: "Point | Week | Vacation | Month | Return"


class Until(NamedTuple):
    """Up to a day, or to what ends there."""

    end: "Point | Vacation | Month | Week | YearEnd"


class YearEnd(NamedTuple):
    """The end of the school year."""


class AllYear(NamedTuple):
    """ "toute l'année": without a bound."""


class Weeks(NamedTuple):
    """Weeks that count: even, odd, or every second one."""

    rhythm: Rhythm


class Without(NamedTuple):
    """Days taken out; `strict` where the text leaves no doubt that they lay within ("sauf")."""

    atoms: tuple["Atom", ...]


class WholeWeek(NamedTuple):
    """ "toute la semaine": all of the week that is named elsewhere."""


class Past(NamedTuple):
    """A day that is over: "hier", "mardi dernier". `days` back where that is known."""

    weekday: int | None = None
    days: int | None = None


class That(NamedTuple):
    """ "ce jour-là": the days said before."""


class Unclear(NamedTuple):
    """Days that are named, but not so that one could say which."""


class Impossible(NamedTuple):
    """A date that no calendar has."""


Point = Named | Dated | Ahead | Return | LastSchoolDay | Either | Impossible
Atom = (
    Named | Dated | Ahead | Week | Every | Either | Span | Vacation | Return | LastSchoolDay | Month | Since | Until
    | AllYear | Weeks | WholeWeek | Without | Past | That | Unclear | Impossible | YearEnd
)  # fmt: skip
