"""What each child of a family has and may have, day by day: for a page or a portal that shows a month.

It is what one sees, and promises nothing: every rule is checked again at the act. Shares of groups, and the least and
most that may be taken together, are looked at only then.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Row, bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload

from booking.database import run
from booking.domain import LIVE, State, Terms
from booking.on_file import ChildOnFile
from booking.references import reference_of
from booking.rules.acts import ActRules, Applicant, Group
from booking.rules.calendar import days_between
from booking.rules.eligibility import why_not
from booking.rules.judge import InTime, Late, Never, NotYet, TooLate, Verdict, judge
from booking.tables import Child, Enrolment, Family, Reservation, Session, StandingBooking, one_of
from booking.town import Part, Service, Town
from booking.ways import comes_by, terms_of

SESSIONS = (
    select(
        Session.service,
        Session.site,
        Session.date,
        Session.part,
        Session.capacity,
        Session.booked,
        Session.closed,
        Session.closed_classes,
    )
    .where(
        Session.service.in_(bindparam("services", expanding=True)),
        Session.site.in_(bindparam("sites", expanding=True)),
        Session.date.between(bindparam("first"), bindparam("last")),
    )
    .order_by(Session.id)
)
HELD = (
    select(
        Reservation.id,
        Reservation.child_id,
        Session.service,
        Session.date,
        Session.part,
        Reservation.state,
        Reservation.act_id,
        Reservation.meal,
        Reservation.offered_until,
    )
    .join(Session, Session.id == Reservation.session_id)
    .where(
        Reservation.child_id.in_(bindparam("children", expanding=True)),
        one_of("reservations.state", LIVE),
        Session.date.between(bindparam("first"), bindparam("last")),
    )
    .order_by(Reservation.id)
)


class Prospect(StrEnum):
    """What a child has on a day, or may have."""

    BOOKED = "booked"
    WAITING = "waiting"
    OFFERED = "offered"
    REQUESTED = "requested"
    POSSIBLE = "possible"
    LATE = "late"  # still possible, on terms, by waiting, or by a person's favour
    FULL = "full"
    CLOSED = "closed"
    NOT_YET = "not-yet"
    TOO_LATE = "too-late"
    FILE = "file"  # papers are missing


PROSPECT_OF = {
    State.CONFIRMED: Prospect.BOOKED,
    State.WAITING: Prospect.WAITING,
    State.OFFERED: Prospect.OFFERED,
    State.REQUESTED: Prospect.REQUESTED,
}


@dataclass(frozen=True, slots=True)
class Had:
    """A live reservation."""

    id: int
    part: Part
    state: State
    reference: str
    meal: bool | None
    offered_until: datetime | None


@dataclass(frozen=True, slots=True)
class Cell:
    """One child, one service, one day.

    `until`: what is had may be given back, or what is possible be booked, until then (excluded); none where not, or
    where it no longer may. `since`: from when on it was too late, or (not yet) will be open. `terms`: of a late act.
    """

    child_id: int
    service: str
    site: str
    day: date
    prospect: Prospect
    left: int = 0
    until: datetime | None = None
    since: datetime | None = None
    why: str | None = None
    terms: Terms | None = None
    by: str | None = None
    had: tuple[Had, ...] = ()


@dataclass(frozen=True, slots=True)
class Month:
    """A family's days, child by child in the order of the file, service by service in that of the town's file."""

    children: tuple[Child, ...]
    missing: tuple[str, ...]
    resident: bool
    cells: tuple[Cell, ...]


async def month_of(
    db: AsyncSession, town: Town, family_id: int, *, first: date, last: date, now: datetime, channel: str
) -> Month:
    """What a family has and may have from `first` to `last` (both included), judged at `now` for acts of a channel.

    Raises CalendarMissing.
    """
    family = await _family(db, family_id)
    standing = await _regular_in(db, [child.id for child in family.children])
    pairs = {(e.service, e.site) for child in family.children for e in child.enrolments} | _open_to_all(town, family)
    sessions = await _sessions(db, pairs, first, last)
    had = await _had(db, family, first, last)
    viewer = _Viewer(town, family, standing, sessions, had, now, channel)
    cells = tuple(viewer.cells(tuple(days_between(first, last))))
    return Month(tuple(family.children), tuple(family.missing), family.resident, cells)


async def _family(db: AsyncSession, family_id: int) -> Family:
    found = (
        select(Family)
        .where(Family.id == family_id)
        .options(selectinload(Family.children).selectinload(Child.enrolments))
    )
    return (await db.scalars(found)).one()


async def _regular_in(db: AsyncSession, child_ids: Sequence[int]) -> Sequence[StandingBooking]:
    return (await db.scalars(select(StandingBooking).where(StandingBooking.child_id.in_(child_ids)))).all()


def _open_to_all(town: Town, family: Family) -> set[tuple[str, str]]:
    """Services for which nobody needs to be enrolled, where these children could go."""
    schools = {child.school for child in family.children}
    return {
        (service.key, site)
        for service in town.services
        if not service.enrolment
        for site in service.sites
        if site in schools or len(service.sites) == 1
    }


Place = tuple[str, str, date]
Day = tuple[int, str, date]
Seen = Row[str, str, date, Part, int, int, str | None, dict[str, str]]


async def _sessions(
    db: AsyncSession, pairs: set[tuple[str, str]], first: date, last: date
) -> Mapping[Place, Sequence[Seen]]:
    services, sites = sorted({service for service, _ in pairs}), sorted({site for _, site in pairs})
    found: dict[Place, list[Seen]] = {}
    for row in await run(db, SESSIONS, services=services, sites=sites, first=first, last=last):
        if (row.service, row.site) in pairs:
            found.setdefault((row.service, row.site, row.date), []).append(row)
    return found


async def _had(db: AsyncSession, family: Family, first: date, last: date) -> Mapping[Day, tuple[Had, ...]]:
    found: dict[Day, tuple[Had, ...]] = {}
    children = [child.id for child in family.children]
    for row in await run(db, HELD, children=children, first=first, last=last):
        number, child_id, service, day, part, state, act_id, meal, until = row
        had = Had(number, part, state, reference_of(act_id), meal, until)
        found[child_id, service, day] = (*found.get((child_id, service, day), ()), had)
    return found


class _Viewer:
    """Looks at every cell of a month, and judges each day of a service once for all who are alike."""

    def __init__(
        self,
        town: Town,
        family: Family,
        standing: Sequence[StandingBooking],
        sessions: Mapping[Place, Sequence[Seen]],
        had: Mapping[Day, tuple[Had, ...]],
        now: datetime,
        channel: str,
    ) -> None:
        self._town, self._family, self._standing = town, family, standing
        self._sessions, self._had, self._now, self._channel = sessions, had, now, channel
        self._held = {(service, day) for service, _, day in sessions}
        self._verdicts: dict[tuple[int, date, frozenset[Group]], Verdict] = {}

    def cells(self, days: Sequence[date]) -> Iterator[Cell]:
        """The cells in order: child, service, day."""
        for child in self._family.children:
            for service in self._town.services:
                for day in days:
                    cell = self._cell(child, service, day)
                    if cell is not None:
                        yield cell

    def _cell(self, child: Child, service: Service, day: date) -> Cell | None:
        had = self._had.get((child.id, service.key, day), ())
        if not had and (service.key, day) not in self._held:
            return None
        facts = self._facts(child, service, day)
        site = facts.site_for(service)
        if site is None:
            return None
        sessions = self._sessions.get((service.key, site, day), ())
        if not sessions or (not had and why_not(service.conditions, facts.facts, day)):
            return None
        cell = Cell(child.id, service.key, site, day, Prospect.FILE)
        if had:
            return self._kept(cell, service, facts, had)
        closed = next(
            (why for s in sessions if (why := s.closed or s.closed_classes.get(child.class_name or ""))), None
        )
        if closed is not None:
            return replace(cell, prospect=Prospect.CLOSED, why=closed)
        return self._open(cell, service, facts, max(s.capacity - s.booked for s in sessions))

    def _kept(self, cell: Cell, service: Service, facts: ChildOnFile, had: tuple[Had, ...]) -> Cell:
        """What the child has; a place is given back by the rules, all else at any time."""
        prospect = PROSPECT_OF[had[0].state]
        if prospect is not Prospect.BOOKED:
            until = had[0].offered_until
            return replace(cell, prospect=prospect, had=had, until=until)
        verdict = self._judge(service.cancelling, cell.day, facts)
        match verdict:
            case InTime(until=until):
                return replace(cell, prospect=prospect, had=had, until=until)
            case Late(tier=tier, until=until) if tier.channel is None or comes_by(self._channel, tier.channel):
                return replace(cell, prospect=prospect, had=had, until=until, terms=terms_of(tier, facts.applicant({})))
            case TooLate(since=since):
                return replace(cell, prospect=prospect, had=had, since=since)
            case _:
                return replace(cell, prospect=prospect, had=had)

    def _open(self, cell: Cell, service: Service, facts: ChildOnFile, left: int) -> Cell:
        if self._family.missing:
            return cell
        verdict = self._judge(service.booking, cell.day, facts)
        match verdict:
            case NotYet(opens_at=opens):
                return replace(cell, prospect=Prospect.NOT_YET, since=opens)
            case TooLate(since=since):
                return replace(cell, prospect=Prospect.TOO_LATE, since=since)
            case Never():
                return replace(cell, prospect=Prospect.TOO_LATE)
            case Late(tier=tier, until=until):
                if tier.channel is not None and not comes_by(self._channel, tier.channel):
                    return replace(cell, prospect=Prospect.TOO_LATE, since=until)
                if left <= 0 and not tier.waiting_list:
                    return replace(cell, prospect=Prospect.FULL)
                terms, by = terms_of(tier, facts.applicant({})), tier.approval_by or service.booking.approval_by
                return replace(cell, prospect=Prospect.LATE, until=until, terms=terms, by=by, left=max(left, 0))
            case InTime(until=until):
                if left <= 0:
                    return replace(cell, prospect=Prospect.FULL, until=until)
                return replace(cell, prospect=Prospect.POSSIBLE, until=until, left=left, by=service.booking.approval_by)

    def _judge(self, rules: ActRules, day: date, facts: ChildOnFile) -> Verdict:
        who = Applicant(facts.groups)
        key = (id(rules), day, facts.groups)
        if key not in self._verdicts:
            self._verdicts[key] = judge(rules, day, now=self._now, calendar=self._town.calendar, who=who)
        return self._verdicts[key]

    def _facts(self, child: Child, service: Service, day: date) -> ChildOnFile:
        family = self._family
        siblings = [other for other in family.children if other.id != child.id]
        enrolled = _enrolled(child, service, day)
        return ChildOnFile(
            child.id,
            family.id,
            child.first_name,
            child.born,
            child.class_name,
            child.school,
            None if enrolled is None else enrolled.site,
            family.missing,
            family.resident,
            family.both_parents_work,
            family.marked,
            any(_enrolled(other, service, day) is not None for other in siblings),
            any(_means(row, child, service, day) for row in self._standing),
        )


def _enrolled(child: Child, service: Service, day: date) -> Enrolment | None:
    return next((e for e in child.enrolments if e.service == service.key and e.first <= day <= e.last), None)


def _means(row: StandingBooking, child: Child, service: Service, day: date) -> bool:
    return row.child_id == child.id and row.service == service.key and row.first <= day <= row.until
