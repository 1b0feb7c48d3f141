"""The one statement behind `booking.reminders.ends`: who may come to sessions, and has decided nothing."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from operator import itemgetter
from typing import Any, TypeAlias

from sqlalchemy import (
    CTE,
    Boolean,
    ColumnElement,
    Date,
    Integer,
    Subquery,
    and_,
    column,
    exists,
    func,
    literal,
    or_,
    select,
    union_all,
    values,
)
from sqlalchemy.orm import InstrumentedAttribute, aliased

from booking.domain import LIVE, State
from booking.reminders.concern import WHO, Rows, at_once
from booking.reminders.habits import Target
from booking.reminders.moments import Moment
from booking.reminders.tables import Kind, ReminderItem
from booking.rules.reminding import ReminderChoice
from booking.tables import Child, Enrolment, Family, Guardian, Reservation, Session, StandingBooking, one_of
from booking.town import Town

# where the columns of a row stand
GUARDIAN, FAMILY, *_, DAY, SERVICE, CHILD = range(len(WHO) + 3)
SESSION, STEP = -5, -4
ON_FILE = slice(CHILD, SESSION)
OF_ONE = itemgetter(GUARDIAN, DAY, SERVICE, CHILD, STEP)  # a child's day before one guardian: its parts are one concern
ByEnd: TypeAlias = Mapping[tuple[str, date, int], Sequence[Moment]]
LEFT_BY_FAMILY = and_(Reservation.state == State.CANCELLED, Reservation.closure_id.is_(None))


class Statement:
    """The one statement: who may come to the sessions, has decided nothing, and came lately or wants every reminder."""

    def __init__(self, town: Town, targets: Sequence[Target], ends: ByEnd, guardians: Collection[int] | None) -> None:
        steps: dict[tuple[str, date], list[int]] = defaultdict(list)
        for service, day, step in ends:
            steps[service, day].append(step)
        self._town = town
        self._guardians = guardians
        self._services = {target.service for target in targets}
        by_rules = any(moment.among for moments in ends.values() for moment in moments)
        self._tells_apart = by_rules or any(town.service(key).quotas for key in self._services)
        self._targets = _table(
            "targets", ("session", "step"), [(t.id, step) for t in targets for step in steps[t.service, t.day]]
        )
        self._past = _table("past", ("session", "past"), [(t.id, past.id) for t in targets for past in t.past])

    def select(self) -> Rows:
        """Families in the order of their numbers, guardians, then days, services, children, parts."""
        targets, enrolled, habits, decided = self._targets, self._enrolled(), self._habits(), self._decided()
        found = (
            select()
            .add_columns(*WHO, Session.date, Session.service)
            .add_columns(*self._on_file(enrolled))
            .add_columns(Session.id, targets.c.step, func.coalesce(habits.c.times, 0), habits.c.last, enrolled.c.first)
            .select_from(targets)
            .join(Session, Session.id == targets.c.session)
            .join(enrolled, _may_come(enrolled))
            .join(Child, Child.id == enrolled.c.child_id)
            .join(Family, Family.id == Child.family_id)
            .join(Guardian, Guardian.family_id == Family.id)
            .outerjoin(habits, and_(habits.c.session == Session.id, habits.c.child_id == Child.id))
            .outerjoin(
                decided,
                and_(
                    decided.c.child_id == Child.id,
                    decided.c.service == Session.service,
                    decided.c.date == Session.date,
                ),
            )
            .where(
                decided.c.child_id.is_(None),
                Guardian.withdrawn_at.is_(None),
                or_(habits.c.times > 0, self._wants_all()),
                self._not_told() if self._guardians is None else Guardian.id.in_(self._guardians),
            )
        )
        return at_once(found, FAMILY, GUARDIAN, DAY, SERVICE, CHILD, STEP, SESSION)

    def _on_file(self, enrolled: Subquery) -> Sequence[ColumnElement[Any] | InstrumentedAttribute[Any]]:
        """What a `ChildOnFile` is made of; brothers, sisters and regulars only where rules tell them apart."""
        child = (Child.id, Child.family_id, Child.first_name, Child.born, Child.class_name, Child.school)
        family = (Family.missing, Family.resident, Family.both_parents_work, Family.marked)
        no = literal(False, Boolean)
        groups = (_has_sibling(), _is_regular()) if self._tells_apart else (no, no)
        return [*child, enrolled.c.site, *family, *groups]

    def _enrolled(self) -> Subquery:
        """Enrolments; for services that need none, every child may come at its own school."""
        enrolled = select(Enrolment.child_id, Enrolment.service, Enrolment.site, Enrolment.first, Enrolment.last).where(
            Enrolment.service.in_(self._services)
        )
        free = [key for key in self._services if not self._town.service(key).enrolment]
        if not free:
            return enrolled.subquery("enrolled")
        anybody = [
            select(Child.id, literal(key), Child.school, literal(date.min, Date), literal(date.max, Date)).where(
                Child.school.is_not(None)
            )
            for key in free
        ]
        return union_all(enrolled.where(Enrolment.service.not_in(free)), *anybody).subquery("enrolled")

    def _habits(self) -> Subquery:
        """How often each child came in the recent weeks, and the last reservation that says so."""
        return (
            select(
                self._past.c.session,
                Reservation.child_id,
                func.count().label("times"),
                func.max(Reservation.id).label("last"),
            )
            .select_from(self._past)
            .join(Reservation, Reservation.session_id == self._past.c.past)
            .where(one_of("reservations.state", frozenset({State.CONFIRMED})))
            .group_by(self._past.c.session, Reservation.child_id)
            .subquery("habits")
        )

    def _decided(self) -> Subquery:
        """Who has something there, or gave it back: a day that was cancelled by hand is no oversight."""
        return (
            select(Reservation.child_id, Session.service, Session.date)
            .join(Session, Session.id == Reservation.session_id)
            .where(
                Session.id.in_(select(self._targets.c.session)),
                or_(one_of("reservations.state", LIVE), LEFT_BY_FAMILY),
            )
            .distinct()
            .subquery("decided")
        )

    def _wants_all(self) -> ColumnElement[bool]:
        by_default = [
            key for key in self._services if self._town.service(key).reminders.choice is ReminderChoice.ALWAYS
        ]
        return or_(
            Guardian.reminders == ReminderChoice.ALWAYS,
            and_(Guardian.reminders.is_(None), Session.service.in_(by_default)),
        )

    def _not_told(self) -> ColumnElement[bool]:
        return ~exists().where(
            ReminderItem.guardian_id == Guardian.id,
            ReminderItem.kind == Kind.DEADLINE,
            ReminderItem.child_id == Child.id,
            ReminderItem.service == Session.service,
            ReminderItem.date == Session.date,
            ReminderItem.step == self._targets.c.step,
        )


def _may_come(enrolled: Subquery) -> ColumnElement[bool]:
    return and_(
        enrolled.c.service == Session.service,
        enrolled.c.site == Session.site,
        enrolled.c.first <= Session.date,
        enrolled.c.last >= Session.date,
    )


def _has_sibling() -> ColumnElement[bool]:
    sibling, enrolment = aliased(Child), aliased(Enrolment)
    return exists().where(
        sibling.family_id == Child.family_id,
        sibling.id != Child.id,
        enrolment.child_id == sibling.id,
        enrolment.service == Session.service,
        enrolment.first <= Session.date,
        enrolment.last >= Session.date,
    )


def _is_regular() -> ColumnElement[bool]:
    return exists().where(
        StandingBooking.child_id == Child.id,
        StandingBooking.service == Session.service,
        StandingBooking.first <= Session.date,
        StandingBooking.until >= Session.date,
    )


def _table(name: str, columns: tuple[str, str], rows: Sequence[tuple[int, int]]) -> CTE:
    """A small table of numbers within the statement."""
    named = [column(each, Integer) for each in columns]
    if not rows:
        return select(*(literal(0, Integer).label(each) for each in columns)).where(literal(False, Boolean)).cte(name)
    return values(*named, name=name).data(rows).cte(name)
