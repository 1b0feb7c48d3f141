"""The capacity of a session, as staff change it."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import bindparam, update
from sqlalchemy.ext.asyncio import AsyncSession

from booking.database import run
from booking.domain import Act, Entry
from booking.errors import UnknownSession
from booking.journal import Line, record
from booking.places import lock_sessions
from booking.school_year import require_in_year
from booking.tables import Session
from booking.town import Part, Town
from booking.waiting_list import serve

SETTING = (
    update(Session).where(Session.id == bindparam("number")).values(capacity=bindparam("places")).returning(Session.id)
)


@dataclass(frozen=True, slots=True)
class CapacityChanged:
    """The places before and after; `over` children are booked beyond what there is now, `served` came off the list."""

    before: int
    after: int
    over: int
    served: int


async def set_capacity(
    db: AsyncSession, town: Town, *, service: str, site: str, day: date, part: Part = Part.DAY, places: int, act: Act
) -> CapacityChanged:
    """Change the places of a session. Who is booked keeps the place, also above a lower capacity.

    Raises UnknownService, UnknownSite, DateOutsideYear, UnknownSession; ValueError for fewer than no places.
    """
    require_in_year(town.service(service).year, day)
    town.site(site)
    if places < 0:
        raise ValueError(f"a session cannot have {places} places")
    found = [session for session in await lock_sessions(db, service, site, day) if session.part is part]
    if not found:
        raise UnknownSession(f"no {service} at {site} on {day} ({part}): open the sessions of that day first")
    session = found[0]
    await run(db, SETTING, number=session.id, places=places)
    details = {"before": str(session.capacity), "after": str(places)}
    line = Line(Entry.CAPACITY, service=service, site=site, day=day, part=part, details=details)
    await record(db, act, line)
    served = await serve(db, town, service, site, day, cause=act)
    return CapacityChanged(session.capacity, places, max(0, session.booked - places), served)
