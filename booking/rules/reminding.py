"""When a family is reminded, before which end, and for whom it matters. Pure, from the rules of one service."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from typing import TypeAlias
from zoneinfo import ZoneInfo

from booking.rules.calendar import ONE_DAY

Earliest: TypeAlias = Callable[[datetime], datetime]
"""The first instant from a given one on at which people may be written to."""

QUARTER = timedelta(minutes=15)
FURTHEST_BACK = timedelta(days=4)  # a night, a Sunday and two public holidays around it


class ReminderChoice(StrEnum):
    """Before which days a guardian is reminded."""

    OFF = "off"
    USUAL = "usual"  # only those on which the child usually comes
    ALWAYS = "always"


@dataclass(frozen=True, slots=True)
class DaysAhead:
    """So many days before the last day on which it is possible, at an hour of the town's clock."""

    days: int
    at: time


@dataclass(frozen=True, slots=True)
class HoursAhead:
    """So many hours before the end."""

    hours: int


Lead: TypeAlias = DaysAhead | HoursAhead


@dataclass(frozen=True, slots=True)
class ReminderRules:
    """How a service reminds; `choice` holds for guardians who have not chosen themselves.

    A child usually comes where it did in `share` percent of the last `weeks` open ones, at least. `dearer`: also
    before a late tier that costs more. `evening_before` is the hour at which the day's bookings are told, none where
    they are not. `holidays`: also when booking for holidays opens, and a week before it closes.
    """

    choice: ReminderChoice = ReminderChoice.OFF
    lead: Lead = DaysAhead(1, time(18))
    share: int = 50
    weeks: int = 6
    dearer: bool = True
    evening_before: time | None = None
    holidays: bool = False


NO_REMINDERS = ReminderRules()


def wanted_at(lead: Lead, closes_at: datetime, zone: ZoneInfo) -> datetime:
    """The instant that a lead means, before an end (its first instant too late, aware)."""
    match lead:
        case HoursAhead(hours=hours):
            return closes_at.astimezone(UTC) - timedelta(hours=hours)
        case DaysAhead(days=days, at=hour):
            last_day = (closes_at.astimezone(zone) - timedelta(minutes=1)).date()
            return datetime.combine(last_day - days * ONE_DAY, hour, tzinfo=zone).astimezone(UTC)


def due_at(wanted: datetime, *, opens_at: datetime | None, closes_at: datetime, earliest: Earliest) -> datetime | None:
    """When a reminder leaves; None where no permitted instant is of use.

    At the wanted instant. Where nobody may be written to then, earlier: as late as is permitted before it. Never
    before booking is open, since OUI could book nothing yet.
    """
    if opens_at is None or wanted > opens_at:
        before = _permitted_before(wanted, earliest)
        if before is not None and (opens_at is None or before >= opens_at):
            return before if before < closes_at else None
    after = earliest(wanted if opens_at is None else max(wanted, opens_at)).astimezone(UTC)
    return after if after < closes_at else None


def _permitted_before(wanted: datetime, earliest: Earliest) -> datetime | None:
    instant = wanted.astimezone(UTC)
    while instant > wanted - FURTHEST_BACK:
        if earliest(instant) <= instant:
            return instant
        instant -= QUARTER
    return None
