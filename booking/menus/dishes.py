"""Dishes, and which of them one child is served: by its place, its class and its diet. Pure."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from unicodedata import combining, normalize

from booking.town import Site, SiteKind


class DishKind(StrEnum):
    """The part of a meal, in the words of the form and in the order in which it is served."""

    STARTER = "entrée"
    MAIN = "plat principal"
    SIDE = "garniture"
    DAIRY = "produit laitier"
    DESSERT = "dessert"
    BREAD = "pain"
    OTHER = "autre"


class RestaurantKind(StrEnum):
    """Where a menu is served, in the words of the form."""

    CRECHE = "crèche"
    NURSERY_SCHOOL = "maternelle"
    PRIMARY_SCHOOL = "élémentaire"
    COLLEGE = "collège"
    LYCEE = "lycée"
    UNIVERSITY = "université"
    TRAINING = "centre de formation"
    OFFICE = "administration"
    RESIDENCE = "résidence sénior"
    NURSING_HOME = "EHPAD"
    AT_HOME = "repas à domicile"
    HOLIDAY_CENTRE = "centre de loisirs"
    COMPANY = "restaurant d'entreprise"
    OTHER = "autre"


SERVED_AT: Mapping[RestaurantKind, SiteKind] = {
    RestaurantKind.CRECHE: SiteKind.CRECHE,
    RestaurantKind.NURSERY_SCHOOL: SiteKind.SCHOOL,
    RestaurantKind.PRIMARY_SCHOOL: SiteKind.SCHOOL,
    RestaurantKind.HOLIDAY_CENTRE: SiteKind.CENTRE,
}
LEVELS: Mapping[str, frozenset[str]] = {
    "maternelle": frozenset({"TPS", "PS", "MS", "GS"}),
    "elementaire": frozenset({"CP", "CE1", "CE2", "CM1", "CM2"}),
}
EVERYBODY = frozenset({"", "tous", "enfants", "enfant", "eleves", "scolaire", "scolaires"})
# what a child of a diet is served in the stead of the ordinary dish, beside what bears the very name of the diet
STANDS_IN: Mapping[str, Sequence[str]] = {
    "sans viande": ("sans viande", "vegetarien", "vegetalien"),
    "vegetarien": ("vegetarien", "vegetalien"),
}


@dataclass(frozen=True, slots=True)
class Dish:
    """One dish of a lunch: `restaurant` and `identifier` say where, `guests` for whom, as the file does."""

    day: date
    kind: DishKind
    name: str
    restaurant: str
    identifier: str
    served_in: RestaurantKind
    guests: tuple[str, ...] = ()
    diets: tuple[str, ...] = ()
    allergens: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Eater:
    """A child at lunch."""

    site: Site
    class_name: str | None
    diet: str | None


@dataclass(frozen=True, slots=True)
class Menus:
    """All menus of a town's file."""

    dishes: tuple[Dish, ...] = ()

    @property
    def last_day(self) -> date | None:
        """The last day for which there is a menu."""
        return max((dish.day for dish in self.dishes), default=None)

    def lunch(self, eater: Eater, day: date, *, sites: Sequence[Site]) -> Sequence[Dish]:
        """What that child is served on that day, in the order of the meal; nothing where no menu is known.

        `sites` are all of the town.
        """
        there = [dish for dish in self.dishes if dish.day == day and is_served_at(dish, eater.site, sites)]
        own = [dish for dish in there if _is_named(dish, eater.site)] or there
        meant = [dish for dish in own if _is_for(dish, eater.class_name)]
        kinds = sorted({dish.kind for dish in meant}, key=list(DishKind).index)
        return [
            dish
            for kind in kinds
            for dish in _fitting([dish for dish in meant if dish.kind is kind], _spelt(eater.diet or ""))
        ]


def is_served_at(dish: Dish, site: Site, sites: Sequence[Site]) -> bool:
    """Whether a dish is served there: in the restaurant of that name or key.

    A restaurant that is named like no site of the town (a central kitchen) stands for every site of its kind.
    """
    if any(_is_named(dish, known) for known in sites):
        return _is_named(dish, site)
    return SERVED_AT.get(dish.served_in) is site.kind


def _is_named(dish: Dish, site: Site) -> bool:
    names = {_spelt(site.name), _spelt(site.key)}
    return _spelt(dish.restaurant) in names or _spelt(dish.identifier) in names


def hides(allergens: Sequence[str], diet: str | None) -> bool:
    """Whether the file names the very thing that a diet ("sans arachide") leaves out among these allergens."""
    spelt = _spelt(diet or "")
    left_out = spelt.removeprefix("sans ").rstrip("s") if spelt.startswith("sans ") else ""
    return bool(left_out) and any(_spelt(allergen).startswith(left_out) for allergen in allergens)


def _is_for(dish: Dish, class_name: str | None) -> bool:
    guests = {_spelt(guest) for guest in dish.guests}
    if class_name is None or not guests or guests & EVERYBODY:
        return True
    levels = [level for level, classes in LEVELS.items() if class_name in classes]
    return _spelt(class_name) in guests or any(guest.startswith(level) for level in levels for guest in guests)


def _fitting(dishes: Sequence[Dish], diet: str) -> Collection[Dish]:
    """Of one part of a meal: what stands in for a child of that diet; else what everybody has."""
    for wanted in STANDS_IN.get(diet, (diet,) if diet else ()):
        fitting = [dish for dish in dishes if wanted in {_spelt(known) for known in dish.diets}]
        if fitting:
            return fitting
    return [dish for dish in dishes if not dish.diets] or dishes


def _spelt(text: str) -> str:
    """In small letters without accents or signs, so that spellings of one name are alike."""
    letters = "".join(letter for letter in normalize("NFKD", text.casefold()) if not combining(letter))
    return " ".join(re.findall(r"[^\W_]+", letters))
