"""`allo-cantine check`: reads a town's file, and says in French what is in it or what is wrong with it."""

from pathlib import Path

from booking.errors import TownFileError
from booking.town import Town
from booking.town_file import load
from bot.commands.faults import in_words


def check(path: Path) -> tuple[list[str], bool]:
    """What to print, and whether the file is fine."""
    try:
        return _summary(path, load(path)), True
    except TownFileError as error:
        count = len(error.problems)
        return [*in_words(error), f"{count} erreur{'s' if count > 1 else ''} dans {path}."], False


def _summary(path: Path, town: Town) -> list[str]:
    year = town.school_year
    days = {
        service.key: len(service.days(town.calendar, year.first_possible_day, year.last_possible_day))
        for service in town.services
    }
    return [
        f"{path} : tout va bien.",
        f"{town.name}, année scolaire {year.label}, zone {town.school_zone.value}, {len(town.sites)} lieux.",
        *[f"  {service.key} : {days[service.key]} jours ({', '.join(service.sites)})" for service in town.services],
    ]
