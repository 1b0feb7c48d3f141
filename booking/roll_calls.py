"""The roll-call: whether a child who has a place is there, as somebody calls it; kept by session, in the journal."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from booking.domain import Act, Entry, State
from booking.journal import Line, record_all
from booking.tables import Reservation, RollCall, Session


async def call(db: AsyncSession, act: Act, answers: Mapping[int, bool]) -> Sequence[int]:
    """Note who is there and who is not, by the numbers of their reservations; gives those that this changes.

    Whoever has no place (any more) is passed over. The last word counts, and each is a line in the journal.
    """
    held = (
        select(Reservation, Session)
        .join(Session, Session.id == Reservation.session_id)
        .where(Reservation.id.in_(answers), Reservation.state == State.CONFIRMED)
        .order_by(Reservation.id)
        .with_for_update(of=Reservation)
    )
    places = [(reservation, session) for reservation, session in await db.execute(held)]
    known = {row.reservation_id: row for row in await db.scalars(_called(answers))}
    lines, changed = [], []
    for reservation, session in places:
        is_there, row = answers[reservation.id], known.get(reservation.id)
        if row is not None and row.is_there == is_there:
            continue
        if row is None:
            db.add(RollCall(reservation_id=reservation.id, is_there=is_there, by=act.author_name, at=act.at))
        else:
            row.is_there, row.by, row.at = is_there, act.author_name, act.at
        lines.append(_line(reservation, session, is_there=is_there))
        changed.append(reservation.id)
    await db.flush()
    await record_all(db, act, lines)
    return changed


def _called(reservations: Collection[int]) -> Select[RollCall]:
    return select(RollCall).where(RollCall.reservation_id.in_(reservations))


def _line(reservation: Reservation, session: Session, *, is_there: bool) -> Line:
    return Line(
        Entry.CALLED,
        child_id=reservation.child_id,
        service=session.service,
        site=session.site,
        day=session.date,
        part=session.part,
        details={"there": "yes" if is_there else "no"},
    )
