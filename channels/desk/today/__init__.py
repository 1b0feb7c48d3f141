"""Today: how many children come, for the kitchens and those who look after them."""

from collections.abc import Sequence

from channels.desk.actions import Action, page
from channels.desk.roles import Right
from channels.desk.today.counts import show_today

ACTIONS: Sequence[Action] = (page("", Right.COUNTS, show_today),)
