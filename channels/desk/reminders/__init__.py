"""Reminders: what will go out, stopping and resuming, and whether they are of use."""

from collections.abc import Sequence

from channels.desk.actions import Action, form, page
from channels.desk.reminders.coming import show_reminders
from channels.desk.reminders.stopping import take_resumption, take_stop
from channels.desk.roles import Right

ACTIONS: Sequence[Action] = (
    page("/rappels", Right.REMINDERS, show_reminders),
    form("/rappels/arreter", Right.REMINDERS, take_stop),
    form("/rappels/reprendre", Right.REMINDERS, take_resumption),
)
