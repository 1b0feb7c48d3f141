"""Reads in which pieces a service is taken (`units`), for whom it is (`for_whom`), and its waiting list (`waiting`)."""

from datetime import timedelta

from booking.rules.acts import Span
from booking.rules.calendar import Season
from booking.rules.eligibility import Conditions
from booking.rules.offers import OfferRules, WaitingRules
from booking.rules.parts import Hours
from booking.rules.priority import Criterion
from booking.rules.units import Amount, ByTheHour, Piece, Units
from booking.town_file.deadlines import read_deadline
from booking.town_file.hours import read_hours
from booking.town_file.table import Table
from booking.town_file.values import AGE, TEXT, YES, whole, word_of


def read_units(table: Table) -> Units:
    """Pieces of a day, whole weeks, the least and the most, hours."""
    return Units(
        pieces=frozenset(table.many("pieces", word_of(Piece), ())),
        whole_weeks=table.one("whole_weeks", YES, default=False),
        whole_weeks_in=frozenset(table.many("whole_weeks_in", word_of(Season), ())),
        at_least=table.tables("at_least", _amount),
        at_most=table.tables("at_most", _amount),
        by_the_hour=table.maybe_table("by_the_hour", _by_the_hour),
    )


def _amount(table: Table) -> Amount:
    amount = Amount(
        per=table.one("per", word_of(Span)),
        days=table.maybe("days", whole(1)),
        half_days=table.maybe("half_days", whole(1)),
        hours=table.maybe("hours", whole(1)),
        days_in_short_week=table.maybe("days_in_weeks_with_public_holiday", whole()),
        seasons=frozenset(table.many("only_in", word_of(Season), ())),
    )
    if amount.days is None and amount.half_days is None and amount.hours is None:
        table.missing("days")
    return amount


def _by_the_hour(table: Table) -> ByTheHour:
    return ByTheHour(
        open=_ranges(table),
        shortest=timedelta(minutes=table.one("shortest_minutes", whole(1), 60)),
        step=timedelta(minutes=table.one("step_minutes", whole(1), 30)),
        billed_at_least=timedelta(minutes=table.one("billed_at_least_minutes", whole(), 0)),
    )


def _ranges(table: Table) -> tuple[Hours, ...]:
    """Hours of opening, each a table: `{ range = ["08:30", "12:30"] }`."""
    if not table.has("open"):
        table.missing("open")
    return table.tables("open", lambda entry: read_hours(entry, "range"))


def read_conditions(table: Table) -> Conditions:
    """Ages, classes, schools, residents."""
    return Conditions(
        youngest=table.maybe("from_age", AGE),
        oldest=table.maybe("until_age", AGE),
        classes=frozenset(table.many("classes", TEXT, ())),
        schools=frozenset(table.many("schools", TEXT, ())),
        residents_only=table.one("residents_only", YES, default=False),
    )


def read_waiting(table: Table) -> WaitingRules:
    """The order of the waiting list, and whether a freed place is offered for some hours, or confirmed at once."""
    return WaitingRules(
        priority=table.many("priority", word_of(Criterion), (Criterion.ARRIVAL,)),
        offer=table.maybe_table("offer", _offer),
    )


def _offer(table: Table) -> OfferRules:
    return OfferRules(
        lasts=timedelta(minutes=_minutes(table, "hours", "minutes")),
        at_least=timedelta(minutes=table.one("at_least_minutes", whole(1), 30)),
        until=table.maybe_table("until", read_deadline),
    )


def _minutes(table: Table, hours: str, minutes: str) -> int:
    if table.has(minutes):
        return table.one(minutes, whole(1))
    return table.one(hours, whole(1)) * 60
