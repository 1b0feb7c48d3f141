"""All that imports set aside, what hurts parents first."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from starlette.responses import Response

from booking.importing.hurting import Hurt, how_many, hurting_most
from booking.importing.tables import SetAside
from channels.desk.house import PREFIX, Desk
from channels.desk.visit import Visit

LIST = f"{PREFIX}/mis-de-cote"
AT_ONCE = 100  # rows on a page
TITLES: Mapping[Hurt, str] = {
    Hurt.FAMILY: "Familles qui n'ont pas pu entrer",
    Hurt.CHILD: "Enfants qui n'ont pas pu entrer",
    Hurt.PHONE: "Familles entrées, mais sans leur téléphone",
    Hurt.VALUE: "Une valeur laissée de côté",
    Hurt.CONFLICT: "Le fichier et le dossier ne disent pas la même chose",
}
KINDS: Mapping[str, Hurt] = {hurt.name.lower(): hurt for hurt in TITLES}


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that waits, in words."""

    row: SetAside
    column: str
    what: str
    cure: str


@dataclass(frozen=True, slots=True)
class Group:
    """What hurts alike."""

    title: str
    lines: Sequence[Line]


async def show_set_aside(desk: Desk, visit: Visit) -> Response:
    """Some of them at once; all kinds, or the one in the address."""
    only = KINDS.get(visit.fields.get("sorte", ""))
    skip = visit.fields.number("apres") if visit.fields.get("apres") else 0
    found = await hurting_most(visit.db, limit=AT_ONCE + 1, skip=skip, only=only)
    numbers = await how_many(visit.db)
    return desk.page(
        visit,
        "set_aside/list.html",
        groups=tuple(_groups(desk, found[:AT_ONCE])),
        kinds=[(name, TITLES[hurt], numbers[hurt], hurt is only) for name, hurt in KINDS.items() if hurt in numbers],
        only=only.name.lower() if only is not None else "",
        number=sum(numbers.values()),
        further=skip + AT_ONCE if len(found) > AT_ONCE else None,
    )


def line_of(desk: Desk, row: SetAside) -> Line:
    """One of them, in words."""
    finding = row.finding
    return Line(row, desk.findings.column(finding), desk.findings.what(finding), desk.findings.cure(finding))


def _groups(desk: Desk, found: Sequence[tuple[Hurt, SetAside]]) -> Iterator[Group]:
    for hurt, rows in groupby(found, key=lambda each: each[0]):
        yield Group(TITLES[hurt], tuple(line_of(desk, row) for _, row in rows))
