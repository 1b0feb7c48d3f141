"""One real rule, to be asked as a parent or the office would."""

from booking.rules.absence import Absence, AbsenceReason, Settlement, settle
from booking.rules.acts import Applicant, Group, Tier
from booking.rules.judge import Late, Verdict, judge
from booking.rules.units import Breach, Pick, breaches
from booking.town import Service, Town
from tests.booking.rules.conventions import at, day

OCCASIONAL = frozenset({Group.OCCASIONAL})


class RealTown:
    """One real rule, to be asked."""

    def __init__(self, town: Town, service: Service) -> None:
        self.town = town
        self.service = service

    def book(self, target: str, now: str, groups: frozenset[Group] = OCCASIONAL) -> Verdict:
        who = Applicant(groups)
        return judge(self.service.booking, day(target), now=at(now), calendar=self.town.calendar, who=who)

    def cancel(self, target: str, now: str) -> Verdict:
        who = Applicant(OCCASIONAL)
        return judge(self.service.cancelling, day(target), now=at(now), calendar=self.town.calendar, who=who)

    def late(self, target: str, now: str, groups: frozenset[Group] = OCCASIONAL) -> Tier:
        verdict = self.book(target, now, groups)
        assert isinstance(verdict, Late)
        return verdict.tier

    def absent(self, reason: AbsenceReason, first: str, last: str, **told: str) -> Settlement:
        missed = self.service.days(self.town.calendar, day(first), day(last))
        absence = Absence(reason, missed, **{name: at(instant) for name, instant in told.items()})
        return settle(self.service.absence, absence, calendar=self.town.calendar)

    def take(self, *picks: Pick) -> tuple[Breach, ...]:
        year = self.town.school_year
        open_days = self.service.days(self.town.calendar, year.first_possible_day, year.last_possible_day)
        return breaches(self.service.units, picks, open_days=open_days, calendar=self.town.calendar)
