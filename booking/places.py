"""The places of sessions: locked, taken and given back. The only code that changes `Session.booked`."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from sqlalchemy import bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from booking.database import run, run_many, write
from booking.tables import Session
from booking.town import Part

ServiceSiteDay: TypeAlias = tuple[str, str, date]
"""What is locked together."""

OF_A_DAY = (
    select(
        Session.id,
        Session.service,
        Session.site,
        Session.date,
        Session.part,
        Session.capacity,
        Session.booked,
        Session.closed,
        Session.closed_classes,
    )
    .where(Session.service == bindparam("service"), Session.site == bindparam("site"), Session.date == bindparam("day"))
    .order_by(Session.id)
    .with_for_update()
)
TAKING = (
    update(Session)
    .where(Session.id == bindparam("number"), Session.booked < Session.capacity, Session.closed.is_(None))
    .values(booked=Session.booked + 1)
    .returning(Session.id)
)
COUNTING = update(Session).where(Session.id == bindparam("number")).values(booked=Session.booked + bindparam("places"))


@dataclass(frozen=True, slots=True)
class LockedSession:
    """A session as it is while this transaction holds it."""

    id: int
    service: str
    site: str
    date: date
    part: Part
    capacity: int
    booked: int
    closed: str | None
    closed_classes: dict[str, str]

    @classmethod
    def looked_at(cls, session: Session) -> "LockedSession":
        """A session that is only read, so that nothing needs to be held."""
        return cls(
            session.id,
            session.service,
            session.site,
            session.date,
            session.part,
            session.capacity,
            session.booked,
            session.closed,
            session.closed_classes,
        )

    @property
    def free(self) -> int:
        """Places left; below zero where the capacity was lowered under what was booked."""
        return self.capacity - self.booked

    def why_closed(self, class_name: str | None) -> str | None:
        """The reason for which it is closed to a child of that class; none where it is open."""
        return self.closed or self.closed_classes.get(class_name or "")


async def lock_sessions(db: AsyncSession, service: str, site: str, day: date) -> Sequence[LockedSession]:
    """The sessions of a day, in a fixed order, held until the transaction ends.

    Whoever books or cancels waits here for the one before; so what is read after is still true when written.
    (On SQLite the writing transaction already holds the whole database.)
    """
    return (await lock_days(db, [(service, site, day)]))[service, site, day]


async def lock_days(
    db: AsyncSession, days: Collection[ServiceSiteDay]
) -> Mapping[ServiceSiteDay, Sequence[LockedSession]]:
    """The same of several days; the earlier ones first, as everybody does, so that no two wait for each other."""
    in_order = sorted(days, key=lambda each: (each[2], *each))
    wanted = [{"service": service, "site": site, "day": day} for service, site, day in in_order]
    found: dict[ServiceSiteDay, list[LockedSession]] = {day: [] for day in in_order}
    for row in await run_many(db, OF_A_DAY, wanted):
        session = LockedSession(*row)
        found[session.service, session.site, session.date].append(session)
    return found


async def take(db: AsyncSession, session_ids: Collection[int]) -> bool:
    """Take one place in each, or none at all: guarded updates, never a count followed by an insert."""
    got: list[int] = []
    for session_id in sorted(session_ids):
        if (await run(db, TAKING, number=session_id)).first() is None:
            await give_back(db, got)
            return False
        got.append(session_id)
    return True


async def give_back(db: AsyncSession, session_ids: Collection[int]) -> None:
    """Free one place in each."""
    await give_back_many(db, dict.fromkeys(session_ids, 1))


async def give_back_many(db: AsyncSession, places: Mapping[int, int]) -> None:
    """Free so many places in each session, of sessions that are locked."""
    await _count(db, {session_id: -number for session_id, number in places.items()})


async def take_many(db: AsyncSession, places: Mapping[int, int]) -> None:
    """Take so many places in each session, of sessions that are locked and were seen to have them."""
    await _count(db, places)


async def _count(db: AsyncSession, changes: Mapping[int, int]) -> None:
    if changes:
        counted = [{"number": session_id, "places": change} for session_id, change in sorted(changes.items())]
        await write(db, COUNTING, *counted)
