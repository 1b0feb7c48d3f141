"""How pages in French write what they show: dates, hours, telephone numbers, spaces that must not break."""

import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from functools import lru_cache

import phonenumbers
from babel import Locale, UnknownLocaleError
from babel.dates import format_date

from messages.wording.phrases import Phrases

PHRASES = Phrases("fr", plain=False)


def hour(at: datetime | time) -> str:
    """An hour as on a clock: "09:05"."""
    return f"{at:%H:%M}"


def short_weekday(day: date) -> str:
    """ "lun."."""
    return format_date(day, "EEE", locale="fr")


def short_date(day: date) -> str:
    """ "23 nov."."""
    return format_date(day, "d MMM", locale="fr")


def numeric_date(day: date) -> str:
    """ "23/11/2026"."""
    return format_date(day, "dd/MM/yyyy", locale="fr")


def instant(at: datetime) -> str:
    """A local instant as a list of events shows it: "lun. 23 nov. 2026, 09:05"."""
    return f"{format_date(at, 'EEE d MMM yyyy', locale='fr')}, {hour(at)}"


@lru_cache(maxsize=20_000)  # 0.05 ms each, and a list shows hundreds
def phone(number: str) -> str:
    """A number as it is read in France: "06 39 98 00 01"; one that is no number stays as it is."""
    try:
        return phonenumbers.format_number(phonenumbers.parse(number), phonenumbers.PhoneNumberFormat.NATIONAL)
    except phonenumbers.NumberParseException:
        return number


def tied(words: str) -> str:
    """What French sets apart by a space stays on its line: an SMS only knows the plain one, which may break."""
    return re.sub(r" (?=[:;?!»])|(?<=«) ", "\u00a0", words)


def counted(number: int, one: str, many: str | None = None) -> str:
    """A number with its noun: "1 enfant", "3 enfants"; in French, none is singular."""
    return f"{number}\u00a0{one if number < 2 else many or one + 's'}"


def lasting(time: timedelta) -> str:
    """How long, to what matters: "moins d'une minute", "12 min", "2 h 05", "4 jours"."""
    minutes = int(time.total_seconds()) // 60
    if minutes < 1:
        return "moins d'une minute"
    if minutes < 60:
        return f"{minutes}\u00a0min"
    hours = minutes // 60
    return f"{hours}\u00a0h\u00a0{minutes % 60:02}" if hours < 48 else counted(hours // 24, "jour")


def language_name(code: str) -> str:
    """ "anglais"; a code that stands for no language stays as it is."""
    try:
        return Locale.parse(code).get_display_name("fr") or code
    except (UnknownLocaleError, ValueError):
        return code


FILTERS: dict[str, Callable[..., str]] = {
    "day": PHRASES.day,
    "days": PHRASES.days,
    "hour": hour,
    "short_weekday": short_weekday,
    "short_date": short_date,
    "numeric_date": numeric_date,
    "instant": instant,
    "phone": phone,
    "tied": tied,
    "counted": counted,
    "lasting": lasting,
    "language_name": language_name,
}
