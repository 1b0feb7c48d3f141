"""Keys of the API: added, listed, revoked, recognised. A key is shown once; we keep what recognises it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from booking.database import insert_once, run
from channels.portal.errors import KeyNameTaken, UnknownKey
from channels.portal.secrets import digest_of, new_secret
from channels.portal.tables import ApiKey

MARK = "allo_"  # so that a key that leaks into a repository or a log is recognised by those who look for them


class Scope(StrEnum):
    """What a key may do."""

    FAMILIES = "families"  # read families, guardians, children
    DIETS = "diets"  # see which child has which diet, where families may be read
    SESSIONS = "sessions"  # read the town, sessions, closures
    RESERVATIONS = "reservations"  # read reservations, waiting list, offers, standing bookings, the journal
    BOOKING = "booking"  # book, cancel, move, answer offers, make and end standing bookings
    HEAD_COUNTS = "head-counts"  # read how many children come
    NOTICES = "notices"  # read what staff wrote to many, and how far it came
    WEBHOOKS = "webhooks"  # say where changes are told


RECOGNISING = select(ApiKey.id, ApiKey.name, ApiKey.scopes).where(
    ApiKey.digest == bindparam("digest"), ApiKey.revoked_at.is_(None)
)


@dataclass(frozen=True, slots=True)
class Key:
    """A key that was recognised."""

    id: int
    name: str
    scopes: frozenset[Scope]


async def add_key(db: AsyncSession, name: str, scopes: Collection[Scope], *, now: datetime) -> str:
    """A new key, which is only ever seen here. Raises KeyNameTaken."""
    secret = MARK + new_secret()
    values = {"digest": digest_of(secret), "scopes": sorted(scopes), "added_at": now}
    if await insert_once(db, ApiKey, name=name, **values) is None:
        raise KeyNameTaken(name)
    return secret


async def list_keys(db: AsyncSession) -> Sequence[ApiKey]:
    """All keys there ever were, in the order of their names."""
    return (await db.scalars(select(ApiKey).order_by(ApiKey.name))).all()


async def revoke_key(db: AsyncSession, name: str, *, now: datetime) -> None:
    """From now on the key opens nothing. Raises UnknownKey; a second time changes nothing."""
    known = await db.scalar(select(ApiKey.id).where(ApiKey.name == name))
    if known is None:
        raise UnknownKey(name)
    await db.execute(update(ApiKey).where(ApiKey.id == known, ApiKey.revoked_at.is_(None)).values(revoked_at=now))


async def recognise(db: AsyncSession, secret: str) -> Key | None:
    """The key behind these letters; none where there is none, or where it was revoked."""
    row = (await run(db, RECOGNISING, digest=digest_of(secret))).first()
    if row is None:
        return None
    number, name, scopes = row
    return Key(number, name, frozenset(Scope(scope) for scope in scopes))
