"""A family's file: who is on it, and the week that is clicked to book and cancel."""

from datetime import date

from starlette.responses import Response

from booking.tables import Family
from channels.desk.families.found import family_of
from channels.desk.families.week import monday_of, week_of
from channels.desk.house import PREFIX, Desk
from channels.desk.unreached.standing import standings
from channels.desk.visit import Visit
from channels.purpose import Purpose


async def show_file(desk: Desk, visit: Visit) -> Response:
    """The file, with the week of the day in the address, or this week; at the end of a week the next one."""
    family = await family_of(visit)
    return await file_page(desk, visit, family)


async def file_page(desk: Desk, visit: Visit, family: Family, *, status: int = 200, **shown: object) -> Response:
    """The page of a file, at a week of the school year; with `problems` where a form could not be taken."""
    year, wanted = desk.town.school_year, visit.fields.day("semaine", _usual_day(desk.today(visit)))
    monday = monday_of(min(max(wanted, year.first_possible_day), year.last_possible_day))
    week = await week_of(visit.db, desk.town, family, monday, now=visit.now)
    ways = await desk.ways_to(visit.db, family.guardians, Purpose.NEWS)
    reach = standings(family.guardians, ways, desk.town.zone)
    known = {"family": family, "week": week, "reach": reach, "today": desk.today(visit)}
    formed = {"problems": {}, "typed": visit.fields}
    return desk.page(visit, "families/file.html", status=status, **known | formed | shown)


def address_of(family: Family, monday: date | None = None, part: str = "") -> str:
    """The address of a file, at that week, or one of its other pages."""
    week = f"?semaine={monday}" if monday is not None else ""
    return f"{PREFIX}/familles/{family.id}{part}{week}"


def _usual_day(today: date) -> date:
    return date.fromordinal(today.toordinal() + 2) if today.weekday() >= 5 else today
