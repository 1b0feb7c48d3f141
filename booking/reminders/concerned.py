"""Whom an end concerns: children who may come, have decided nothing, and usually do come. One statement, streamed.

However many families there are, no more than one family is held in memory.
"""

from sqlalchemy import (
    or_,
)

from booking.domain import State
from booking.tables import Reservation, one_of

ROWS_AT_ONCE = 1000
LIVE_OR_LEFT = or_(one_of("reservations.state", frozenset(State) - {State.CANCELLED}), Reservation.closure_id.is_(None))
