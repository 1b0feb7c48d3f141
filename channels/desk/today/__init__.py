"""Today: how many children come, for the kitchens and those who look after them."""

from collections.abc import Sequence

from channels.desk.actions import Action, form, page
from channels.desk.roles import Right
from channels.desk.today.calling import take_roll_call
from channels.desk.today.counts import freeze_counts, show_counts, show_versions
from channels.desk.today.exports import export_csv, export_xlsx
from channels.desk.today.roll_call import show_roll_call

ACTIONS: Sequence[Action] = (
    page("", Right.COUNTS, show_counts),
    page("/effectifs.csv", Right.COUNTS, export_csv),
    page("/effectifs.xlsx", Right.COUNTS, export_xlsx),
    page("/effectifs/versions", Right.COUNTS, show_versions),
    form("/effectifs/arreter", Right.FREEZE, freeze_counts),
    page("/appel", Right.ROLL_CALL, show_roll_call),
    form("/appel", Right.ROLL_CALL, take_roll_call),
)
