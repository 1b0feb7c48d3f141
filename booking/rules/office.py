"""When a person at the office can answer."""

from datetime import datetime, timedelta

from booking.rules.acts import AcceptedHours
from booking.rules.calendar import Calendar
from booking.rules.judge import next_accepted

TIME_TO_ANSWER = timedelta(minutes=30)  # who writes later than that before the office closes hears after it opens
LOOKED_AHEAD = timedelta(days=30)


def answered_from(hours: tuple[AcceptedHours, ...], now: datetime, calendar: Calendar) -> datetime | None:
    """When somebody can answer what reached the office at `now` (aware): `now` itself, or its next opening.

    In the town's zone; none where the file does not say the hours, or nothing opens within a month.
    """
    wanted = now + TIME_TO_ANSWER
    end = now + LOOKED_AHEAD
    found = next_accepted(hours, wanted, end, calendar) if hours else end
    if found >= end:
        return None
    return (now if found == wanted else found).astimezone(calendar.zone)
