"""How many children come: for the kitchens and those who look after them, with diets, by site and class."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from booking.domain import State
from booking.school_year import require_in_year
from booking.tables import Child, Reservation, Session
from booking.town import Part, Town


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
    columns = (Session.service, Session.site, Session.part, Child.class_name, Child.diet, Reservation.meal)
    counted = (
        select(*columns, func.count())
        .select_from(Reservation)
        .join(Session, Session.id == Reservation.session_id)
        .join(Child, Child.id == Reservation.child_id)
        .where(Session.date == day, Reservation.state == State.CONFIRMED, Reservation.absence.is_(None))
        .group_by(*columns)
        .order_by(*columns)
    )
    if service is not None:
        counted = counted.where(Session.service == town.service(service).key)
    if site is not None:
        counted = counted.where(Session.site == town.site(site).key)
    return [HeadCount(*row) for row in await db.execute(counted)]
