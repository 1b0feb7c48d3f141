"""Links to the parents' pages: for one guardian, used once, and not for long; they travel in a text message."""

from datetime import datetime, timedelta

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from channels.portal.secrets import SHORT, digest_of, new_secret
from channels.portal.tables import PageLink

LASTS = timedelta(minutes=15)  # long enough for a text that arrives late, too short for a telephone that is lent
ADDRESS = "/famille/lien/"


async def make_link(db: AsyncSession, guardian_id: int, *, now: datetime) -> str:
    """A new link for a guardian, from the site's root; it is only ever seen here."""
    secret = new_secret(SHORT)
    db.add(PageLink(guardian_id=guardian_id, digest=digest_of(secret), made_at=now, ends_at=now + LASTS))
    await db.flush()
    return f"{ADDRESS}{secret}"


async def use_link(db: AsyncSession, secret: str, *, now: datetime) -> int | None:
    """The guardian to whom the link belongs; none where it is unknown, run out, or was used.

    One guarded update: of two browsers that come at the same time, one gets in.
    """
    unused = (PageLink.digest == digest_of(secret), PageLink.used_at.is_(None), PageLink.ends_at > now)
    used = await db.execute(update(PageLink).where(*unused).values(used_at=now).returning(PageLink.guardian_id))
    guardian_id: int | None = used.scalar()
    return guardian_id
