"""What stands on a file is forgotten: the rows stay as shells without names, for the journal refers to them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from booking.domain import LIVE, Act, Entry, State
from booking.importing.tables import ImportedFamily, SetAside
from booking.invitations.tables import Invitation
from booking.journal import Line, record_all
from booking.patterns import Weeks
from booking.places import give_back
from booking.reminders.tables import Reminder, ReminderItem
from booking.tables import Child, Enrolment, Family, Guardian, Reservation, RollCall, Session, StandingBooking

SHELL = "effacé-"
QUIETLY = {"synchronize_session": False}


@dataclass(frozen=True, slots=True)
class Billed:
    """Children whose days still have to be accounted for, how many days, and the last of them."""

    children: frozenset[int]
    days: int
    last: date | None


async def billed(db: AsyncSession, children: Collection[int], *, since: date, today: date) -> Billed:
    """What of these children must be kept for the accounts: days from `since` on that were used, or cost something."""
    used = or_(Reservation.state == State.CONFIRMED, Reservation.cancel_terms.is_not(None))
    found = (
        select(Reservation.child_id, func.count(), func.max(Session.date))
        .join(Session, Session.id == Reservation.session_id)
        .where(Reservation.child_id.in_(children), used, Session.date.between(since, today))
        .group_by(Reservation.child_id)
    )
    rows = (await db.execute(found)).all()
    last = max((day for _, _, day in rows), default=None)
    return Billed(frozenset(child for child, _, _ in rows), sum(days for _, days, _ in rows), last)


async def cancel_what_is_to_come(db: AsyncSession, children: Collection[int], *, act: Act, today: date) -> int:
    """Give back all places after today, free of charge and whatever the rules; how many reservations."""
    to_come = (
        select(Reservation, Session)
        .join(Session, Session.id == Reservation.session_id)
        .where(Reservation.child_id.in_(children), Reservation.state.in_(LIVE), Session.date > today)
        .order_by(Reservation.id)
        .with_for_update()
    )
    lines = []
    for reservation, session in (await db.execute(to_come)).all():
        if reservation.state in (State.CONFIRMED, State.OFFERED):
            await give_back(db, [session.id])
        lines.append(
            Line(
                Entry.CANCELLED,
                child_id=reservation.child_id,
                reservation_id=reservation.id,
                service=session.service,
                site=session.site,
                day=session.date,
                part=session.part,
                before=reservation.state,
                after=State.CANCELLED,
            )
        )
        reservation.state, reservation.offered_until = State.CANCELLED, None
    await db.flush()
    await record_all(db, act, lines)
    standing = StandingBooking.child_id.in_(children) & StandingBooking.ended_act_id.is_(None)
    ending = update(StandingBooking).where(standing).values(ended_act_id=act.id, until=today, exceptions=[])
    await db.execute(ending.execution_options(**QUIETLY))
    return len(lines)


async def forget_children(db: AsyncSession, children: Collection[int], *, billed: Collection[int]) -> None:
    """All that is known of these children; the first names of those with billed days stay."""
    known = {"last_name": "", "born": None, "school": None, "class_name": None, "diet": None}
    await db.execute(update(Child).where(Child.id.in_(children)).values(**known).execution_options(**QUIETLY))
    unbilled = Child.id.in_(children) & Child.id.not_in(billed)
    await db.execute(update(Child).where(unbilled).values(first_name="").execution_options(**QUIETLY))
    called = select(Reservation.id).where(Reservation.child_id.in_(children), Reservation.child_id.not_in(billed))
    await db.execute(delete(RollCall).where(RollCall.reservation_id.in_(called)).execution_options(**QUIETLY))
    absent = Reservation.child_id.in_(children) & Reservation.absence.is_not(None)
    await db.execute(update(Reservation).where(absent).values(absence=None).execution_options(**QUIETLY))
    await db.execute(delete(ReminderItem).where(ReminderItem.child_id.in_(children)))
    await db.execute(delete(Enrolment).where(Enrolment.child_id.in_(children)))


async def forget_guardians(db: AsyncSession, guardians: Collection[int], *, now: datetime) -> None:
    """All that is known of these guardians, who have no say any more."""
    nothing = {
        "name": "", "phone": None, "telegram_id": None, "language": "fr", "withdrawn_at": now, "reminders": None,
        "weeks": Weeks.ALL, "anchor": None,
    }  # fmt: skip
    await db.execute(update(Guardian).where(Guardian.id.in_(guardians)).values(**nothing).execution_options(**QUIETLY))
    for entity in (ReminderItem, Reminder, Invitation):
        await db.execute(delete(entity).where(entity.guardian_id.in_(guardians)))


async def forget_family(db: AsyncSession, family_id: int, number: str, *, keeps_number: bool, now: datetime) -> None:
    """The file itself; its number stays where days of it are billed."""
    nothing: dict[str, object] = {
        "missing": [], "resident": True, "both_parents_work": False, "marked": False, "erased_at": now,
    }  # fmt: skip
    if not keeps_number:
        nothing["number"] = shell_number(family_id)
    await db.execute(update(Family).where(Family.id == family_id).values(**nothing).execution_options(**QUIETLY))
    await db.execute(delete(ImportedFamily).where(ImportedFamily.family_id == family_id))
    await db.execute(delete(SetAside).where(or_(SetAside.family_id == family_id, SetAside.number == number)))


def shell_number(family_id: int) -> str:
    """What stands in the place of the number of a file that was erased."""
    return f"{SHELL}{family_id}"
