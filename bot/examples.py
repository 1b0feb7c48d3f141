"""A text that would work for this family, today: their child, their service, the next day that is open."""

from datetime import date, timedelta

from booking.availability import places_left
from booking.households import ChildAtHome, EnrolledIn
from booking.rules.acts import Applicant
from booking.rules.judge import InTime, judge
from bot.turn import Turn
from messages.wording.phrases import Phrases

AHEAD = timedelta(days=30)
FRENCH = Phrases("fr", plain=True)  # texts are understood in French, in whatever language they are answered


async def example_for(turn: Turn) -> str:
    """ "cantine jeudi Léo": what may be booked next, in time, where there is a place; without a day if nothing can."""
    for child in turn.caller.children:
        for enrolment in child.enrolled_on(turn.today):
            day = await _next_open(turn, enrolment)
            if day is not None:
                return _text(turn, enrolment, child, day)
    return f"{turn.town.services[0].name} lundi"


async def _next_open(turn: Turn, enrolment: EnrolledIn) -> date | None:
    service, calendar = turn.town.service(enrolment.service), turn.town.calendar
    first = turn.today + timedelta(days=1)
    places = await places_left(turn.db, service.key, [enrolment.site], first=first, last=first + AHEAD)
    for place in places:
        verdict = judge(service.booking, place.day, now=turn.arrived, calendar=calendar, who=Applicant())
        if place.closed is None and place.left > 0 and isinstance(verdict, InTime):
            return place.day
    return None


def _text(turn: Turn, enrolment: EnrolledIn, child: ChildAtHome, day: date) -> str:
    within_a_week = day <= turn.today + timedelta(days=7)
    when = FRENCH.weekday(day) if within_a_week else FRENCH.day(day)
    return f"{turn.town.service(enrolment.service).name} {when} {child.first_name}"
