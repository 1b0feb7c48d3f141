"""Reads who answers for what is kept of people, and for how long it is: `[town.privacy]`."""

from booking.rules.keeping import Keeping, Privacy
from booking.town_file.table import Table
from booking.town_file.values import TEXT, YES, whole

USUAL = Keeping()


def read_privacy(table: Table, name: str) -> Privacy:
    """`controller` (else the town itself), `officer`, `first_contact`, and `keep` within what the law allows."""
    return Privacy(
        controller=table.one("controller", TEXT, name),
        officer=table.maybe("officer", TEXT),
        first_contact=table.one("first_contact", YES, default=True),
        keeping=table.maybe_table("keep", _keeping) or USUAL,
    )


def _keeping(table: Table) -> Keeping:
    return Keeping(
        files_months=table.one("files_months", whole(1, 36), USUAL.files_months),
        billing_years=table.one("billing_years", whole(4, 10), USUAL.billing_years),
        messages_months=table.one("messages_months", whole(1, 36), USUAL.messages_months),
        strangers_days=table.one("strangers_days", whole(7, 365), USUAL.strangers_days),
        drafts_days=table.one("drafts_days", whole(7, 180), USUAL.drafts_days),
        set_aside_days=table.one("set_aside_days", whole(7, 365), USUAL.set_aside_days),
        access_days=table.one("access_days", whole(1, 365), USUAL.access_days),
        accounts_months=table.one("accounts_months", whole(1, 36), USUAL.accounts_months),
        opt_outs_months=table.one("opt_outs_months", whole(36, 72), USUAL.opt_outs_months),
    )
