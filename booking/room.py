"""Room for a child in sessions that are locked: places left, and the shares of groups."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from booking.database import run
from booking.domain import HOLDING
from booking.on_file import COLUMNS, DAY, ENROLLED, SERVICE, ChildOnFile
from booking.places import LockedSession
from booking.tables import Child, Enrolment, Family, Reservation, Session, one_of
from booking.town import Part, Quota, Service

HOLDERS = (
    select(Reservation.session_id)
    .add_columns(*COLUMNS)
    .join(Child, Child.id == Reservation.child_id)
    .join(Family, Family.id == Child.family_id)
    .outerjoin(Enrolment, ENROLLED)
    .join(Session, Session.id == Reservation.session_id)
    .where(
        Session.service == SERVICE,
        Session.site == bindparam("site"),
        Session.date == DAY,
        one_of("reservations.state", HOLDING),
    )
)


@dataclass(frozen=True, slots=True)
class NoRoom:
    """Full: the session itself, or the share of the group that `quota` names."""

    quota: str | None = None


class Room:
    """What is left in the sessions of one service, as long as they are locked."""

    def __init__(
        self, service: Service, sessions: Sequence[LockedSession], holders: Sequence[tuple[int, ChildOnFile]]
    ) -> None:
        self._service = service
        self._free = {session.id: session.free for session in sessions}
        self._holders = list(holders)

    def lack(self, child: ChildOnFile, sessions: Sequence[LockedSession]) -> NoRoom | None:
        """What the child would lack there; none where there is room in every one of these sessions."""
        if any(self._free[session.id] <= 0 for session in sessions):
            return NoRoom()
        for session in sessions:
            for quota in self._quotas_for(child, session):
                if self._taken(quota, session) >= quota.places:
                    return NoRoom(quota.label)
        return None

    def fill(self, child: ChildOnFile, sessions: Sequence[LockedSession]) -> None:
        """Count the child among those who have a place there."""
        for session in sessions:
            self._free[session.id] -= 1
            self._holders.append((session.id, child))

    def full_shares(self, session: LockedSession) -> tuple[Quota, ...]:
        """The shares of groups of which nothing is left in that session."""
        return tuple(quota for quota in self._shares_in(session) if self._taken(quota, session) >= quota.places)

    @property
    def is_full(self) -> bool:
        """Whether no session has a place left."""
        return all(free <= 0 for free in self._free.values())

    def _quotas_for(self, child: ChildOnFile, session: LockedSession) -> Sequence[Quota]:
        return [quota for quota in self._shares_in(session) if child.counts_for(quota, session.date)]

    def _shares_in(self, session: LockedSession) -> Iterator[Quota]:
        for quota in self._service.quotas:
            if quota.site == session.site and quota.part in (None, Part.DAY, session.part):
                yield quota

    def _taken(self, quota: Quota, session: LockedSession) -> int:
        return sum(number == session.id and child.counts_for(quota, session.date) for number, child in self._holders)


async def room_in(db: AsyncSession, service: Service, sessions: Sequence[LockedSession]) -> Room:
    """What is left there. Who has the places is only read where groups have shares of them."""
    if not sessions or not any(quota.site == sessions[0].site for quota in service.quotas):
        return Room(service, sessions, ())
    found = await run(db, HOLDERS, service=service.key, site=sessions[0].site, day=sessions[0].date)
    holders = {(session_id, facts[0]): ChildOnFile(*facts) for session_id, *facts in found}
    return Room(service, sessions, [(session_id, child) for (session_id, _), child in holders.items()])
