"""The town's words and days as understanding takes them: it knows nothing of the core, so they are handed over."""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import groupby

from booking.town import Town
from messages.understanding.calendar import Holidays, SchoolCalendar, SchoolYear
from messages.understanding.town_words import TownWords


def town_words(town: Town) -> TownWords:
    """What parents call this town's services, and the days of its school year."""
    calendar = town.calendar
    holidays = [Holidays(period.name, period.first, period.last) for period in calendar.holidays]
    bridges = [Holidays("pont", first, last, bridge=True) for first, last in _runs(calendar.bridges)]
    return TownWords(
        services={service.key: service.words for service in town.services},
        calendar=SchoolCalendar(
            years=(SchoolYear(town.school_year.first_day, town.school_year.last_day),),
            holidays=tuple(sorted(holidays + bridges, key=lambda off: off.first)),
            public=frozenset(calendar.public_holidays) | calendar.closed_days,
        ),
    )


def _runs(days: Iterable[date]) -> Iterator[tuple[date, date]]:
    """Days that follow one another, as first and last."""
    numbered = enumerate(sorted(days))
    for _, run in groupby(numbered, key=lambda pair: pair[1].toordinal() - pair[0]):
        of_run = [day for _, day in run]
        yield of_run[0], of_run[-1]
