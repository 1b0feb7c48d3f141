"""Whom the other reminders concern: what is booked tomorrow, and holidays for which booking opens, or closes."""

from collections.abc import AsyncIterator, Collection
from datetime import date

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from booking.database import connection_of
from booking.domain import LIVE, State
from booking.on_file import COLUMNS, ChildOnFile
from booking.reminders.concern import WHO, Addressee, Concern, Rows, at_once, rows_of
from booking.reminders.moments import Moment, named_groups
from booking.reminders.tables import Kept, ReminderItem
from booking.rules.eligibility import why_not
from booking.rules.reminding import ReminderChoice
from booking.tables import Child, Enrolment, Family, Guardian, Reservation, Session, one_of
from booking.town import Service, Town

CONFIRMED = one_of("reservations.state", frozenset({State.CONFIRMED}))


async def concerned_by_evening(
    db: AsyncSession, town: Town, moment: Moment, *, guardians: Collection[int] | None = None
) -> AsyncIterator[Concern]:
    """What is booked on that day, child by child, in the order of families and guardians."""
    choice = town.service(moment.service).reminders.choice
    booked = (
        select()
        .add_columns(*WHO, Child.id, Child.first_name)
        .select_from(Reservation)
        .join(Session, Session.id == Reservation.session_id)
        .join(Child, Child.id == Reservation.child_id)
        .join(Guardian, Guardian.family_id == Child.family_id)
        .where(
            Session.service == moment.service,
            Session.date == moment.day,
            CONFIRMED,
            Guardian.withdrawn_at.is_(None),
            _new_or_asked_for(moment, guardians),
        )
        .distinct()
        .order_by(Guardian.family_id, Guardian.id, Child.id)
    )
    async for row in rows_of(connection_of(db), booked):
        who = Addressee(*row[: len(WHO)])
        kept = _kept(who, choice, moment.day)
        yield Concern(who, moment, row[-2], row[-1], moment.day, kept=kept)


async def concerned_by_holidays(
    db: AsyncSession, town: Town, moment: Moment, *, guardians: Collection[int] | None = None
) -> AsyncIterator[Concern]:
    """Children who may come in these holidays, and have nothing booked in them yet."""
    service = town.service(moment.service)
    async for row in rows_of(connection_of(db), _without_holidays(service, moment, guardians)):
        who, child = Addressee(*row[: len(WHO)]), ChildOnFile(*row[len(WHO) :])
        if moment.among == child.groups & named_groups(service.booking):
            kept = _kept(who, service.reminders.choice, moment.day, any_week=True)
            if kept is None and (child.missing or why_not(service.conditions, child.facts, moment.day)):
                kept = Kept.FILE if child.missing else Kept.NOT_FOR_CHILD
            yield Concern(who, moment, child.child_id, child.first_name, moment.day, kept=kept)


def _without_holidays(service: Service, moment: Moment, guardians: Collection[int] | None) -> Rows:
    booked = aliased(Session)
    has_something = exists().where(
        Reservation.child_id == Child.id,
        one_of("reservations.state", LIVE),
        booked.id == Reservation.session_id,
        booked.service == service.key,
        booked.date.in_(moment.days),
    )
    enrolled = and_(
        Enrolment.child_id == Child.id,
        Enrolment.service == service.key,
        Enrolment.first <= moment.days[0],
        Enrolment.last >= moment.days[0],
    )
    open_there = exists().where(
        Session.service == service.key,
        Session.date.in_(moment.days),
        Session.closed.is_(None),
        or_(Session.site == Enrolment.site, Enrolment.site.is_(None)),
    )
    found = (
        select()
        .add_columns(*WHO, *COLUMNS)
        .select_from(Child)
        .join(Family, Family.id == Child.family_id)
        .join(Guardian, Guardian.family_id == Family.id)
        .join(Enrolment, enrolled, isouter=not service.enrolment)
        .where(Guardian.withdrawn_at.is_(None), open_there, ~has_something, _new_or_asked_for(moment, guardians))
        .params(service=service.key, day=moment.day)
    )
    guardian, family, *_, child = range(len(WHO) + 1)
    return at_once(found, family, guardian, child)


def _kept(who: Addressee, default: ReminderChoice, day: date, *, any_week: bool = False) -> Kept | None:
    if who.choice(default) is ReminderChoice.OFF:
        return Kept.OFF
    return None if any_week or who.has(day) else Kept.OTHER_WEEK


def _new_or_asked_for(moment: Moment, guardians: Collection[int] | None) -> ColumnElement[bool]:
    if guardians is not None:
        return Guardian.id.in_(guardians)
    told = exists().where(
        ReminderItem.guardian_id == Guardian.id,
        ReminderItem.kind == moment.kind,
        ReminderItem.child_id == Child.id,
        ReminderItem.service == moment.service,
        ReminderItem.date == moment.day,
        ReminderItem.step == moment.step,
    )
    return ~told
