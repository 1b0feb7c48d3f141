"""Whether the tables are what the journal tells: replayed from its first line, place by place."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from booking.domain import HOLDING, Entry, State
from booking.errors import JournalContradiction
from booking.replay import Replayed, replay
from booking.tables import JournalLine, Reservation, Session
from booking.town import Part

SHOWN = 20  # contradictions; more of them say nothing more


@dataclass(frozen=True, slots=True)
class ToldLine:
    """A line of the journal, as far as replaying needs it."""

    id: int
    child_id: int | None
    reservation_id: int | None
    service: str | None
    site: str | None
    date: "date | None"
    part: Part | None
    before: State | None
    after: State | None


@dataclass(frozen=True, slots=True)
class Audit:
    """How much was looked at, and what does not fit, in English, by numbers alone: nobody is named."""

    lines: int
    reservations: int
    sessions: int
    contradictions: Sequence[str]


async def audit(db: AsyncSession) -> Audit:
    """Replay the whole journal, and compare with reservations and sessions; reads one state of the database."""
    told = [ToldLine(*row) for row in await db.execute(_CHANGES)]
    rows = {row.id: row for row in (Stands(*found) for found in await db.execute(_RESERVATIONS))}
    sessions = [Places(*found) for found in await db.execute(_SESSIONS)]
    lowered: set[tuple[object, ...]] = {tuple(found) for found in await db.execute(_LOWERED)}
    lines = await db.scalar(select(func.count()).select_from(JournalLine)) or 0
    try:
        contradictions = [*_untold(replay(told), rows), *_miscounted(sessions, rows, lowered)]
    except JournalContradiction as error:
        contradictions = [str(error)]
    return Audit(lines, len(rows), len(sessions), contradictions[:SHOWN])


@dataclass(frozen=True, slots=True)
class Stands:
    """A reservation as the tables have it."""

    id: int
    child_id: int
    session_id: int
    state: State
    service: str
    site: str
    day: date
    part: Part

    def as_told(self) -> Replayed:
        """As the journal must tell it."""
        return Replayed(self.child_id, self.service, self.site, self.day, self.part, self.state)


@dataclass(frozen=True, slots=True)
class Places:
    """A session and its counted places."""

    id: int
    service: str
    site: str
    day: date
    part: Part
    capacity: int
    booked: int


def _untold(told: Mapping[int, Replayed], rows: Mapping[int, Stands]) -> Iterator[str]:
    for number in sorted(told.keys() | rows.keys()):
        row, known = rows.get(number), told.get(number)
        if row is None or known != row.as_told():
            yield f"reservation {number} is not as the journal tells it"


def _miscounted(
    sessions: Sequence[Places], rows: Mapping[int, Stands], lowered: set[tuple[object, ...]]
) -> Iterator[str]:
    held = Counter(row.session_id for row in rows.values() if row.state in HOLDING)
    for session in sessions:
        if session.booked != held[session.id]:
            yield f"session {session.id} counts {session.booked} places taken, {held[session.id]} are held"
        if session.booked > session.capacity and _key(session) not in lowered:
            yield f"session {session.id} has {session.booked} booked on {session.capacity} places"


def _key(session: Places) -> tuple[object, ...]:
    return session.service, session.site, session.day, session.part


_CHANGES = (
    select(
        JournalLine.id,
        JournalLine.child_id,
        JournalLine.reservation_id,
        JournalLine.service,
        JournalLine.site,
        JournalLine.date,
        JournalLine.part,
        JournalLine.before,
        JournalLine.after,
    )
    .where(JournalLine.reservation_id.is_not(None), JournalLine.after.is_not(None))
    .order_by(JournalLine.id)
)
_RESERVATIONS = select(
    Reservation.id,
    Reservation.child_id,
    Reservation.session_id,
    Reservation.state,
    Session.service,
    Session.site,
    Session.date,
    Session.part,
).join(Session, Session.id == Reservation.session_id)
_SESSIONS = select(
    Session.id, Session.service, Session.site, Session.date, Session.part, Session.capacity, Session.booked
)
_LOWERED = select(JournalLine.service, JournalLine.site, JournalLine.date, JournalLine.part).where(
    JournalLine.entry == Entry.CAPACITY
)  # staff may give a session fewer places than are taken: whoever is booked stays so
