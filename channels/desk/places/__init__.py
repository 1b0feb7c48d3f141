"""Places: the sessions of a week with their fill levels, and each with its waiting list."""

from collections.abc import Sequence

from channels.desk.actions import Action, form, page
from channels.desk.places.capacity import take_capacity
from channels.desk.places.one import show_session
from channels.desk.places.week import show_places
from channels.desk.roles import Right

ACTIONS: Sequence[Action] = (
    page("/places", Right.SESSIONS, show_places),
    page("/places/{session}", Right.SESSIONS, show_session),
    form("/places/{session}", Right.CLOSE, take_capacity),
)
