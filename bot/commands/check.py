"""`allo-cantine check`: reads a town's file, and says in French what is in it or what is wrong with it."""

from pathlib import Path

from booking.errors import TownFileError
from booking.menus.dishes import Menus, is_served_at
from booking.menus.file import load_menus
from booking.town import Town
from booking.town_file import load
from bot.commands.faults import in_words


def check(path: Path) -> tuple[list[str], bool]:
    """What to print, and whether the file is fine."""
    try:
        town = load(path)
        menus = load_menus(town.menus) if town.menus is not None else None
    except TownFileError as error:
        count = len(error.problems)
        return [*in_words(error), f"{count} erreur{'s' if count > 1 else ''} dans {error.path}."], False
    return [*_summary(path, town), *(_menus(town, menus) if menus is not None else ())], True


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


def _menus(town: Town, menus: Menus) -> list[str]:
    """How many days there are menus for, and which sites each restaurant of the file stands for."""
    days = sorted({dish.day for dish in menus.dishes})
    if not days:
        return ["  menus : aucun repas de midi dans le fichier."]
    lines = [f"  menus : {len(days)} jours, du {days[0]} au {days[-1]}"]
    for restaurant in dict.fromkeys(dish.restaurant for dish in menus.dishes):
        dishes = [dish for dish in menus.dishes if dish.restaurant == restaurant]
        sites = [site.key for site in town.sites if any(is_served_at(dish, site, town.sites) for dish in dishes)]
        lines.append(f"    {restaurant} : {', '.join(sites) or 'aucun lieu de la ville'}")
    return lines
