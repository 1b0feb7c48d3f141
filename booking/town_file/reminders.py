"""Reads how a service reminds: `[services.cantine.reminders]`."""

from booking.rules.reminding import DaysAhead, HoursAhead, Lead, ReminderChoice, ReminderRules
from booking.town_file.problems import Complaint
from booking.town_file.table import Table
from booking.town_file.values import HOUR_OF_DAY, YES, whole, word_of

DEFAULT = ReminderRules(choice=ReminderChoice.USUAL)


def read_reminders(table: Table) -> ReminderRules:
    """For whom (`who`), how long before (`lead`), what is usual (`share_percent`, `weeks`), and what else is told."""
    return ReminderRules(
        choice=table.one("who", word_of(ReminderChoice), DEFAULT.choice),
        lead=table.maybe_table("lead", _lead) or DEFAULT.lead,
        share=table.one("share_percent", whole(1, 100), DEFAULT.share),
        weeks=table.one("weeks", whole(1, 30), DEFAULT.weeks),
        dearer=table.one("before_dearer", YES, default=DEFAULT.dearer),
        evening_before=table.maybe("evening_before", HOUR_OF_DAY),
        holidays=table.one("holidays", YES, default=DEFAULT.holidays),
    )


def _lead(table: Table) -> Lead:
    """`{ days = 1, at = "18:00" }`, or `{ hours = 3 }`."""
    if table.has("hours"):
        if table.has("days"):
            table.complain("hours", Complaint.HOURS_OR_DAYS)
        return HoursAhead(table.one("hours", whole(1)))
    return DaysAhead(table.one("days", whole()), table.one("at", HOUR_OF_DAY))
