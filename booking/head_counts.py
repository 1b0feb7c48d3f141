"""How many children come: for the kitchens and those who look after them, with diets, by site and class."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from booking.domain import State
from booking.school_year import require_in_year
from booking.tables import Child, Reservation, Session
from booking.town import Part, Town

Group: TypeAlias = tuple[int, str | None, str | None, bool | None]  # session, class, diet, meal


@dataclass(frozen=True, slots=True)
class HeadCount:
    """So many children of one class and one diet, with or without a meal (none: the service leaves no choice)."""

    service: str
    site: str
    part: Part
    class_name: str | None
    diet: str | None
    meal: bool | None
    children: int


async def head_counts(
    db: AsyncSession, town: Town, day: date, *, service: str | None = None, site: str | None = None
) -> Sequence[HeadCount]:
    """The children who come on a day, of all services and sites where none is named: those noted as absent do not.

    Raises UnknownService, UnknownSite, DateOutsideYear.
    """
    require_in_year(town.school_year, day)
    held = select(Session.id, Session.service, Session.site, Session.part).where(Session.date == day)
    if service is not None:
        held = held.where(Session.service == town.service(service).key)
    if site is not None:
        held = held.where(Session.site == town.site(site).key)
    sessions = {number: (key, where, part) for number, key, where, part in await db.execute(held)}
    counts = [
        HeadCount(*sessions[number], class_name, diet, meal, children)
        for (number, class_name, diet, meal), children in (await _groups(db, list(sessions))).items()
    ]
    return sorted(counts, key=_in_order)


async def _groups(db: AsyncSession, session_ids: Sequence[int]) -> Mapping[Group, int]:
    """Counted by the numbers of the sessions: joined to their day instead, PostgreSQL reads every reservation.

    A diet that is kept sealed is another one for the database each time: what is the same is put together here.
    """
    columns = (Reservation.session_id, Child.class_name, Child.diet, Reservation.meal)
    counted = (
        select(*columns, func.count())
        .select_from(Reservation)
        .join(Child, Child.id == Reservation.child_id)
        .where(
            Reservation.session_id.in_(session_ids),
            Reservation.state == State.CONFIRMED,
            Reservation.absence.is_(None),
        )
        .group_by(*columns)
    )
    groups: Counter[Group] = Counter()
    for number, class_name, diet, meal, children in await db.execute(counted):
        groups[number, class_name, diet, meal] += children
    return groups


def _in_order(count: HeadCount) -> tuple[str, str, str, str, str, bool]:
    return count.service, count.site, count.part, count.class_name or "", count.diet or "", bool(count.meal)
