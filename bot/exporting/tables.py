"""Which tables leave the house: all of them, but those that hold secrets or that only serve for a moment."""

from collections.abc import Sequence

from sqlalchemy import Table

import booking.importing.tables
import booking.invitations.tables
import booking.reminders.tables
import bot.tables
import channels.desk.tables
import channels.notices.tables
import channels.portal.tables
import channels.tables
from booking.tables import Base

DECLARED = (booking.importing.tables, booking.reminders.tables, channels.desk.tables, channels.notices.tables,
            channels.portal.tables, channels.tables, bot.tables)  # fmt: skip
LEFT_OUT = frozenset(
    {
        # secrets, or what is worth one: accounts, keys and links are made again in the new house
        "staff",
        "api_keys",
        "page_links",
        "invitations",
        "page_browsers",
        "calendar_feeds",
        "webhooks",
        "webhook_calls",
        # what serves for a moment, or belongs to the processes that run
        "deployment",
        "failed_logins",
        "taken_forms",
        "answered_calls",
        "early_receipts",
        "leases",
        "workers",
        "allowances",
    }
)


def exported() -> Sequence[Table]:
    """The tables that leave, each after those it refers to."""
    return [table for table in Base.metadata.sorted_tables if table.name not in LEFT_OUT]
