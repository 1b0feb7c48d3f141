"""The calendar of a family at a secret address (iCalendar, RFC 5545): one for each guardian, renewed at their wish.

The address is made of the installation's key and the edition's number, so it can be shown again without being kept:
the database only holds what recognises it.
"""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from booking.agenda import agenda
from booking.tables import Guardian
from booking.town import Town
from channels.portal.secrets import digest_of
from channels.portal.tables import CalendarFeed
from channels.web.signing import Seals
from messages.wording.catalogue import Catalogue

PURPOSE = "calendar feed"
ADDRESS = "/famille/agenda/"
BEFORE, AHEAD = timedelta(days=30), timedelta(days=200)


async def feed_path(db: AsyncSession, seals: Seals, guardian_id: int) -> str | None:
    """The address of a guardian's calendar, from the site's root; none as long as they asked for none, or lost it."""
    feed = await db.get(CalendarFeed, guardian_id)
    if feed is None:
        return None
    secret = _secret(seals, guardian_id, feed.edition)
    return f"{ADDRESS}{secret}.ics" if feed.digest == digest_of(secret) else None


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
    from channels.portal.calendar_files import calendar_file  # its library takes 3 MB: loaded when somebody asks

    return calendar_file(town, catalogue, guardian.language, lines, now=now)


def _secret(seals: Seals, guardian_id: int, edition: int) -> str:
    return seals.mark(PURPOSE, str(guardian_id), str(edition))
