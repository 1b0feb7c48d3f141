"""Records to requests: which children, services and days are meant, and what is left open."""

from dataclasses import replace

from messages.understanding.carrying import is_bare
from messages.understanding.clause import STOP
from messages.understanding.context import Context
from messages.understanding.dates.atoms import Named
from messages.understanding.dates.days import Days
from messages.understanding.dates.readings import either_of
from messages.understanding.dates.resolve import Resolver
from messages.understanding.meaning import UNKNOWN, Intent, Part, Request
from messages.understanding.pieces import Piece
from messages.understanding.record import Record, intent_of

_GARDERIE = "garderie"
_PARTS: dict[str, Part] = {"morning": "morning", "afternoon": "afternoon", "day": "day"}
_WITH_PARTS = ("centre", "creche")


def expressed(records: list[Record], context: Context) -> list[Request]:
    """The records as requests, those alike made into one."""
    resolver = Resolver(context.today, context.town.calendar)
    requests: list[Request] = []
    before: Record | None = None
    for record in records:
        if before is not None and _lists_on(record, before):
            requests.extend(_chained(record, requests[-1], context, resolver))
        else:
            requests.extend(_requests(record, context, resolver))
        before = record
    return merged(requests, context)


def _lists_on(record: Record, before: Record) -> bool:
    """Whether the weekdays of two records are one list: the same deed for the same children, said in a row."""
    return (
        record.deed == before.deed == "book"
        and [name.value for name in record.names] == [name.value for name in before.names]
        and "days" not in record.filled
        and bool(record.atoms)
        and all(isinstance(atom, Named) and atom == Named(atom.weekday) for atom in (*record.atoms, *before.atoms))
    )


def _chained(record: Record, before: Request, context: Context, resolver: Resolver) -> list[Request]:
    """ "lundi : cantine, mardi : garderie": a weekday of a list comes after the one before, or is the same day."""
    requests = _requests(record, context, resolver)
    if not before.days or not requests[0].days or requests[0].days[0] >= before.days[-1]:
        return requests
    if requests[0].days[0] in before.days or requests[0].days[0].isoweekday() < before.days[-1].isoweekday():
        return requests
    if record.parted >= STOP:
        return [replace(requests[0], days=())]  # two sentences, two readings
    later = Resolver(before.days[-1], context.town.calendar)
    return _requests(record, context, later)


def _requests(record: Record, context: Context, resolver: Resolver) -> list[Request]:
    if record.deed is None or record.unknown:
        return [UNKNOWN]
    children = children_of(record.names, record.barred, context.children)
    if children is None:
        return [UNKNOWN]
    if record.deed == "move":
        return _moved(record, children, resolver)
    days = _told_days(record, resolver) or resolver.resolve(record.atoms, starts_today=record.deed == "absence")
    if record.frames and is_bare(record.atoms) and resolver.resolve([*record.frames, *record.atoms]) != days:
        days = Days(state="open")  # in that week, or the next such day? Two readings
    if days.state in ("past", "impossible"):
        return [UNKNOWN]
    request = _request(record, intent_of(record.deed), children, days)
    open_day = not days.days and days.repeat is None and len(record.atoms) == 1
    return [replace(request, either=either_of(record.atoms[0], resolver))] if open_day else [request]


def _told_days(record: Record, resolver: Resolver) -> Days | None:
    """The days in the week that the story before named, unless they are over there: then that is no frame."""
    if not record.told or not record.atoms or not is_bare(record.atoms):
        return None
    days = resolver.resolve([*record.told, *record.atoms])
    return None if days.state == "past" else days


def _request(record: Record, intent: Intent, children: tuple[str, ...], days: Days) -> Request:
    services = services_of(record.services, record.parts, record.time)
    parted = any(each in _WITH_PARTS for each in services)
    part = next((_PARTS[each] for each in record.parts if each in _PARTS), None)
    if {"morning", "afternoon"} <= set(record.parts):
        part = "day"
    return Request(
        intent=intent,
        services=services,
        children=children,
        days=days.days,
        repeat=days.repeat,
        part=part if parted else None,
        meal={"yes": True, "no": False, "not": False}.get(record.meal or "") if parted else None,
        hours=record.hours if "creche" in services else None,
    )


def services_of(services: list[str], parts: list[str], time: str | None) -> tuple[str, ...]:
    """Keys of services; care before or after school only where a time of day says which."""
    if _GARDERIE not in services:
        return tuple(services)
    chosen = [
        f"{_GARDERIE}-matin" if part == "morning" else f"{_GARDERIE}-soir"
        for part in parts
        if part in ("morning", "evening", "afternoon")
    ]
    if not chosen and time is not None:
        chosen = [f"{_GARDERIE}-matin" if time < "12:00" else f"{_GARDERIE}-soir"]
    out: list[str] = []
    for service in services:
        out += (list(dict.fromkeys(chosen)) or [service]) if service == _GARDERIE else [service]
    return tuple(dict.fromkeys(out))


def _moved(record: Record, children: tuple[str, ...], resolver: Resolver) -> list[Request]:
    """ "déplace lundi à mardi": one day is given back, another is taken."""
    if len(record.atoms) != 2:
        return [UNKNOWN]
    both = [resolver.resolve([atom]) for atom in record.atoms]
    together = resolver.resolve(record.atoms)
    if any(days.state != "certain" for days in both) or len(both[0].days) != 1:
        return [UNKNOWN]
    if record.atoms[0] == record.atoms[1] or record.swapped:
        together = both[1]
    if not set(both[1].days) <= set(together.days):
        return [UNKNOWN]  # "de vendredi à jeudi": the Thursday before, or the one after?
    later = [day for day in together.days if day not in both[0].days] or list(both[1].days)
    old, new = replace_parts(record, 0), replace_parts(record, 1)
    return [
        _request(old, Intent.CANCEL, children, both[0]),
        _request(new, Intent.BOOK, children, Days(tuple(later))),
    ]


def replace_parts(record: Record, which: int) -> Record:
    """The record with the time of day that goes with the first or the second of its days."""
    if len(record.parts) != 2:
        return record
    return replace(record, parts=[record.parts[which]])


def children_of(names: list[Piece], barred: list[str], children: tuple[str, ...]) -> tuple[str, ...] | None:
    """The children that are meant, in the order of the file; None where it is not clear who."""
    chosen: set[str] = set()
    named = {str(name.value) for name in names if name.kind == "child"}
    for name in names:
        if name.kind in ("stranger", "unclear"):
            return None
        if name.kind == "child":
            chosen.add(str(name.value))
        elif name.kind == "all":
            count = int(str(name.value))
            if count == len(children):
                chosen.update(children)
            elif len(named) != count:
                return None
        elif name.kind == "all_two_or_more":
            chosen.update(children)
        elif name.kind == "both":
            if len(children) != 2 and len(named) < 2:
                return None
            chosen.update(children if len(children) == 2 else ())
        elif name.kind == "one" and not named and len(children) > 1:
            return None
    if barred:
        chosen -= set(barred)
        if names and not chosen:
            return None
        if not names and len(children) > 1:
            chosen = set(children) - set(barred) if len(children) - len(set(barred)) == 1 else chosen
    return tuple(child for child in children if child in chosen)


def merged(requests: list[Request], context: Context) -> list[Request]:
    """Neighbours that differ in their days, their children or their services alone are one request."""
    out: list[Request] = []
    for request in requests:
        together = _together(out[-1], request, context) if out else None
        if together is None:
            out.append(request)
        else:
            out[-1] = together
    return out


def _together(one: Request, two: Request, context: Context) -> Request | None:
    if one == two:
        return one
    if one.intent not in (Intent.BOOK, Intent.CANCEL, Intent.ABSENCE) or replace(
        one, services=(), children=(), days=()
    ) != replace(two, services=(), children=(), days=()):
        return None
    if one.services == two.services and one.children == two.children and one.days and two.days:
        return replace(one, days=tuple(sorted({*one.days, *two.days})))
    if one.days == two.days and one.services == two.services and one.children and two.children:
        both = {*one.children, *two.children}
        return replace(one, children=tuple(child for child in context.children if child in both))
    if one.days == two.days and one.children == two.children and one.services and two.services:
        return replace(one, services=tuple(dict.fromkeys((*one.services, *two.services))))
    return None
