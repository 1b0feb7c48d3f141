"""Who cannot be reached by a message, why, and how else they can be."""

from collections.abc import Sequence

from channels.desk.actions import Action, page
from channels.desk.roles import Right
from channels.desk.unreached.listed import show_unreached

ACTIONS: Sequence[Action] = (page("/injoignables", Right.FAMILIES, show_unreached),)
