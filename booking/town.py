"""A town: its sites, its services with their rules, its calendar. Frozen; read from a file by town_file."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from zoneinfo import ZoneInfo

from booking.errors import UnknownService, UnknownSite
from booking.rules.absence import AbsenceRules
from booking.rules.acts import AcceptedHours, ActRules, Group
from booking.rules.calendar import Calendar, Season, Weekday, days_between, weekday_of
from booking.rules.eligibility import Age, Conditions
from booking.rules.keeping import Privacy
from booking.rules.offers import WaitingRules
from booking.rules.parts import Hours, Part
from booking.rules.reminding import NO_REMINDERS, ReminderRules
from booking.rules.units import Units

__all__ = [
    "Capacity",
    "DayKind",
    "Hours",
    "Meal",
    "Office",
    "Part",
    "Price",
    "Quota",
    "Region",
    "SchoolYear",
    "SchoolZone",
    "Service",
    "ServiceDays",
    "Site",
    "SiteKind",
    "Town",
]


class SchoolZone(StrEnum):
    """The zone of the school holidays; outside A, B and C (Corsica, overseas) the town states its holidays itself."""

    A = "A"
    B = "B"
    C = "C"
    NONE = "none"


class Region(StrEnum):
    """Whose public holidays are kept."""

    METROPOLE = "metropole"
    ALSACE_MOSELLE = "alsace-moselle"
    GUADELOUPE = "guadeloupe"
    MARTINIQUE = "martinique"
    GUYANE = "guyane"
    REUNION = "reunion"
    MAYOTTE = "mayotte"
    SAINT_BARTHELEMY = "saint-barthelemy"
    SAINT_MARTIN = "saint-martin"
    SAINT_PIERRE_ET_MIQUELON = "saint-pierre-et-miquelon"
    NOUVELLE_CALEDONIE = "nouvelle-caledonie"
    POLYNESIE = "polynesie"
    WALLIS_ET_FUTUNA = "wallis-et-futuna"


class SiteKind(StrEnum):
    """What a site is."""

    SCHOOL = "school"
    CENTRE = "centre"
    CRECHE = "creche"


class DayKind(StrEnum):
    """On what kind of day a service takes place."""

    SCHOOL_DAYS = "school_days"
    TERM = "term"
    HOLIDAYS = "holidays"


class Meal(StrEnum):
    """Whether a meal comes with the place."""

    NONE = "none"
    ALWAYS = "always"
    OPTIONAL = "optional"


@dataclass(frozen=True, slots=True)
class Site:
    """Where a service takes place, or which school a child goes to."""

    key: str
    name: str
    kind: SiteKind
    classes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Office:
    """Whom a parent can turn to; `decides` is how French names who may grant what the rules leave open.

    `hours` are its opening hours in words, `open` the same to reckon with; empty where the file does not say them.
    """

    phone: str
    hours: str
    decides: str
    email: str | None = None
    open: tuple[AcceptedHours, ...] = ()


@dataclass(frozen=True, slots=True)
class SchoolYear:
    """One school year: `first_day` and `last_day` of school, and the first and last days of the other services."""

    label: str
    first_day: date
    last_day: date
    first_possible_day: date
    last_possible_day: date

    def __contains__(self, day: date) -> bool:
        return self.first_possible_day <= day <= self.last_possible_day


@dataclass(frozen=True, slots=True)
class Price:
    """One line of a price list, in euros; for whom and for what it holds is said by what is not None."""

    label: str
    euros: Decimal
    part: Part | None = None
    meal: bool | None = None
    who: frozenset[Group] = frozenset()
    quotient_below: int | None = None


@dataclass(frozen=True, slots=True)
class Capacity:
    """Places at one site; some parts of the day, or some weekdays, may have others."""

    places: int
    by_part: Mapping[Part, int] = field(default_factory=dict)
    by_weekday: Mapping[Weekday, int] = field(default_factory=dict)

    def on(self, part: Part, weekday: Weekday) -> int:
        """Places in that part of such a day; a weekday's own number goes before a part's."""
        return self.by_weekday.get(weekday, self.by_part.get(part, self.places))


@dataclass(frozen=True, slots=True)
class Quota:
    """At most so many of a site's places for one group: by who they are, their class, or their age."""

    label: str
    site: str
    places: int
    who: frozenset[Group] = frozenset()
    classes: frozenset[str] = frozenset()
    youngest: Age | None = None
    oldest: Age | None = None
    part: Part | None = None


@dataclass(frozen=True, slots=True)
class ServiceDays:
    """On which weekdays a service takes place, for each kind of day; not in some holidays, nor on some dates."""

    weekdays: Mapping[DayKind, frozenset[Weekday]]
    not_in: frozenset[Season] = frozenset()
    closed_on: frozenset[date] = frozenset()

    def holds(self, day: date, calendar: Calendar) -> bool:
        """Whether the service takes place on that day."""
        if day in self.closed_on or calendar.is_closed(day):
            return False
        return any(weekday_of(day) in self.weekdays.get(kind, ()) for kind in self._kinds_of(day, calendar))

    def _kinds_of(self, day: date, calendar: Calendar) -> Iterator[DayKind]:
        period = calendar.holidays_at(day)
        if period is None:
            yield DayKind.TERM
        elif period.season not in self.not_in:
            yield DayKind.HOLIDAYS
        if calendar.is_school_day(day):
            yield DayKind.SCHOOL_DAYS


@dataclass(frozen=True, slots=True)
class Service:
    """What can be booked, where, on which days, and under which rules; dropped below `least_children`."""

    key: str
    name: str
    article: str
    words: tuple[str, ...]
    sites: tuple[str, ...]
    takes_place: ServiceDays
    parts: tuple[Part, ...]
    hours: Mapping[Part, Hours]
    meal: Meal
    capacity: Mapping[str, Capacity]
    prices: tuple[Price, ...]
    enrolment: bool
    least_children: int | None
    booking: ActRules
    cancelling: ActRules
    absence: AbsenceRules
    units: Units
    conditions: Conditions
    waiting: WaitingRules | None
    quotas: tuple[Quota, ...]
    year: SchoolYear
    reminders: ReminderRules = NO_REMINDERS

    def days(self, calendar: Calendar, first: date, last: date) -> tuple[date, ...]:
        """The dates from `first` to `last` (both included) on which it takes place, within the school year."""
        first = max(first, self.year.first_possible_day)
        last = min(last, self.year.last_possible_day)
        return tuple(day for day in days_between(first, last) if self.takes_place.holds(day, calendar))

    def capacity_at(self, site_key: str, part: Part, day: date) -> int:
        """Places at a site in a part of that day. Raises UnknownSite where it does not take place at that site."""
        if site_key not in self.capacity:
            raise UnknownSite(site_key)
        return self.capacity[site_key].on(part, weekday_of(day))

    def sessions_of(self, part: Part) -> tuple[Part, ...]:
        """The sessions that a child takes who comes for that part: a whole day is every part there is."""
        return self.parts if part is Part.DAY else (part,)


@dataclass(frozen=True, slots=True)
class Town:
    """The deployment: what the town's file says. `menus` is the file of what there is to eat, if any."""

    name: str
    zone: ZoneInfo
    school_zone: SchoolZone
    region: Region
    office: Office
    quiet_hours: Hours
    school_year: SchoolYear
    calendar: Calendar
    sites: tuple[Site, ...]
    services: tuple[Service, ...]
    privacy: Privacy
    menus: Path | None = None

    def service(self, key: str) -> Service:
        """The service of that key; raises UnknownService."""
        for service in self.services:
            if service.key == key:
                return service
        raise UnknownService(key)

    def site(self, key: str) -> Site:
        """The site of that key; raises UnknownSite."""
        for site in self.sites:
            if site.key == key:
                return site
        raise UnknownSite(key)
