"""Head-counts as they stood: frozen at the deadline as version 1, and again when staff say so. The kitchen works from
a version; what changed since is said beside it, and never silently put in its place."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeAlias

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from booking.database import insert_once
from booking.domain import Act, Entry
from booking.head_counts import HeadCount, head_counts
from booking.journal import Line, record
from booking.rules.acts import Applicant
from booking.rules.explain import explain
from booking.tables import FrozenCount, Session
from booking.town import Part, Service, Town

LOOKED_AHEAD = timedelta(days=62)  # early deadlines: "the 20th of the month before"
AT_THE_DEADLINE = "deadline"
Group: TypeAlias = tuple[str, str, str, str, str]  # site, part, class, diet, meal; empty for none


@dataclass(frozen=True, slots=True)
class Version:
    """The counts of a service on a day as they were frozen. `by` is who did it; AT_THE_DEADLINE for the clock."""

    service: str
    day: date
    number: int
    frozen_at: datetime
    by: str
    groups: Mapping[Group, int]

    @property
    def children(self) -> int:
        """How many children in all."""
        return sum(self.groups.values())


@dataclass(frozen=True, slots=True)
class Difference:
    """How many more (or fewer) children of one group there are than in a version."""

    site: str
    part: Part
    class_name: str
    diet: str
    meal: str
    before: int
    after: int


def grouped(counts: Iterable[HeadCount]) -> Mapping[Group, int]:
    """Counts by what a kitchen tells apart."""
    groups: Counter[Group] = Counter()
    for count in counts:
        groups[_group(count)] += count.children
    return groups


def differences(version: Version, groups: Mapping[Group, int]) -> Sequence[Difference]:
    """What is not as in that version any more, in the order of sites, parts and classes."""
    both = sorted({*version.groups, *groups})
    return [
        Difference(site, Part(part), class_name, diet, meal, before, after)
        for site, part, class_name, diet, meal in both
        if (before := version.groups.get((site, part, class_name, diet, meal), 0))
        != (after := groups.get((site, part, class_name, diet, meal), 0))
    ]


def deadline_of(town: Town, service: Service, day: date) -> datetime | None:
    """The first instant at which nobody books that day by the ordinary route any more; none without such a route."""
    limit = explain(service.booking, day, calendar=town.calendar, who=Applicant()).limit
    return None if limit is None else limit.closes_at


async def freeze(
    db: AsyncSession, town: Town, service: str, day: date, *, after: int, by: str, now: datetime
) -> Version | None:
    """Freeze the counts as the version after that number. None where somebody else has just done it.

    Raises UnknownService, DateOutsideYear.
    """
    groups = grouped(await head_counts(db, town, day, service=service))
    kept = [[*group, number] for group, number in sorted(groups.items())]
    values = {"service": service, "date": day, "version": after + 1, "frozen_at": now, "frozen_by": by, "counts": kept}
    number = await insert_once(db, FrozenCount, **values)
    return None if number is None else Version(service, day, after + 1, now, by, groups)


async def freeze_by_hand(
    db: AsyncSession, town: Town, service: str, day: date, *, after: int, act: Act
) -> Version | None:
    """The same by staff, with a line in the journal."""
    version = await freeze(db, town, service, day, after=after, by=act.author_name, now=act.at)
    if version is not None:
        details = {"version": str(version.number), "children": str(version.children)}
        await record(db, act, Line(Entry.FROZEN, service=service, day=day, details=details))
    return version


async def freeze_due(db: AsyncSession, town: Town, *, now: datetime) -> int:
    """Freeze what has passed its deadline and has no version yet; a second run freezes nothing. How many it were."""
    today = now.astimezone(town.zone).date()
    frozen = 0
    for key, day in await _without_version(db, today, today + LOOKED_AHEAD):
        closes = deadline_of(town, town.service(key), day)
        if closes is not None and closes <= now:
            frozen += await freeze(db, town, key, day, after=0, by=AT_THE_DEADLINE, now=now) is not None
    return frozen


async def latest_versions(db: AsyncSession, day: date) -> Mapping[str, Version]:
    """The last version of each service that has one on that day."""
    rows = await db.scalars(select(FrozenCount).where(FrozenCount.date == day).order_by(FrozenCount.version))
    return {row.service: _version(row) for row in rows}


async def versions_of(db: AsyncSession, service: str, day: date) -> Sequence[Version]:
    """Every version of a service on a day, oldest first."""
    of_day = select(FrozenCount).where(FrozenCount.date == day, FrozenCount.service == service)
    return [_version(row) for row in await db.scalars(of_day.order_by(FrozenCount.version))]


async def _without_version(db: AsyncSession, first: date, last: date) -> Sequence[tuple[str, date]]:
    taking_place = (
        select(Session.service, Session.date, func.count(FrozenCount.id))
        .outerjoin(FrozenCount, (FrozenCount.service == Session.service) & (FrozenCount.date == Session.date))
        .where(Session.date.between(first, last))
        .group_by(Session.service, Session.date)
        .order_by(Session.date, Session.service)
    )
    return [(service, day) for service, day, versions in await db.execute(taking_place) if not versions]


def _version(row: FrozenCount) -> Version:
    groups = {
        (str(site), str(part), str(class_name), str(diet), str(meal)): int(number)
        for site, part, class_name, diet, meal, number in row.counts
    }
    return Version(row.service, row.date, row.version, row.frozen_at, row.frozen_by, groups)


def _group(count: HeadCount) -> Group:
    meal = "" if count.meal is None else "yes" if count.meal else "no"
    return count.site, count.part, count.class_name or "", count.diet or "", meal
