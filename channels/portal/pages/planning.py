"""The month as a grid, all children on one page: what is booked, what can be, and why not."""

from calendar import monthrange
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from markupsafe import Markup
from starlette.responses import Response

from booking.month import Cell, Month, Prospect, month_of
from booking.rules.calendar import ONE_DAY, monday_of
from booking.rules.parts import Part
from booking.rules.units import Piece
from booking.town import Meal, Service, Town
from channels.portal.pages.pieces import code_of, pieces_of
from channels.portal.pages.place import Visit
from channels.portal.pages.prices import Prices
from channels.portal.pages.words import Words

CHANNEL = "page"
AHEAD = timedelta(days=366)
TICKED = frozenset({Prospect.BOOKED, Prospect.WAITING, Prospect.REQUESTED})
LEAVE = "leave."  # begins what a choice sends that leaves an offer, before the number of the reservation
OPEN = frozenset({Prospect.POSSIBLE, Prospect.LATE, Prospect.OFFERED})


@dataclass(frozen=True, slots=True)
class Choice:
    """One piece of a day that may be chosen, where a service has several."""

    code: str
    label: Markup
    chosen: bool


@dataclass(frozen=True, slots=True)
class Box:
    """One service of one child on one day: a box to tick, a choice, or words alone. `note` says what it is."""

    service: str
    kind: str
    code: str
    note: Markup
    price: Markup
    ticked: bool = False
    frozen: bool = False
    wait: bool = False
    choices: tuple[Choice, ...] = ()
    unchosen: str = "page-none"


@dataclass(frozen=True, slots=True)
class ChildDay:
    """A child's boxes of one day."""

    child: str
    boxes: tuple[Box, ...]


@dataclass(frozen=True, slots=True)
class DayShown:
    """A day with its children."""

    day: date
    children: tuple[ChildDay, ...]


@dataclass(frozen=True, slots=True)
class Week:
    """A week of the month; `days` are those on which there is anything."""

    monday: date
    days: tuple[DayShown, ...]
    weekend: bool


@dataclass(frozen=True, slots=True)
class ServicePrice:
    """What a service costs this family."""

    service: str
    price: Markup


@dataclass(frozen=True, slots=True)
class Planning:
    """A month as the page shows it. `had` is what may be given back by taking its tick away."""

    first: date
    before: str | None
    after: str | None
    weeks: tuple[Week, ...]
    had: str
    missing: tuple[str, ...]
    prices: tuple[ServicePrice, ...]


async def show_planning(visit: Visit) -> Response:
    """The page of a month: that of `?mois=2026-12`, otherwise this one."""
    return visit.page("planning.html", planning=await planning_of(visit, first_of(visit)), results=())


async def planning_of(visit: Visit, first: date) -> Planning:
    """The month that begins on that day, as it is now."""
    last = first.replace(day=monthrange(first.year, first.month)[1])
    month = await month_of(
        visit.db, visit.town, visit.visitor.family_id, first=first, last=last, now=visit.arrived, channel=CHANNEL
    )
    prices = Prices(visit.words, resident=month.resident)
    cells = [cell for cell in month.cells if cell.had or cell.day >= visit.today]
    return Planning(
        first=first,
        before=_month_name(first - ONE_DAY) if first > visit.today - AHEAD else None,
        after=_month_name(last + ONE_DAY) if last < visit.today + AHEAD else None,
        weeks=tuple(_weeks(visit, month, cells, prices)),
        had=" ".join(_code(visit.town, cell) for cell in cells if _can_give_back(cell)),
        missing=month.missing,
        prices=tuple(_prices(visit, month, prices)),
    )


def first_of(visit: Visit) -> date:
    """The first day of the month that is asked for; that of today where none is, or no month."""
    written = visit.fields.get("mois", "")
    try:
        asked = date.fromisoformat(f"{written[:7]}-01")
    except ValueError:
        asked = visit.today
    return asked.replace(day=1) if abs(asked - visit.today) <= AHEAD else visit.today.replace(day=1)


def _month_name(day: date) -> str:
    return f"{day:%Y-%m}"


def _weeks(visit: Visit, month: Month, cells: Sequence[Cell], prices: Prices) -> Iterator[Week]:
    days = {day: list(of_day) for day, of_day in groupby(sorted(cells, key=_by_day), key=lambda cell: cell.day)}
    names = {child.id: child.first_name for child in month.children}
    for monday, of_week in groupby(sorted(days), key=monday_of):
        shown = tuple(DayShown(day, tuple(_children(visit, names, days[day], prices))) for day in of_week)
        yield Week(monday, shown, weekend=any(day.day.isoweekday() > 5 for day in shown))


def _by_day(cell: Cell) -> date:
    return cell.day


def _children(visit: Visit, names: Mapping[int, str], cells: Iterable[Cell], prices: Prices) -> Iterator[ChildDay]:
    for child_id, of_child in groupby(cells, key=lambda cell: cell.child_id):
        yield ChildDay(names[child_id], tuple(_box(visit, cell, prices) for cell in of_child))


def _box(visit: Visit, cell: Cell, prices: Prices) -> Box:
    if cell.prospect is Prospect.OFFERED:
        return _offer(visit, cell, prices)
    service = visit.town.service(cell.service)
    pieces = pieces_of(service)
    code = _code(visit.town, cell)
    may_wait = cell.prospect is Prospect.FULL and cell.until is not None and len(pieces) == 1
    open_to_tick = cell.prospect in OPEN or _can_give_back(cell)
    choices = _choices(visit.words, cell, service, prices) if len(pieces) > 1 and open_to_tick else ()
    return Box(
        service=service.name,
        kind=cell.prospect,
        code=code,
        note=_note(visit.words, cell),
        price=prices.of(service) if open_to_tick and not choices else Markup(""),
        ticked=cell.prospect in TICKED,
        frozen=not open_to_tick and not may_wait,
        wait=may_wait,
        choices=choices,
    )


def _offer(visit: Visit, cell: Cell, prices: Prices) -> Box:
    """A place that is held: to take or to leave, and until one of them is chosen the question stays open."""
    service, code = visit.town.service(cell.service), _code(visit.town, cell)
    price = prices.of(service)
    take = Markup(", ").join([visit.words.say("page-offer-take"), *filter(None, [price])])
    leave = Choice(f"{LEAVE}{cell.had[0].id}", visit.words.say("page-offer-leave"), chosen=False)
    return Box(
        service=service.name,
        kind=cell.prospect,
        code=code,
        note=_note(visit.words, cell),
        price=Markup(""),
        choices=(Choice(code, take, chosen=False), leave),
        unchosen="page-offer-open",
    )


def _choices(words: Words, cell: Cell, service: Service, prices: Prices) -> tuple[Choice, ...]:
    had = _piece_had(cell)
    return tuple(
        Choice(
            code_of(cell.child_id, cell.service, cell.day, piece),
            Markup(", ").join(
                [
                    words.say(f"page-piece-{piece.name.lower()}"),
                    *filter(None, [_price_of_piece(service, piece, prices)]),
                ]
            ),
            piece is had,
        )
        for piece in pieces_of(service)
    )


def _price_of_piece(service: Service, piece: Piece, prices: Prices) -> Markup:
    part, _, meal = piece.partition(" with ")
    return prices.of(service, part=Part(part), meal=bool(meal) if service.meal is Meal.OPTIONAL else None)


def _code(town: Town, cell: Cell) -> str:
    service = town.service(cell.service)
    piece = _piece_had(cell) if cell.had else pieces_of(service)[0]
    return code_of(cell.child_id, cell.service, cell.day, piece)


def _piece_had(cell: Cell) -> Piece | None:
    """The piece that the child has: all parts together are the day."""
    if not cell.had:
        return None
    part = cell.had[0].part if len(cell.had) == 1 else Part.DAY
    return Piece(f"{part} with meal") if cell.had[0].meal else Piece(part.value)


def _can_give_back(cell: Cell) -> bool:
    if cell.prospect is Prospect.BOOKED:
        return cell.until is not None
    return cell.prospect in (Prospect.WAITING, Prospect.REQUESTED)


def _note(words: Words, cell: Cell) -> Markup:
    """What a box is, in a few words; a box that is simply free needs none."""
    match cell.prospect:
        case Prospect.POSSIBLE:
            return words.say("page-asks", who=cell.by) if cell.by else Markup("")
        case Prospect.LATE:
            return _late(words, cell)
        case Prospect.BOOKED:
            return words.say("page-booked") if cell.until is not None else words.say("page-booked-for-good")
        case Prospect.CLOSED:
            return words.say("page-closed", why=cell.why or "")
        case Prospect.TOO_LATE if cell.since is not None:
            return words.say("page-too-late-since", since=words.end(cell.since))
        case Prospect.NOT_YET if cell.since is not None:
            return words.say("page-not-yet", opens=words.soon(cell.since))
        case Prospect.OFFERED if cell.until is not None:
            return words.say("page-offered", until=words.end(cell.until))
        case _:
            return words.say(f"page-{cell.prospect}")


def _late(words: Words, cell: Cell) -> Markup:
    if cell.by is not None:
        return words.say("page-asks", who=cell.by)
    return words.say("page-late", terms=words.terms(cell.terms) if cell.terms is not None else "")


def _prices(visit: Visit, month: Month, prices: Prices) -> Iterator[ServicePrice]:
    keys = dict.fromkeys(cell.service for cell in month.cells)
    for service in (visit.town.service(key) for key in keys):
        price = prices.of(service)
        if price:
            yield ServicePrice(service.name, price)
