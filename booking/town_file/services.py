"""Reads one service: `[services.cantine]` and what stands below it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from booking.rules.absence import AbsenceRules
from booking.rules.acts import ActRules
from booking.rules.calendar import Season, Weekday
from booking.rules.eligibility import Conditions
from booking.rules.reminding import NO_REMINDERS
from booking.rules.units import Units
from booking.town import Capacity, DayKind, Hours, Meal, Part, Price, Quota, SchoolYear, Service, ServiceDays, Site
from booking.town_file.absence import read_absence
from booking.town_file.acts import read_act, read_provenance, read_who
from booking.town_file.deadlines import WEEKDAY
from booking.town_file.hours import read_hours
from booking.town_file.problems import Complaint
from booking.town_file.reminders import read_reminders
from booking.town_file.table import Table
from booking.town_file.units import read_conditions, read_units, read_waiting
from booking.town_file.values import AGE, AMOUNT, DAY, TEXT, YES, near, whole, word_of

PART = word_of(Part)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a service needs to know of its town."""

    sites: Collection[Site]
    year: SchoolYear


def read_service(key: str, table: Table, around: Surroundings) -> Service:
    """One service, with its rules."""
    parts = table.some("parts", PART, (Part.DAY,))
    sites = _sites(table, around.sites)
    booking = table.table("booking", read_act)
    return Service(
        key=key,
        name=table.one("name", TEXT),
        article=table.one("article", TEXT),
        words=table.many("words", TEXT, ()),
        sites=sites,
        takes_place=table.table("days", _days),
        parts=parts,
        hours=table.table("hours", _hours_by_part),
        meal=table.one("meal", word_of(Meal), Meal.NONE),
        capacity=table.table("capacity", lambda sub: _capacities(sub, sites)),
        prices=table.tables("prices", _price),
        enrolment=table.one("enrolment", YES, default=True),
        least_children=table.maybe("least_children", whole(1)),
        booking=booking,
        cancelling=table.table("cancelling", lambda sub: _cancelling(sub, booking)),
        absence=table.maybe_table("absence", read_absence) or AbsenceRules({}),
        units=table.maybe_table("units", read_units) or Units(),
        conditions=table.maybe_table("for_whom", read_conditions) or Conditions(),
        waiting=table.maybe_table("waiting", read_waiting),
        quotas=table.tables("quotas", lambda sub: _quota(sub, sites)),
        reminders=table.maybe_table("reminders", read_reminders) or NO_REMINDERS,
        year=around.year,
    )


def _cancelling(table: Table, booking: ActRules) -> ActRules:
    """The clock of cancelling: its own, or `same_as_booking = true` (the windows of booking, and nothing after)."""
    if not table.one("same_as_booking", YES, default=False):
        return read_act(table)
    return replace(booking, late=(), approval_by=None, paid_within_hours=None, provenance=read_provenance(table))


def _sites(table: Table, known: Collection[Site]) -> tuple[str, ...]:
    keys = [site.key for site in known]
    chosen = table.some("sites", TEXT)
    for number, key in enumerate(chosen):
        if key and key not in keys:
            table.report.add(
                (*table.path, "sites", number),
                Complaint.UNKNOWN_SITE,
                word=key,
                near=near(key, keys),
                known=", ".join(keys),
            )
    return chosen


def _days(table: Table) -> ServiceDays:
    weekdays = {kind: frozenset(table.many(kind.value, WEEKDAY)) for kind in DayKind if table.has(kind.value)}
    if not weekdays:
        table.missing(DayKind.SCHOOL_DAYS.value)
    return ServiceDays(
        weekdays,
        frozenset(table.many("not_in", word_of(Season), ())),
        frozenset(table.many("closed_on", DAY, ())),
    )


def _hours_by_part(table: Table) -> Mapping[Part, Hours]:
    parts = [part for part in Part if table.has(part.value)]
    if not parts:
        table.missing(Part.DAY.value)
    return {part: read_hours(table, part.value) for part in parts}


def _capacities(table: Table, sites: Collection[str]) -> Mapping[str, Capacity]:
    for key in table.values:
        if key not in sites:
            table.complain(key, Complaint.UNKNOWN_SITE, word=key, near=near(key, sites), known=", ".join(sites))
    for site in sites:
        if not table.has(site):
            table.report.add(table.path, Complaint.NO_CAPACITY, site=site)
    table.accept_all()
    return {site: _capacity(table, site) for site in sites if site in table.values}


def _capacity(table: Table, site: str) -> Capacity:
    """`jean-moulin = 40`, or `{ places = 40, morning = 20, tuesday = 50 }`."""
    if not isinstance(table.values[site], dict):
        return Capacity(table.one(site, whole()))
    return table.table(site, _detailed_capacity)


def _detailed_capacity(table: Table) -> Capacity:
    by_part = {part: table.one(part.value, whole()) for part in Part if table.has(part.value)}
    by_weekday = {day: table.one(day.name.lower(), whole()) for day in Weekday if table.has(day.name.lower())}
    smallest = min(by_part.values(), default=None)
    return Capacity(table.one("places", whole(), smallest), by_part, by_weekday)


def _quota(table: Table, sites: Collection[str]) -> Quota:
    return Quota(
        label=table.one("label", TEXT),
        site=_site_key(table, "site", sites),
        places=table.one("places", whole()),
        who=read_who(table),
        classes=frozenset(table.many("classes", TEXT, ())),
        youngest=table.maybe("from_age", AGE),
        oldest=table.maybe("until_age", AGE),
        part=table.maybe("part", PART),
    )


def _site_key(table: Table, key: str, sites: Collection[str]) -> str:
    site = table.one(key, TEXT)
    if site and site not in sites:
        table.complain(key, Complaint.UNKNOWN_SITE, word=site, near=near(site, sites), known=", ".join(sites))
    return site


def _price(table: Table) -> Price:
    return Price(
        label=table.one("label", TEXT),
        euros=table.one("euros", AMOUNT),
        part=table.maybe("part", PART),
        meal=table.maybe("meal", YES),
        who=read_who(table),
        quotient_below=table.maybe("quotient_below", whole(1)),
    )
