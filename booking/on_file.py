"""What the town's files say of a child: the facts on which rules of booking look, read in one go."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Date, String, bindparam, exists
from sqlalchemy.orm import aliased

from booking.rules.acts import Applicant, Group, Span
from booking.rules.eligibility import Age, ChildFacts
from booking.tables import Child, Enrolment, Family, StandingBooking
from booking.town import Quota, Service

SERVICE, DAY = bindparam("service", type_=String), bindparam("day", type_=Date)
_sibling = aliased(Child)
_siblings_enrolment = aliased(Enrolment)

ENROLLED = (
    (Enrolment.child_id == Child.id)
    & (Enrolment.service == SERVICE)
    & (Enrolment.first <= DAY)
    & (Enrolment.last >= DAY)
)
HAS_SIBLING = exists().where(
    _sibling.family_id == Child.family_id,
    _sibling.id != Child.id,
    _siblings_enrolment.child_id == _sibling.id,
    _siblings_enrolment.service == SERVICE,
    _siblings_enrolment.first <= DAY,
    _siblings_enrolment.last >= DAY,
)
IS_REGULAR = exists().where(
    StandingBooking.child_id == Child.id,
    StandingBooking.service == SERVICE,
    StandingBooking.first <= DAY,
    StandingBooking.until >= DAY,
)
# to be selected from children, families and (outer) enrolments, with `service` and `day` as values
COLUMNS = (
    Child.id,
    Child.family_id,
    Child.first_name,
    Child.born,
    Child.class_name,
    Child.school,
    Enrolment.site,
    Family.missing,
    Family.resident,
    Family.both_parents_work,
    Family.marked,
    HAS_SIBLING,
    IS_REGULAR,
)


@dataclass(frozen=True, slots=True)
class ChildOnFile:
    """A child, its family, and its enrolment in one service on one day: `enrolled_at` is none without one."""

    child_id: int
    family_id: int
    first_name: str
    born: date | None
    class_name: str | None
    school: str | None
    enrolled_at: str | None
    missing: list[str]
    resident: bool
    both_parents_work: bool
    marked: bool
    has_sibling: bool
    is_regular: bool

    @property
    def groups(self) -> frozenset[Group]:
        """The groups to which the child belongs, for rules that are not the same for all."""
        belongs = {
            Group.RESIDENTS: self.resident,
            Group.NON_RESIDENTS: not self.resident,
            Group.SIBLINGS: self.has_sibling,
            Group.BOTH_PARENTS_WORK: self.both_parents_work,
            Group.REGULAR: self.is_regular,
            Group.OCCASIONAL: not self.is_regular,
            Group.MARKED: self.marked,
        }
        return frozenset(group for group, yes in belongs.items() if yes)

    @property
    def facts(self) -> ChildFacts:
        """What conditions look at."""
        return ChildFacts(self.born, self.class_name, self.school, self.resident)

    def applicant(self, late_acts: Mapping[Span, int]) -> Applicant:
        """As rules of an act see who asks."""
        return Applicant(self.groups, late_acts)

    def site_for(self, service: Service) -> str | None:
        """Where the child takes the service: where it is enrolled; else, if allowed, its school or the only site."""
        if service.enrolment or self.enrolled_at is not None:
            return self.enrolled_at
        if self.school in service.sites:
            return self.school
        return service.sites[0] if len(service.sites) == 1 else None

    def counts_for(self, quota: Quota, day: date) -> bool:
        """Whether the child takes one of the places of that group."""
        return (
            (not quota.who or not quota.who.isdisjoint(self.groups))
            and (not quota.classes or self.class_name in quota.classes)
            and (quota.youngest is None or self._reached(quota.youngest, day))
            and (quota.oldest is None or not self._reached(quota.oldest, day))
        )

    def _reached(self, age: Age, day: date) -> bool:
        return self.born is not None and day >= age.reached_on(self.born)
