"""Reads a stretch of hours: `["07:30", "08:30"]`."""

from booking.rules.parts import Hours
from booking.town_file.problems import Complaint
from booking.town_file.table import Table
from booking.town_file.values import HOUR_OF_DAY


def read_hours(table: Table, key: str) -> Hours:
    """From the first hour to the second."""
    hours = table.many(key, HOUR_OF_DAY)
    if len(hours) != 2:
        if table.has(key):
            table.complain(key, Complaint.NOT_TWO_HOURS)
        return Hours(HOUR_OF_DAY.fallback, HOUR_OF_DAY.fallback)
    return Hours(hours[0], hours[1])
