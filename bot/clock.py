"""The clock: the only reader of real time. Everything else is told what time it is."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo


class Clock:
    """The time in a town. For demonstration and tests it may start elsewhere than now, and be moved."""

    def __init__(self, zone: ZoneInfo, *, starts_at: datetime | None = None) -> None:
        self.zone = zone
        self._ahead = timedelta()
        if starts_at is not None:
            self.move_to(starts_at)

    def now(self) -> datetime:
        """This instant, aware, in UTC."""
        return datetime.now(UTC) + self._ahead

    @property
    def is_moved(self) -> bool:
        """Whether it is one of demonstration and tests, and tells another time than the machine's."""
        return self._ahead != timedelta()

    def of_the_machine(self) -> datetime:
        """This instant by the machine's own clock, aware, in UTC: to be compared with those of others."""
        return datetime.now(UTC)

    def move_to(self, instant: datetime) -> None:
        """Go on from another instant; a naive one is the town's local time."""
        there = instant if instant.tzinfo is not None else instant.replace(tzinfo=self.zone)
        self._ahead = there - datetime.now(UTC)

    def local(self, instant: datetime) -> datetime:
        """An instant as the town's clocks show it."""
        return instant.astimezone(self.zone)


def local_start(text: str, zone: ZoneInfo) -> datetime:
    """An instant as it is written on the command line: ISO, local time of the town unless it says otherwise; a date
    alone is 9 h in the morning. Raises ValueError."""
    written = datetime.fromisoformat(text)
    if len(text) == len("2026-11-23"):
        written = datetime.combine(written.date(), time(9))
    return written if written.tzinfo is not None else written.replace(tzinfo=zone)
