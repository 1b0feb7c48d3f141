"""From which day to which day somebody wants to see how it went."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from channels.desk.house import Desk
from channels.desk.visit import Visit
from channels.web.errors import FieldError

USUAL = timedelta(days=29)
LONGEST = 366  # days


@dataclass(frozen=True, slots=True)
class Period:
    """Days of the town, both included."""

    first: date
    last: date
    zone: ZoneInfo

    @property
    def days(self) -> Sequence[date]:
        """Each of them."""
        return [self.first + timedelta(days=ahead) for ahead in range((self.last - self.first).days + 1)]

    @property
    def begins(self) -> datetime:
        """The first instant."""
        return datetime.combine(self.first, time(), tzinfo=self.zone)

    @property
    def ends(self) -> datetime:
        """The first instant after it."""
        return datetime.combine(self.last + timedelta(days=1), time(), tzinfo=self.zone)

    def day_of(self, hour: int) -> date:
        """The day of an hour that is counted from 1970 in UTC."""
        return self.local(hour).date()

    def local(self, hour: int) -> datetime:
        """That hour on the town's clocks."""
        return datetime.fromtimestamp(hour * 3600, UTC).astimezone(self.zone)


def usual_period(desk: Desk, visit: Visit) -> Period:
    """The last 30 days, today included."""
    today = desk.today(visit)
    return Period(today - USUAL, today, desk.town.zone)


def period_in(desk: Desk, visit: Visit) -> Period:
    """The days in the address; the usual ones where there are none. Raises FieldError."""
    usual = usual_period(desk, visit)
    last = min(visit.fields.day("au", usual.last), usual.last)
    first = visit.fields.day("du", min(usual.first, last))
    if first > last:
        raise FieldError("du", "Le premier jour est après le dernier.")
    if (last - first).days >= LONGEST:
        raise FieldError("du", f"Au plus {LONGEST} jours à la fois : rapprochez les deux dates.")
    return Period(first, last, desk.town.zone)
