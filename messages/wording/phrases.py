"""Days, hours and lists as people say them: "lundi 30 novembre et mardi 1er décembre, avant 9 h"."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from itertools import groupby

from babel.dates import format_date, format_time
from babel.lists import format_list
from babel.numbers import format_currency

# the letters of months and lists that would force an SMS out of the GSM alphabet ("aout" is the spelling of 1990)
TO_GSM = str.maketrans("ûô", "uo")

# 0.15 ms each; of a broadcast all days are the same few, and so are most lists
date_in_words = lru_cache(maxsize=1024)(format_date)
list_in_words = lru_cache(maxsize=1024)(format_list)


class Phrases:
    """The phrases of one language. `plain` keeps them within the GSM alphabet."""

    def __init__(self, language: str, *, plain: bool) -> None:
        self._language = language
        self._plain = plain

    def day(self, day: date) -> str:
        """ "lundi 30 novembre": weekday and date in full, without the year."""
        return f"{self.short_day(day)} {self._month(day)}"

    def short_day(self, day: date) -> str:
        """ "lundi 30"."""
        return f"{self.weekday(day)} {self._number(day)}"

    def days(self, days: Sequence[date]) -> str:
        """ "lundi 7, mardi 8 et jeudi 10 décembre": the month once for the days that share it."""
        said = []
        for _, month in groupby(sorted(days), key=lambda day: (day.year, day.month)):
            *before, last = month
            said += [self.short_day(day) for day in before]
            said.append(self.day(last))
        return self.all_of(said)

    def weekdays(self, numbers: Sequence[int]) -> str:
        """ "lundi et jeudi"."""
        monday = date(2024, 1, 1)
        return self.all_of([self.weekday(monday + timedelta(days=number - 1)) for number in numbers])

    def hour(self, instant: datetime | time) -> str:
        """ "9 h" or "8 h 30"; "9:00 AM" in English."""
        if self._language == "fr":
            return f"{instant.hour} h" + (f" {instant.minute:02}" if instant.minute else "")
        moment = instant.timetz() if isinstance(instant, datetime) else instant
        return format_time(moment, "short", locale=self._language).replace("\u202f", " ")

    def euros(self, amount: Decimal) -> str:
        """ "3,60 €", with a plain space: a no-break one would force an SMS out of the GSM alphabet."""
        said: str = format_currency(amount, "EUR", locale=self._language)
        return said.replace("\u00a0", " ").replace("\u202f", " ")

    def moment(self, instant: datetime) -> str:
        """A day with its hour, in the zone of `instant`."""
        return f"{self.day(instant.date())}, {self.hour(instant)}"

    def all_of(self, said: Sequence[str]) -> str:
        """ "a, b et c"."""
        return list_in_words(tuple(said), locale=self._language)

    def one_of(self, said: Sequence[str]) -> str:
        """ "a, b ou c"."""
        return list_in_words(tuple(said), style="or", locale=self._language)

    def weekday(self, day: date) -> str:
        """ "lundi"."""
        return date_in_words(day, "EEEE", locale=self._language)

    def _number(self, day: date) -> str:
        return "1er" if self._language == "fr" and day.day == 1 else str(day.day)

    def _month(self, day: date) -> str:
        month = date_in_words(day, "MMMM", locale=self._language)
        return month.translate(TO_GSM) if self._plain else month


def last_minute(closes: datetime) -> tuple[bool, datetime]:
    """How an exclusive end is said: whether its day or hour is still included, and that day or hour.

    A rule "jusqu'à 9 h" ends at 9:01 and is said with 9:00 included; one that ends at midnight with the day before.
    """
    if closes.time() == time():
        return True, closes - timedelta(minutes=1)
    if closes.minute % 5 == 1:
        return True, closes - timedelta(minutes=1)
    return False, closes
