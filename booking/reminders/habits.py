"""The recent weeks of each session: on which days the same service was open on that weekday, at that site."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from booking.on_file import ChildOnFile
from booking.places import LockedSession
from booking.room import room_in
from booking.tables import Session
from booking.town import Part, Quota, Town

FURTHEST = timedelta(weeks=40)  # for holidays, the same weekday of the holidays before


@dataclass(frozen=True, slots=True)
class PastSession:
    """A session that was open, but perhaps for some classes."""

    id: int
    day: date
    closed_classes: frozenset[str]


@dataclass(frozen=True, slots=True)
class Target:
    """A session for which somebody may be reminded, with the past ones by which it is judged, the latest first."""

    id: int
    service: str
    site: str
    day: date
    part: Part
    closed: str | None
    closed_classes: frozenset[str]
    free: int
    full_shares: Sequence[Quota]
    past: Sequence[PastSession]

    def weeks_open(self, class_name: str | None, since: date) -> int:
        """In how many of the recent weeks a child of that class, enrolled since that day, could have come."""
        return sum(past.day >= since and class_name not in past.closed_classes for past in self.past)

    def is_full(self, child: ChildOnFile) -> bool:
        """Whether no place is left for a child like that one: none at all, or none of the share of its group."""
        return self.free <= 0 or any(child.counts_for(quota, self.day) for quota in self.full_shares)

    def is_closed(self, class_name: str | None) -> bool:
        """Whether it is closed to a child of that class."""
        return self.closed is not None or class_name in self.closed_classes


async def targets_of(
    db: AsyncSession, town: Town, days: Mapping[str, Collection[date]], *, today: date
) -> Sequence[Target]:
    """The sessions of these days, service by service; recent weeks are those before `today`."""
    targets: list[Target] = []
    for service, dates in days.items():
        past = await _past(db, service, today=today)
        weeks = town.service(service).reminders.weeks
        wanted = select(Session).where(Session.service == service, Session.date.in_(sorted(dates)))
        for session in (await db.scalars(wanted.order_by(Session.id).execution_options(populate_existing=True))).all():
            key = session.site, session.part, session.date.isoweekday()
            seen = LockedSession.looked_at(session)
            room = await room_in(db, town.service(service), [seen])
            targets.append(_target(seen, room.full_shares(seen), past.get(key, [])[:weeks]))
    return targets


async def _past(
    db: AsyncSession, service: str, *, today: date
) -> Mapping[tuple[str, Part, int], Sequence[PastSession]]:
    found: dict[tuple[str, Part, int], list[PastSession]] = defaultdict(list)
    rows = await db.execute(
        select(Session.id, Session.site, Session.part, Session.date, Session.closed_classes)
        .where(
            Session.service == service, Session.date.between(today - FURTHEST, today - timedelta(days=1)),
            Session.closed.is_(None),
        )
        .order_by(Session.date.desc())
    )  # fmt: skip
    for number, site, part, day, closed_classes in rows:
        found[site, part, day.isoweekday()].append(PastSession(number, day, frozenset(closed_classes)))
    return found


def _target(session: LockedSession, full_shares: Sequence[Quota], past: Sequence[PastSession]) -> Target:
    return Target(
        id=session.id,
        service=session.service,
        site=session.site,
        day=session.date,
        part=session.part,
        closed=session.closed,
        closed_classes=frozenset(session.closed_classes),
        free=session.free,
        full_shares=full_shares,
        past=past,
    )
