"""Reads ranges of dates: one date, or the first and the last."""

from datetime import date

from booking.town_file.problems import Complaint
from booking.town_file.table import Table
from booking.town_file.values import DAY


def read_range(table: Table, key: str) -> tuple[date, date]:
    """`2026-11-12` alone, or `[2026-11-12, 2026-11-13]`, both included."""
    if not isinstance(table.values.get(key), list):
        day = table.one(key, DAY)
        return day, day
    days = table.many(key, DAY)
    if not days or len(days) > 2 or days[0] > days[-1]:
        table.complain(key, Complaint.ENDS_BEFORE_IT_STARTS)
        return DAY.fallback, DAY.fallback
    return days[0], days[-1]
