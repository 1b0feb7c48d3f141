"""A child before a place: what is on file, the sessions concerned, and what the child has there already."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from booking.database import run, run_many
from booking.domain import LIVE, Act, Place, State
from booking.errors import UnknownChild, UnknownReservation
from booking.on_file import COLUMNS, DAY, ENROLLED, SERVICE, ChildOnFile
from booking.outcomes import Slot
from booking.places import LockedSession, ServiceSiteDay, lock_days
from booking.references import reference_of
from booking.tables import Child, Enrolment, Family, Reservation, Session, one_of
from booking.town import Hours, Part, Service, Town

ON_FILE = (
    select(SERVICE.label("asked_service"), DAY.label("asked_day"))
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
    select(Reservation.child_id)
    .add_columns(*LIVE_COLUMNS)
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

    def among(self, sessions: Sequence[LockedSession]) -> "Case":
        """The same, with those of the sessions of its day that the place is about."""
        part = self.place.part
        anyway = part in (None, Part.DAY)
        return replace(self, sessions=[each for each in sessions if anyway or each.part in (part, Part.DAY)])

    def having(self, live: Sequence[LiveReservation]) -> "Case":
        """The same, with what the child has in its sessions."""
        ids = {session.id for session in self.sessions}
        return replace(self, live=[reservation for reservation in live if reservation.session_id in ids])

    def after(self, taken: Mapping[int, int]) -> "Case":
        """The same once so many places more are taken in these sessions."""
        return replace(
            self,
            sessions=[replace(session, booked=session.booked + taken.get(session.id, 0)) for session in self.sessions],
        )

    def of_act(self, act_id: int) -> "Case":
        """The same, with nothing but what that act made."""
        live = [reservation for reservation in self.live if reservation.act_id == act_id]
        ids = {reservation.session_id for reservation in live}
        return replace(self, live=live, sessions=[session for session in self.sessions if session.id in ids])


async def look_up(db: AsyncSession, town: Town, place: Place, *, act: Act, site: str | None = None) -> Case:
    """Lock the sessions of a place, and read all that is needed to judge it; at the child's own site if none is given.

    Raises UnknownChild (also where the act is a family's and the child another's), UnknownService.
    """
    return (await look_up_all(db, town, [place], act=act, site=site))[0]


async def look_up_all(
    db: AsyncSession, town: Town, places: Sequence[Place], *, act: Act, site: str | None = None
) -> Sequence[Case]:
    """The same for several places, in their order: each kind of thing is asked for once for all of them."""
    services = [town.service(place.service) for place in places]
    children = await _on_file(db, places, act)
    bare = [
        Case(place, service, child, site or child.site_for(service), (), ())
        for place, service, child in zip(places, services, children, strict=True)
    ]
    held = await lock_days(db, {day_of(case) for case in bare if case.site is not None})
    with_sessions = [case if case.site is None else case.among(held[day_of(case)]) for case in bare]
    live = await _live(db, with_sessions)
    return [case.having(live.get(case.place.child_id, ())) for case in with_sessions]


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


async def _on_file(db: AsyncSession, places: Sequence[Place], act: Act) -> Sequence[ChildOnFile]:
    asked = dict.fromkeys((place.child_id, place.service, place.day) for place in places)
    values = [{"child_id": child_id, "service": service, "day": day} for child_id, service, day in asked]
    found: dict[tuple[int, str, date], ChildOnFile] = {}
    for service, day, *facts in await run_many(db, ON_FILE, values):
        child = ChildOnFile(*facts)
        if act.family_id in (None, child.family_id):
            found.setdefault((child.child_id, service, day), child)
    for child_id, service, day in asked:
        if (child_id, service, day) not in found:
            raise UnknownChild(child_id)
    return [found[place.child_id, place.service, place.day] for place in places]


async def _live(db: AsyncSession, cases: Sequence[Case]) -> Mapping[int, Sequence[LiveReservation]]:
    """What each child has there, on all these days."""
    asked = dict.fromkeys((case.place.child_id, *day_of(case)) for case in cases if case.sessions)
    values = [
        {"child_id": child_id, "service": service, "site": site, "day": day} for child_id, service, site, day in asked
    ]
    found: dict[int, list[LiveReservation]] = {}
    for child_id, *facts in await run_many(db, LIVE_ONES, values):
        found.setdefault(child_id, []).append(LiveReservation(*facts))
    return found


def day_of(case: Case) -> ServiceSiteDay:
    """Service, site and day: what is locked together. Raises ValueError where there is no site."""
    if case.site is None:
        raise ValueError("no site, so no sessions")
    return case.place.service, case.site, case.place.day
