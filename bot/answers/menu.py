"""What is there to eat? From the town's file of menus, for each child where it eats, by its class and its diet."""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

import structlog

from booking.errors import MenuFileError
from booking.families import children_of
from booking.menus.dishes import Dish, DishKind, Eater, Menus, hides
from booking.menus.file import load_menus
from booking.rules.calendar import days_between, monday_of
from booking.tables import Child
from booking.town import Meal, Town
from bot.reply import Reply
from bot.turn import Turn
from messages.understanding.meaning import Request
from messages.understanding.normalise import plain
from messages.wording.message import Days, Message, Names, ShortDay, Value

log = structlog.get_logger(__name__)

LUNCH_IS_OVER = time(14)  # from then on "what is there to eat" asks about the next day
AHEAD = timedelta(days=60)
DAYS_IN_FULL = 2  # of more days only the main dish is told
WEEK = "semaine"
WORD = re.compile(r"[^\W_]+")
OF_THE_MAIN = frozenset({DishKind.MAIN, DishKind.SIDE})


@dataclass(frozen=True, slots=True)
class Lunch:
    """What one child is served on one day."""

    child: str
    diet: str | None
    dishes: tuple[Dish, ...]


async def answer_menu(turn: Turn, request: Request) -> Reply:
    """The menu of the days asked about, or of the next meal; honestly none where the town published none."""
    table = await _table_for(turn, request)
    days = list(request.days) or table.next_days(turn)
    lunches = {day: table.lunches(day) for day in days}
    tell = _in_full if len(days) <= DAYS_IN_FULL else _in_short
    told = [message for day in days if lunches[day] for message in tell(day, lunches[day])]
    if not told:
        return Reply((table.why_none(turn, days),))
    return Reply((*told, *_warnings(lunch for day in days for lunch in lunches[day])))


@dataclass(frozen=True, slots=True)
class Table:
    """The children for whom a menu is asked, the services with a meal that are meant, and what is published."""

    town: Town
    menus: Menus
    services: Collection[str]
    children: Sequence[Child]

    def meals(self, child: Child, day: date) -> Sequence[str]:
        """Where the child may eat on that day."""
        return [
            enrolment.site
            for enrolment in child.enrolments
            if enrolment.service in self.services
            and enrolment.first <= day <= enrolment.last
            and self.town.service(enrolment.service).days(self.town.calendar, day, day)
        ]

    def lunches(self, day: date) -> list[Lunch]:
        """What each child is served, where the town published it."""
        return [lunch for child in self.children if (lunch := self._lunch(child, day)) is not None]

    def next_days(self, turn: Turn) -> list[date]:
        """This week where it is asked for in so many words; else the day of the next meal that is published."""
        if WEEK in WORD.findall(plain(turn.words)):
            monday = monday_of(turn.today + timedelta(days=2))  # on a Saturday or Sunday the coming week
            return [day for day in days_between(monday, monday + timedelta(days=4)) if day >= turn.today]
        late = turn.arrived.astimezone(turn.town.zone).time() >= LUNCH_IS_OVER
        first = turn.today + timedelta(days=int(late))
        days = list(days_between(first, first + AHEAD))
        eaten = [day for day in days if any(self.meals(child, day) for child in self.children)]
        return [next((day for day in eaten if self.lunches(day)), eaten[0] if eaten else first)]

    def why_none(self, turn: Turn, days: Sequence[date]) -> Message:
        """Not published, or no meal at all on these days."""
        about: dict[str, Value] = {"days": Days(tuple(days))}
        if not any(self.meals(child, day) for day in days for child in self.children):
            return Message("no-meal-then", about)
        last = self.menus.last_day
        known: Value = "" if last is None or last < turn.today else Message("menus-known-until", {"last": last})
        return Message("no-menu", about | {"known": known})

    def _lunch(self, child: Child, day: date) -> Lunch | None:
        for site in self.meals(child, day):
            eater = Eater(self.town.site(site), child.class_name, child.diet)
            dishes = self.menus.lunch(eater, day, sites=self.town.sites)
            if dishes:
                return Lunch(child.first_name, child.diet, tuple(dishes))
        return None


async def _table_for(turn: Turn, request: Request) -> Table:
    names = request.children or tuple(child.first_name for child in turn.caller.children)
    family = await children_of(turn.db, turn.caller.family_id)
    with_meal = [service for service in turn.town.services if service.meal is not Meal.NONE]
    said = f" {' '.join(WORD.findall(plain(turn.words)))} "
    named = [service.key for service in with_meal if f" {plain(service.name)} " in said]
    services = request.services or named or [service.key for service in with_meal]
    return Table(turn.town, _menus(turn), services, [child for child in family if child.first_name in names])


def _menus(turn: Turn) -> Menus:
    try:
        return load_menus(turn.town.menus) if turn.town.menus is not None else Menus()
    except MenuFileError as error:
        log.error("menus.unusable", line=error.line)  # noqa: TRY400 - `allo-cantine check` says what is wrong there
        return Menus()


def _in_full(day: date, lunches: Sequence[Lunch]) -> list[Message]:
    """Every dish: once where all have the same, else child by child."""
    groups = _groups(lunches)
    return [
        Message(
            "menu-of-day",
            {
                "day": day,
                "dishes": Names(tuple(_dish(dish) for dish in dishes)),
                "children": Names(tuple(children)),
                "alone": int(len(groups) == 1),
            },
        )
        for dishes, children in groups
    ]


def _in_short(day: date, lunches: Sequence[Lunch]) -> list[Message]:
    """The main dish of most children, and of the others by their names; in Telegram every dish."""
    (most, _), *others = sorted(_groups(lunches), key=_how_ordinary)
    others = [(dishes, children) for dishes, children in others if _main(dishes) != _main(most)]
    about: dict[str, Value] = {
        "day": day,
        "short": ShortDay(day),
        "main": _main(most),
        "dishes": Names(tuple(_dish(dish) for dish in most)),
        "others": _all([Message("menu-other", {"children": Names(tuple(c)), "main": _main(d)}) for d, c in others]),
    }
    return [Message("menu-in-short", about)]


def _how_ordinary(group: tuple[tuple[Dish, ...], list[str]]) -> tuple[int, int]:
    dishes, children = group
    return -len(children), sum(bool(dish.diets) for dish in dishes)


def _groups(lunches: Sequence[Lunch]) -> list[tuple[tuple[Dish, ...], list[str]]]:
    by_dishes: dict[tuple[Dish, ...], list[str]] = {}
    for lunch in lunches:
        by_dishes.setdefault(lunch.dishes, []).append(lunch.child)
    return list(by_dishes.items())


def _main(dishes: Sequence[Dish]) -> Names:
    main = [dish for dish in dishes if dish.kind in OF_THE_MAIN] or dishes[:1]
    return Names(tuple(_dish(dish) for dish in main))


def _all(messages: Sequence[Message]) -> Value:
    whole: Value = ""
    for message in messages:
        whole = message if whole == "" else Message("and-also", {"one": whole, "other": message})
    return Message("menu-others", {"others": whole}) if messages else ""


def _warnings(lunches: Iterable[Lunch]) -> list[Message]:
    """What a child's diet leaves out and a dish contains, each dish once."""
    found = {
        (lunch.child, dish.name): Message(
            "menu-hides", {"child": lunch.child, "dish": _dish(dish), "diet": lunch.diet or ""}
        )
        for lunch in lunches
        for dish in lunch.dishes
        if hides(dish.allergens, lunch.diet)
    }
    return list(found.values())


def _dish(dish: Dish) -> str:
    return dish.name[:1].lower() + dish.name[1:]
