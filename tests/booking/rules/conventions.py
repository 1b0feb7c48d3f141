"""The calendar of the worked cases, typed out by hand: school year 2026-27, zone C."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from booking.rules.calendar import Calendar, Period, Season

PARIS = ZoneInfo("Europe/Paris")

CALENDAR = Calendar(
    zone=PARIS,
    first=date(2026, 1, 1),
    last=date(2027, 12, 31),
    holidays=(
        Period("été 2026", Season.SUMMER, date(2026, 7, 4), date(2026, 8, 31)),
        Period("Toussaint", Season.AUTUMN, date(2026, 10, 17), date(2026, 11, 1)),
        Period("Noël", Season.CHRISTMAS, date(2026, 12, 19), date(2027, 1, 3)),
        Period("hiver", Season.WINTER, date(2027, 2, 6), date(2027, 2, 21)),
        Period("printemps", Season.SPRING, date(2027, 4, 3), date(2027, 4, 18)),
        Period("été 2027", Season.SUMMER, date(2027, 7, 3), date(2027, 8, 31)),
    ),
    public_holidays={
        date(2026, 11, 1): "Toussaint",
        date(2026, 11, 11): "Armistice",
        date(2026, 12, 25): "Noël",
        date(2027, 1, 1): "Jour de l'an",
        date(2027, 3, 29): "Lundi de Pâques",
        date(2027, 5, 1): "Fête du Travail",
        date(2027, 5, 6): "Ascension",
        date(2027, 5, 8): "Fête de la Victoire",
        date(2027, 5, 17): "Lundi de Pentecôte",
        date(2027, 7, 14): "Fête nationale",
    },
    bridges=frozenset({date(2027, 5, 6), date(2027, 5, 7), date(2027, 5, 8)}),
)


def day(text: str) -> date:
    """A date from its ISO form."""
    return date.fromisoformat(text)


def at(text: str) -> datetime:
    """An instant from the hour that a clock in Paris shows."""
    return datetime.fromisoformat(text).replace(tzinfo=PARIS)
