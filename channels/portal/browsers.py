"""Browsers that a guardian opened with a link: recognised by a cookie, listed, closed one by one or all at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from booking.database import run
from booking.tables import Guardian
from channels.portal.secrets import digest_of, new_secret
from channels.portal.tables import PageBrowser

LASTS = timedelta(days=30)
NAME_AT_MOST = 60  # characters
RECOGNISING = (
    select(PageBrowser.id, Guardian.id, Guardian.family_id, Guardian.name, Guardian.language)
    .join(Guardian, Guardian.id == PageBrowser.guardian_id)
    .where(
        PageBrowser.digest == bindparam("digest"),
        PageBrowser.closed_at.is_(None),
        PageBrowser.ends_at > bindparam("now", type_=PageBrowser.ends_at.type),
        Guardian.withdrawn_at.is_(None),
    )
)
KNOWN = (("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("Mac", "Mac"))


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who looks at a page, and with which of their browsers."""

    browser_id: int
    guardian_id: int
    family_id: int
    name: str
    language: str


async def open_browser(db: AsyncSession, guardian_id: int, user_agent: str, *, now: datetime) -> str:
    """Let a browser in; the secret that goes into its cookie."""
    secret = new_secret()
    values = {"guardian_id": guardian_id, "digest": digest_of(secret), "name": _name(user_agent)}
    db.add(PageBrowser(**values, opened_at=now, ends_at=now + LASTS))
    await db.flush()
    return secret


async def visitor_of(db: AsyncSession, secret: str, *, now: datetime) -> Visitor | None:
    """Who comes with this cookie; none where it is unknown, run out or closed, or they have no say any more."""
    row = (await run(db, RECOGNISING, digest=digest_of(secret), now=now)).first()
    return None if row is None else Visitor(*row)


async def open_browsers(db: AsyncSession, guardian_id: int, *, now: datetime) -> Sequence[PageBrowser]:
    """The browsers in which a guardian is let in, latest first."""
    opened = (PageBrowser.guardian_id == guardian_id, PageBrowser.closed_at.is_(None), PageBrowser.ends_at > now)
    return (await db.scalars(select(PageBrowser).where(*opened).order_by(PageBrowser.id.desc()))).all()


async def close_browsers(db: AsyncSession, guardian_id: int, *, now: datetime, only: int | None = None) -> None:
    """Close the browsers of a guardian: all of them, or only one."""
    mine = [PageBrowser.guardian_id == guardian_id, PageBrowser.closed_at.is_(None)]
    if only is not None:
        mine.append(PageBrowser.id == only)
    await db.execute(update(PageBrowser).where(*mine).values(closed_at=now))


def _name(user_agent: str) -> str:
    """What its owner knows the browser by; no more of it is kept."""
    return next((name for mark, name in KNOWN if mark in user_agent), "")[:NAME_AT_MOST]
