"""A family's reservations as a calendar that programs read (iCalendar, RFC 5545)."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from icalendar import Calendar, Event

from booking.agenda import Line
from booking.domain import State
from booking.rules.parts import Part
from booking.town import Town
from messages.wording.catalogue import Catalogue
from messages.wording.message import Message


def calendar_file(town: Town, catalogue: Catalogue, language: str, lines: Sequence[Line], *, now: datetime) -> bytes:
    """The calendar with these reservations, as it is at `now` (aware)."""
    calendar = Calendar()
    calendar.add("prodid", "-//Allô Cantine//FR")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", f"Allô Cantine, {town.name}")
    calendar.add("refresh-interval", timedelta(hours=1), parameters={"VALUE": "DURATION"})
    for line in lines:
        calendar.add_component(_event(town, catalogue, language, line, now))
    return bytes(calendar.to_ical())


def _event(town: Town, catalogue: Catalogue, language: str, line: Line, now: datetime) -> Event:
    service = town.service(line.service)
    hours = service.hours.get(line.part) or service.hours.get(Part.DAY)
    state = catalogue.say(Message(f"state-{line.state}"), language=language, rich=False)
    event = Event()
    event.add("uid", f"{line.reference}-{line.child_id}-{line.day}-{line.service}-{line.part}@allo-cantine")
    event.add("dtstamp", now)
    event.add("summary", f"{line.child} : {service.name}{state}")
    event.add("location", town.site(line.site).name)
    event.add("description", line.reference)
    event.add("status", "CONFIRMED" if line.state is State.CONFIRMED else "TENTATIVE")
    if hours is None:
        event.add("dtstart", line.day)
        event.add("dtend", line.day + timedelta(days=1))
    else:
        event.add("dtstart", datetime.combine(line.day, hours.start, tzinfo=town.zone))
        event.add("dtend", datetime.combine(line.day, hours.end, tzinfo=town.zone))
    return event
