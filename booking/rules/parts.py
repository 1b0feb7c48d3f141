"""Parts of a day, and hours of the clock."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum


class Part(StrEnum):
    """Part of a day for which a session is held."""

    DAY = "day"
    MORNING = "morning"
    AFTERNOON = "afternoon"


@dataclass(frozen=True, slots=True)
class Hours:
    """From `start` to `end`, local time; through midnight where `end` comes before `start`."""

    start: time
    end: time

    def __contains__(self, at: time) -> bool:
        if self.start <= self.end:
            return self.start <= at < self.end
        return at >= self.start or at < self.end

    def length(self) -> timedelta:
        """How long they last on the clock."""
        start, end = datetime.combine(date.min, self.start), datetime.combine(date.min, self.end)
        return (end - start) % timedelta(days=1)
