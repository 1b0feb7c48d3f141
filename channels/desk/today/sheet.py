"""What the page of a day shows: for each service a sheet with its sites, classes and diets, and what changed since it
was frozen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from booking.frozen_counts import (
    AT_THE_DEADLINE,
    Difference,
    Group,
    Version,
    deadline_of,
    differences,
    grouped,
    latest_versions,
)
from booking.head_counts import HeadCount, head_counts
from booking.tables import Session
from booking.town import Part, Service, Town
from channels.desk.house import PARTS

NO_CLASS = "sans classe"


@dataclass(frozen=True, slots=True)
class Line:
    """One class at one site, or all of them: how many children, how many of them eat, how many of each diet."""

    name: str
    children: int
    meals: int
    diets: tuple[int, ...]
    was: int | None


@dataclass(frozen=True, slots=True)
class SiteLines:
    """One site in one part of the day: its classes, and all of them together."""

    key: str
    name: str
    part: str | None
    classes: tuple[Line, ...]
    whole: Line


@dataclass(frozen=True, slots=True)
class Change:
    """One group of children that is larger or smaller than when it was frozen."""

    where: str
    who: str
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """One service on one day. `diets` are the columns; `has_meals`: not everybody who comes eats."""

    key: str
    name: str
    diets: tuple[str, ...]
    has_meals: bool
    sites: tuple[SiteLines, ...]
    whole: Line
    closes: datetime | None
    version: Version | None
    changes: tuple[Change, ...]

    @property
    def frozen_by_clock(self) -> bool:
        """Whether the version is that of the deadline."""
        return self.version is not None and self.version.by == AT_THE_DEADLINE


@dataclass(frozen=True, slots=True)
class Around:
    """The days before and after with anything in them; none at the ends."""

    before: date | None
    after: date | None


async def sheets_of(
    db: AsyncSession, town: Town, day: date, *, service: str | None = None, site: str | None = None
) -> Sequence[Sheet]:
    """A sheet for each service that takes place on that day. Raises UnknownService, UnknownSite, DateOutsideYear."""
    counts = await head_counts(db, town, day, service=service, site=site)
    versions = await latest_versions(db, day)
    held = await _held(db, day)
    wanted = [each for each in town.services if each.key in held and service in (None, each.key)]
    return [
        _sheet(town, each, day, [count for count in counts if count.service == each.key], versions.get(each.key), site)
        for each in wanted
    ]


async def days_around(db: AsyncSession, day: date) -> Around:
    """Where the page can go from that day."""
    before = await db.scalar(select(func.max(Session.date)).where(Session.date < day))
    after = await db.scalar(select(func.min(Session.date)).where(Session.date > day))
    return Around(before, after)


async def _held(db: AsyncSession, day: date) -> frozenset[str]:
    return frozenset(await db.scalars(select(Session.service).where(Session.date == day).distinct()))


def _sheet(
    town: Town, service: Service, day: date, counts: Sequence[HeadCount], version: Version | None, site: str | None
) -> Sheet:
    now = grouped(counts)
    then = None if version is None else _at(version.groups, site)
    diets = tuple(sorted({group[3] for group in (*now, *(then or {})) if group[3]}))
    places = sorted({group[:2] for group in (*now, *(then or {}))}, key=lambda place: _order(town, *place))
    changed = () if version is None else differences(version, now)
    return Sheet(
        key=service.key,
        name=service.name,
        diets=diets,
        has_meals=any(group[4] == "no" for group in now),
        sites=tuple(_site(town, service, *place, now, then, diets) for place in places),
        whole=_line("", now, then, diets),
        closes=deadline_of(town, service, day),
        version=version,
        changes=tuple(_change(town, service, each) for each in changed if site in (None, each.site)),
    )


def _order(town: Town, site: str, part: str) -> tuple[int, int]:
    return [each.key for each in town.sites].index(site), list(Part).index(Part(part))


def _at(groups: Mapping[Group, int], site: str | None) -> Mapping[Group, int]:
    return {group: number for group, number in groups.items() if site in (None, group[0])}


def _site(
    town: Town,
    service: Service,
    site: str,
    part: str,
    now: Mapping[Group, int],
    then: Mapping[Group, int] | None,
    diets: Sequence[str],
) -> SiteLines:
    here = {group: number for group, number in now.items() if group[:2] == (site, part)}
    before = None if then is None else {group: number for group, number in then.items() if group[:2] == (site, part)}
    known = town.site(site)
    in_order = sorted({*here, *(before or {})}, key=lambda group: _class_order(known.classes, group[2]))
    classes = tuple(
        _line(name or NO_CLASS, _of_class(here, name), None if before is None else _of_class(before, name), diets)
        for name, _ in groupby(in_order, key=lambda group: group[2])
    )
    named = None if len(service.parts) == 1 else PARTS[Part(part)]
    return SiteLines(site, known.name, named, classes, _line(known.name, here, before, diets))


def _class_order(classes: Sequence[str], name: str) -> tuple[int, str]:
    return (classes.index(name) if name in classes else len(classes), name)


def _of_class(groups: Mapping[Group, int], name: str) -> Mapping[Group, int]:
    return {group: number for group, number in groups.items() if group[2] == name}


def _line(name: str, now: Mapping[Group, int], then: Mapping[Group, int] | None, diets: Sequence[str]) -> Line:
    eating = {group: number for group, number in now.items() if group[4] != "no"}
    return Line(
        name=name,
        children=sum(now.values()),
        meals=sum(eating.values()),
        diets=tuple(sum(number for group, number in eating.items() if group[3] == diet) for diet in diets),
        was=None if then is None else sum(then.values()),
    )


def _change(town: Town, service: Service, change: Difference) -> Change:
    part = "" if len(service.parts) == 1 else f", {PARTS[change.part]}"
    who = [change.class_name or NO_CLASS, change.diet, {"no": "sans repas"}.get(change.meal, "")]
    return Change(town.site(change.site).name + part, ", ".join(filter(None, who)), change.before, change.after)
