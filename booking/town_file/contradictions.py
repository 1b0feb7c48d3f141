"""What a file says well, key by key, and cannot mean: found by trying its rules on every day of the school year."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from booking.errors import CalendarMissing
from booking.rules.acts import ActRules, PriceLine, Tier, Window
from booking.rules.deadlines import Dates, Deadline, WhyNever
from booking.rules.instants import last_instant
from booking.rules.judge import Opening, opening_of
from booking.rules.offers import OfferRules, awake_between
from booking.rules.parts import Part
from booking.town import Service, Town
from booking.town_file.lines import KeyPath
from booking.town_file.problems import Complaint, Report
from booking.town_file.reminder_trial import try_reminders

LONGEST_OFFER = timedelta(days=7)
# a tier that only goes further after holidays, where any rule looks far back, is a mistake all the same
SELDOM = 0.1
ACTS = ("booking", "cancelling")


def find_contradictions(town: Town, report: Report) -> None:
    """Report what contradicts itself in each service that could be read."""
    if any(report.touches((table,)) for table in ("town", "school_year", "holidays", "sites")):
        return
    for service in town.services:
        if not report.touches(("services", service.key)):
            _Trial(town, service, report).run()


@dataclass(frozen=True)
class _Trial:
    """One service, tried on its days."""

    town: Town
    service: Service
    report: Report

    @property
    def path(self) -> KeyPath:
        return ("services", self.service.key)

    def run(self) -> None:
        year = self.town.school_year
        days = self.service.days(self.town.calendar, year.first_possible_day, year.last_possible_day)
        if not days:
            self.report.add((*self.path, "days"), Complaint.NEVER_TAKES_PLACE)
            return
        self.parts()
        self.quotas()
        self.ages()
        self.units()
        for act, rules in zip(ACTS, (self.service.booking, self.service.cancelling), strict=True):
            try:
                self.act(act, rules, days)
            except CalendarMissing as missing:
                self.report.add((*self.path, act), Complaint.HOLIDAYS_UNKNOWN, year=str(missing.year))
        self.offer(days)
        self.reminders(days)

    def reminders(self, days: Sequence[date]) -> None:
        if not self.report.touches((*self.path, "booking")):
            try_reminders(self.town, self.service, self.report, days)

    def parts(self) -> None:
        if Part.DAY in self.service.parts and len(self.service.parts) > 1:
            self.report.add((*self.path, "parts"), Complaint.DAY_AND_PARTS)
            return
        for part in self.service.parts:
            if part not in self.service.hours:
                self.report.add((*self.path, "hours"), Complaint.MISSING_KEY, key=part.value)

    def quotas(self) -> None:
        for number, quota in enumerate(self.service.quotas):
            capacity = self.service.capacity[quota.site]
            most = max([capacity.places, *capacity.by_part.values(), *capacity.by_weekday.values()])
            if quota.places > most:
                path = (*self.path, "quotas", number, "places")
                self.report.add(path, Complaint.QUOTA_ABOVE_CAPACITY, places=str(quota.places), capacity=str(most))

    def ages(self) -> None:
        conditions = self.service.conditions
        if conditions.youngest is None or conditions.oldest is None:
            return
        if conditions.youngest.reached_on(date(2020, 1, 1)) >= conditions.oldest.reached_on(date(2020, 1, 1)):
            self.report.add((*self.path, "for_whom", "until_age"), Complaint.ENDS_BEFORE_IT_STARTS)

    def units(self) -> None:
        for number, most in enumerate(self.service.units.at_most):
            for least in self.service.units.at_least:
                if most.contradicts(least):
                    self.report.add((*self.path, "units", "at_most", number), Complaint.MOST_BELOW_LEAST)

    def act(self, act: str, rules: ActRules, days: Sequence[date]) -> None:
        if rules.windows is not self.service.booking.windows or act == "booking":
            for number, window in enumerate(rules.windows):
                self.window(act, self.window_path(act, number), window, days)
        for number, tier in enumerate(rules.late):
            self.tier((*self.path, act, "late", number), rules, number, tier, days)
            self.ends_in_time(act, (*self.path, act, "late", number, "until"), tier.until, days)

    def window(self, act: str, path: KeyPath, window: Window, days: Sequence[date]) -> None:
        self.ends_in_time(act, (*path, "deadline"), window.closes, days)
        self.has_rule_for(path, window, days)
        self.opens(path, window, days)

    def window_path(self, act: str, number: int) -> KeyPath:
        """Where a window stands: the act's own table, its list of windows, or its table of dates, in that order."""
        windows = self.report.items((*self.path, act, "windows"))
        if number < windows:
            return (*self.path, act, "windows", number)
        if self.report.items((*self.path, act, "dates")):
            return (*self.path, act, "dates", number - windows)
        return (*self.path, act)

    def ends_in_time(self, act: str, path: KeyPath, deadline: Deadline, days: Sequence[date]) -> None:
        """Nothing may be booked or cancelled once the session is over."""
        instants = self.instants(deadline, days)
        too_late = [(day, end) for day, end in instants if end > self.session_end(day)]
        if _is_wrong(len(too_late), len(instants), deadline):
            day, end = too_late[0]
            complaint = Complaint.BOOKING_AFTER_SESSION if act == "booking" else Complaint.CANCELLING_AFTER_SESSION
            self.report.add(path, complaint, day=str(day), ends=_clock(end), over=_clock(self.session_end(day)))

    def has_rule_for(self, path: KeyPath, window: Window, days: Sequence[date]) -> None:
        for day in days:
            if last_instant(window.closes, day, self.town.calendar) is WhyNever.NO_RULE_FOR_WEEKDAY:
                weekday = day.strftime("%A").lower()
                self.report.add((*path, "deadline"), Complaint.NO_RULE_FOR_WEEKDAY, weekday=weekday)
                return

    def opens(self, path: KeyPath, window: Window, days: Sequence[date]) -> None:
        """A window has to be open for a moment at least, for each day that it is for."""
        if window.opens is None:
            return
        found = [(day, opening_of(window, day, self.town.calendar)) for day in days]
        openings = [(day, opening) for day, opening in found if isinstance(opening, Opening)]
        never = [(day, opening) for day, opening in openings if self.never_opens(opening)]
        if _is_wrong(len(never), len(openings), window.opens, window.closes):
            day, opening = never[0]
            values = {"day": str(day), "opens": _clock(opening.start), "closes": _clock(opening.end)}
            self.report.add((*path, "opens"), Complaint.NEVER_OPENS, **values)

    def never_opens(self, opening: Opening) -> bool:
        start = opening.start
        return start is not None and opening.next_open(start.astimezone(UTC), self.town.calendar) is None

    def tier(self, path: KeyPath, rules: ActRules, number: int, tier: Tier, days: Sequence[date]) -> None:
        if isinstance(tier.price, PriceLine):
            labels = [price.label for price in self.service.prices]
            if tier.price.label not in labels:
                self.report.add((*path, "price_line"), Complaint.UNKNOWN_PRICE_LINE, known=", ".join(labels))
        if tier.waiting_list and self.service.waiting is None:
            self.report.add((*path, "waiting_list"), Complaint.NO_WAITING_LIST)
        before = [window.closes for window in rules.windows if window.who <= tier.who or not window.who]
        before += [other.until for other in rules.late[:number] if other.who == tier.who and other.quota is None]
        further = sum(self.goes_further(tier, before, day) for day in days)
        if before and further < SELDOM * len(days):
            self.report.add((*path, "until"), Complaint.TIER_ENDS_FIRST)

    def goes_further(self, tier: Tier, before: Sequence[Deadline], day: date) -> bool:
        end = last_instant(tier.until, day, self.town.calendar)
        earlier = [last_instant(deadline, day, self.town.calendar) for deadline in before]
        if isinstance(end, WhyNever):
            return False
        return all(isinstance(instant, WhyNever) or end > instant for instant in earlier)

    def offer(self, days: Sequence[date]) -> None:
        offer = self.service.waiting.offer if self.service.waiting is not None else None
        if offer is None:
            return
        path = (*self.path, "waiting", "offer")
        if offer.until is not None:
            self.ends_in_time("booking", (*path, "until"), offer.until, days)
        if offer.at_least > offer.lasts:
            self.report.add((*path, "at_least_minutes"), Complaint.OFFER_SHORTER_THAN_LEAST)
        left = self.most_left(offer, days)
        if offer.lasts > left:
            self.report.add(path, Complaint.OFFER_TOO_LONG, lasts=_hours(offer.lasts), left=_hours(left))

    def most_left(self, offer: OfferRules, days: Sequence[date]) -> timedelta:
        """The longest time by day that any offer could be given, from the opening of booking to its end."""
        lengths = [self.left_on(window, offer, day) for window in self.service.booking.windows for day in days]
        return min(LONGEST_OFFER, max(lengths, default=LONGEST_OFFER))

    def left_on(self, window: Window, offer: OfferRules, day: date) -> timedelta:
        opening = opening_of(window, day, self.town.calendar)
        end = last_instant(offer.until or window.closes, day, self.town.calendar)
        if isinstance(end, WhyNever) or not isinstance(opening, Opening) or opening.start is None:
            return LONGEST_OFFER
        start, end = opening.start.astimezone(UTC), end.astimezone(UTC)
        return awake_between(start, end, self.town.quiet_hours, self.town.calendar)

    def instants(self, deadline: Deadline, days: Sequence[date]) -> list[tuple[date, datetime]]:
        found = [(day, last_instant(deadline, day, self.town.calendar)) for day in days]
        return [(day, instant) for day, instant in found if isinstance(instant, datetime)]

    def session_end(self, day: date) -> datetime:
        hours = max(self.service.hours.values(), key=lambda hours: hours.end)
        return datetime.combine(day, hours.end, tzinfo=self.town.zone)


def _is_wrong(bad: int, tried: int, *deadlines: Deadline) -> bool:
    """One bad day is enough, but for published dates: a window may well end in the midst of the days it is for."""
    if any(isinstance(deadline.rule, Dates) for deadline in deadlines):
        return 0 < bad == tried
    return bad > 0


def _clock(instant: datetime | None) -> str:
    return f"{instant:%Y-%m-%d %H:%M}" if instant is not None else ""


def _hours(length: timedelta) -> str:
    return f"{length / timedelta(hours=1):g}"
