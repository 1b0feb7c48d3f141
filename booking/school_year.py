"""Dates that staff give: they must lie in the school year that the town's file describes."""

from datetime import date

from booking.errors import DateOutsideYear
from booking.town import SchoolYear


def require_in_year(year: SchoolYear, *days: date) -> None:
    """Raise DateOutsideYear for the first of these days that lies outside."""
    for day in days:
        if day not in year:
            raise DateOutsideYear(day, year.first_possible_day, year.last_possible_day)
