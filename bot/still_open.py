"""What remains open to children of whom a session was closed: told with the closure, so that nobody has to ask."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import TypeAlias

from sqlalchemy import and_, select
from sqlalchemy.ext.asyncio import AsyncSession

from booking.domain import Entry
from booking.tables import Child, Enrolment, Session
from booking.town import Town
from bot.news import News
from bot.reaching import AT_ONCE

Open: TypeAlias = Mapping[tuple[int, date], frozenset[str]]


async def still_open(db: AsyncSession, news: Sequence[News]) -> Open:
    """By child and day: the services that take place, of those in which a child is enrolled who loses a place there."""
    closed = [each for each in news if each.entry is Entry.CLOSED]
    days = sorted({each.day for each in closed if each.day is not None})
    children = sorted({each.child_id for each in closed})
    found: dict[tuple[int, date], set[str]] = defaultdict(set)
    for start in range(0, len(children), AT_ONCE):
        takes_place = (
            select(Enrolment.child_id, Session.date, Session.service, Child.class_name, Session.closed_classes)
            .join(Child, Child.id == Enrolment.child_id)
            .join(Session, and_(Session.service == Enrolment.service, Session.site == Enrolment.site))
            .where(
                Enrolment.child_id.in_(children[start : start + AT_ONCE]),
                Session.date.in_(days),
                Session.date.between(Enrolment.first, Enrolment.last),
                Session.closed.is_(None),
            )
        )
        for child_id, day, service, class_name, closed_classes in await db.execute(takes_place):
            if class_name not in closed_classes:
                found[child_id, day].add(service)
    return {of: frozenset(services) for of, services in found.items()}


def remaining(town: Town, is_open: Open, news: Sequence[News]) -> Mapping[tuple[str, ...], tuple[str, ...]]:
    """What is open on all the days that one message names: the services by their names, each with the children for
    whom it is so; nothing for a child to whom nothing is open."""
    of_child: dict[str, list[frozenset[str]]] = defaultdict(list)
    for each in news:
        if each.day is not None:
            of_child[each.child].append(is_open.get((each.child_id, each.day), frozenset()))
    found: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for child, by_day in of_child.items():
        common = frozenset.intersection(*by_day)
        if common:
            found[tuple(service.name for service in town.services if service.key in common)].append(child)
    return {services: tuple(children) for services, children in found.items()}
