"""The calendar of a family at a secret address (iCalendar, RFC 5545): one for each guardian, renewed at their wish.

The address is made of the installation's key and the edition's number, so it can be shown again without being kept:
the database only holds what recognises it.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from icalendar import Calendar, Event
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from booking.agenda import Line, agenda
from booking.domain import State
from booking.rules.parts import Part
from booking.tables import Guardian
from booking.town import Town
from channels.portal.secrets import digest_of
from channels.portal.tables import CalendarFeed
from channels.web.signing import Seals
from messages.wording.catalogue import Catalogue
from messages.wording.message import Message

PURPOSE = "calendar feed"
ADDRESS = "/famille/agenda/"
BEFORE, AHEAD = timedelta(days=30), timedelta(days=200)


async def feed_path(db: AsyncSession, seals: Seals, guardian_id: int) -> str | None:
    """The address of a guardian's calendar, from the site's root; none as long as they asked for none."""
    feed = await db.get(CalendarFeed, guardian_id)
    return None if feed is None else f"{ADDRESS}{_secret(seals, guardian_id, feed.edition)}.ics"


async def renew_feed(db: AsyncSession, seals: Seals, guardian_id: int) -> str:
    """Another address in the place of the one there was; the first one where there was none."""
    feed = await db.get(CalendarFeed, guardian_id)
    edition = 1 if feed is None else feed.edition + 1
    secret = _secret(seals, guardian_id, edition)
    if feed is None:
        db.add(CalendarFeed(guardian_id=guardian_id, edition=edition, digest=digest_of(secret)))
    else:
        feed.edition, feed.digest = edition, digest_of(secret)
    await db.flush()
    return f"{ADDRESS}{secret}.ics"


async def calendar_at(
    db: AsyncSession, town: Town, catalogue: Catalogue, secret: str, *, now: datetime
) -> bytes | None:
    """The calendar at a secret address, as it is now; none where nobody has that address (any more)."""
    wanted = (
        select(Guardian)
        .join(CalendarFeed, CalendarFeed.guardian_id == Guardian.id)
        .where(CalendarFeed.digest == digest_of(secret), Guardian.withdrawn_at.is_(None))
    )
    guardian = await db.scalar(wanted)
    if guardian is None:
        return None
    today = now.astimezone(town.zone).date()
    lines = await agenda(db, guardian.family_id, first=today - BEFORE, last=today + AHEAD)
    return _written(town, catalogue, guardian.language, lines, now)


def _written(town: Town, catalogue: Catalogue, language: str, lines: Sequence[Line], now: datetime) -> bytes:
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


def _secret(seals: Seals, guardian_id: int, edition: int) -> str:
    return seals.mark(PURPOSE, str(guardian_id), str(edition))
