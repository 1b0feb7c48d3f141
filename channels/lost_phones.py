"""A telephone that was lost or stolen, or whose number is somebody else's: all that it opens is shut at once."""

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from booking.domain import Act
from booking.phones import link_phone
from booking.tables import Guardian
from channels.portal.browsers import close_browsers
from channels.portal.tables import CalendarFeed, PageLink


async def lose_phone(db: AsyncSession, guardian: Guardian, *, act: Act) -> bool:
    """Take number and Telegram account off the file, close the browsers, void the links and the calendar's address.

    False where the number was changed meanwhile, and nothing was done. A new number is put on the file as any other.
    """
    if await link_phone(db, guardian.id, None, was=guardian.phone, act=act) is None:
        return False
    guardian.telegram_id = None
    await db.flush()
    await close_browsers(db, guardian.id, now=act.at)
    unused = PageLink.used_at.is_(None)
    await db.execute(update(PageLink).where(PageLink.guardian_id == guardian.id, unused).values(used_at=act.at))
    feed = update(CalendarFeed).where(CalendarFeed.guardian_id == guardian.id)
    await db.execute(feed.values(digest=f"lost by act {act.id}"))  # the next edition has another address
    return True
