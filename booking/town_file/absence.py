"""Reads the absence clock of a service: `[services.cantine.absence]`."""

from booking.rules.absence import AbsenceReason, AbsenceRules, Billing, CountedFrom, Excuse, Proof
from booking.rules.acts import GivesBack
from booking.town_file.acts import read_price_change, read_provenance
from booking.town_file.deadlines import COUNTING, read_deadline
from booking.town_file.problems import Complaint
from booking.town_file.table import Table
from booking.town_file.values import YES, whole, word_of


def read_absence(table: Table) -> AbsenceRules:
    """Reasons for absence, each a table of its own; the call that must be made; what a no-show costs."""
    return AbsenceRules(
        excuses={reason: table.table(reason.value, _excuse) for reason in AbsenceReason if table.has(reason.value)},
        notice=table.maybe_table("notice", read_deadline),
        gives_back=table.one("gives_back", word_of(GivesBack), GivesBack.DEDUCTION),
        no_show=table.maybe_table("no_show", read_price_change),
        refused_if_at_school=table.one("refused_if_at_school", YES, default=False),
        return_must_be_announced=table.one("return_must_be_announced", YES, default=False),
        provenance=read_provenance(table),
    )


def _excuse(table: Table) -> Excuse:
    return Excuse(
        billing=table.one("billing", word_of(Billing)),
        proof=table.maybe_table("proof", _proof),
        waiting_days=table.one("waiting_days", whole(), 0),
        waiting_from=table.one("waiting_from", word_of(CountedFrom), CountedFrom.FIRST_DAY),
        free_days_at_most=table.maybe("free_days_at_most", whole(1)),
        at_least_days=table.one("at_least_days", whole(1), 1),
        at_least_in=table.one("at_least_in", COUNTING, COUNTING.fallback),
        from_second_week=table.one("from_second_week", YES, default=False),
        needs_notice=table.one("needs_notice", YES, default=True),
        gives_back=table.maybe("gives_back", word_of(GivesBack)),
    )


def _proof(table: Table) -> Proof:
    hours, days = table.maybe("hours", whole(1)), table.maybe("days", whole(1))
    if (hours is None) == (days is None):
        table.report.add(table.path, Complaint.HOURS_OR_DAYS)
    return Proof(
        hours=hours,
        days=days,
        counting=table.one("counted_in", COUNTING, COUNTING.fallback),
        counted_from=table.one("counted_from", word_of(CountedFrom), CountedFrom.FIRST_DAY),
        late_costs_only_waiting_days=table.one("late_costs_only_waiting_days", YES, default=False),
    )
