"""A child before a place: what is on file, the sessions concerned, and what the child has there already."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from booking.database import run
from booking.domain import LIVE, Act, Place, State
from booking.errors import UnknownChild, UnknownReservation
from booking.on_file import COLUMNS, ENROLLED, ChildOnFile
from booking.outcomes import Slot
from booking.places import LockedSession, lock_sessions
from booking.references import reference_of
from booking.tables import Child, Enrolment, Family, Reservation, Session, one_of
from booking.town import Hours, Part, Service, Town

ON_FILE = (
    select()
    .add_columns(*COLUMNS)
    .select_from(Child)
    .join(Family, Family.id == Child.family_id)
    .outerjoin(Enrolment, ENROLLED)
    .where(Child.id == bindparam("child_id"))
)
LIVE_COLUMNS = (
    Reservation.id,
    Reservation.session_id,
    Reservation.state,
    Reservation.act_id,
    Reservation.guardian_id,
    Reservation.standing_id,
    Reservation.offered_until,
    Reservation.terms,
    Reservation.absence,
)
LIVE_ONES = (
    select(*LIVE_COLUMNS)
    .join(Session, Session.id == Reservation.session_id)
    .where(
        Reservation.child_id == bindparam("child_id"),
        Session.service == bindparam("service"),
        Session.site == bindparam("site"),
        Session.date == bindparam("day"),
        one_of("reservations.state", LIVE),
    )
    .order_by(Reservation.id)
)
PLACE_OF = (
    select(
        Reservation.child_id,
        Child.family_id,
        Session.service,
        Session.site,
        Session.date,
        Reservation.act_id,
        Reservation.meal,
        Reservation.from_hour,
        Reservation.until_hour,
    )
    .join(Session, Session.id == Reservation.session_id)
    .join(Child, Child.id == Reservation.child_id)
    .where(Reservation.id == bindparam("reservation_id"))
)


@dataclass(frozen=True, slots=True)
class LiveReservation:
    """What the child has in one of the sessions."""

    id: int
    session_id: int
    state: State
    act_id: int
    guardian_id: int | None
    standing_id: int | None
    offered_until: datetime | None
    terms: dict[str, str] | None
    absence: dict[str, str] | None

    @property
    def reference(self) -> str:
        """What a parent can quote."""
        return reference_of(self.act_id)


@dataclass(frozen=True, slots=True)
class Case:
    """A child before a place, with the sessions of that place held until the transaction ends."""

    place: Place
    service: Service
    child: ChildOnFile
    site: str | None
    sessions: Sequence[LockedSession]
    live: Sequence[LiveReservation]

    @property
    def slot(self) -> Slot:
        """What every answer names."""
        place = self.place
        return Slot(self.child.first_name, place.service, place.day, place.part, place.meal, place.hours)

    @property
    def wanting(self) -> Sequence[LockedSession]:
        """The sessions in which the child has nothing yet."""
        there = {reservation.session_id for reservation in self.live}
        return [session for session in self.sessions if session.id not in there]

    @property
    def why_closed(self) -> str | None:
        """Why a session of it is closed to this child; none where all are open."""
        reasons = (session.why_closed(self.child.class_name) for session in self.sessions)
        return next((reason for reason in reasons if reason is not None), None)

    def session(self, session_id: int) -> LockedSession:
        """The session of that number."""
        return next(session for session in self.sessions if session.id == session_id)

    def of_act(self, act_id: int) -> "Case":
        """The same, with nothing but what that act made."""
        live = [reservation for reservation in self.live if reservation.act_id == act_id]
        ids = {reservation.session_id for reservation in live}
        return replace(self, live=live, sessions=[session for session in self.sessions if session.id in ids])


async def look_up(db: AsyncSession, town: Town, place: Place, *, act: Act, site: str | None = None) -> Case:
    """Lock the sessions of a place, and read all that is needed to judge it; at the child's own site if none is given.

    Raises UnknownChild (also where the act is a family's and the child another's), UnknownService.
    """
    service = town.service(place.service)
    found = await run(db, ON_FILE, child_id=place.child_id, service=place.service, day=place.day)
    row = found.first()
    if row is None or act.family_id not in (None, row.family_id):
        raise UnknownChild(place.child_id)
    child = ChildOnFile(*row)
    where = site or child.site_for(service)
    if where is None:
        return Case(place, service, child, None, (), ())
    sessions = [s for s in await lock_sessions(db, place.service, where, place.day) if _wanted(s, place.part)]
    return Case(place, service, child, where, sessions, await _live(db, place.child_id, sessions))


async def look_up_reservation(db: AsyncSession, town: Town, reservation_id: int, *, act: Act) -> Case:
    """The case of a reservation, with all sessions that were asked for together. Raises UnknownReservation."""
    row = (await run(db, PLACE_OF, reservation_id=reservation_id)).first()
    if row is None or act.family_id not in (None, row.family_id):
        raise UnknownReservation(reservation_id)
    child_id, _, service, site, day, act_id, meal, start, end = row
    place = Place(child_id, service, day, meal=meal, hours=_hours(start, end))
    case = (await look_up(db, town, place, act=act, site=site)).of_act(act_id)
    if len(case.sessions) == 1 and len(case.service.parts) > 1:
        case = replace(case, place=replace(place, part=case.sessions[0].part))
    return case


def _hours(start: time | None, end: time | None) -> Hours | None:
    return Hours(start, end) if start is not None and end is not None else None


def _wanted(session: LockedSession, part: Part | None) -> bool:
    return part in (None, Part.DAY) or session.part in (part, Part.DAY)


async def _live(db: AsyncSession, child_id: int, sessions: Sequence[LockedSession]) -> Sequence[LiveReservation]:
    if not sessions:
        return ()
    first, ids = sessions[0], {session.id for session in sessions}
    found = await run(db, LIVE_ONES, child_id=child_id, service=first.service, site=first.site, day=first.date)
    return [reservation for row in found if (reservation := LiveReservation(*row)).session_id in ids]


def day_of(case: Case) -> tuple[str, str, date]:
    """Service, site and day: what is locked together. Raises ValueError where there is no site."""
    if case.site is None:
        raise ValueError("no site, so no sessions")
    return case.place.service, case.site, case.place.day
