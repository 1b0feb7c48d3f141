"""The whole journal of a family: to read, and to print as proof."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from starlette.responses import Response

from booking.family_journal import Happened, family_journal
from channels.desk.families.found import family_of
from channels.desk.house import Desk
from channels.desk.visit import Visit

AT_ONCE, ALL = 100, 5000  # lines


@dataclass(frozen=True, slots=True)
class Fact:
    """What an act did: the same thing to one child, on each of these days (none where it has no day)."""

    line: Happened
    days: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class Deed:
    """One act, with all that came of it; `line` is any of its lines, which all know the act."""

    line: Happened
    facts: tuple[Fact, ...]


async def show_history(desk: Desk, visit: Visit) -> Response:
    """The latest lines, those before one of them, or all to be printed."""
    family = await family_of(visit)
    limit = ALL if visit.fields.get("tout") else AT_ONCE
    before = visit.fields.number("avant") if visit.fields.get("avant") else None
    lines = await family_journal(visit.db, family.id, before=before, limit=limit)
    older = lines[-1].id if len(lines) == limit else None
    here = desk.local(visit.now)
    return desk.page(visit, "families/history.html", family=family, deeds=deeds_of(lines), older=older, here=here)


def deeds_of(lines: Sequence[Happened]) -> Sequence[Deed]:
    """Act by act, in the order of the lines."""
    return [
        Deed(of_act[0], tuple(_facts(of_act)))
        for of_act in (list(those) for _, those in groupby(lines, key=lambda line: line.reference))
    ]


def _facts(of_act: Sequence[Happened]) -> Iterator[Fact]:
    """The lines of one act, those that differ in nothing but the day together."""
    together: dict[tuple[object, ...], list[Happened]] = {}
    for line in reversed(of_act):
        same = (line.entry, line.reason, line.child, line.service, line.site, line.part, sorted(line.details.items()))
        together.setdefault(tuple(map(str, same)), []).append(line)
    for those in together.values():
        yield Fact(those[0], tuple(sorted({line.day for line in those if line.day is not None})))
