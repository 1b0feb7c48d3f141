"""Who may have written from an address: the guardians on whose file it stands."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload, selectinload

from booking.tables import Family, Guardian
from channels.transport import Channel

Address: TypeAlias = tuple[Channel, str]


async def writers_at(db: AsyncSession, addresses: Iterable[Address]) -> Mapping[Address, Sequence[Guardian]]:
    """For each address its guardians, with family and children; none where it stands on no file any more."""
    wanted = set(addresses)
    phones = {address for channel, address in wanted if channel is not Channel.TELEGRAM}
    chats = {int(address) for channel, address in wanted if channel is Channel.TELEGRAM}
    known = (
        select(Guardian)
        .where(or_(Guardian.phone.in_(phones), Guardian.telegram_id.in_(chats)))
        .options(joinedload(Guardian.family).options(selectinload(Family.children), selectinload(Family.guardians)))
        .order_by(Guardian.id)
    )
    guardians = (await db.scalars(known)).all()
    return {each: [guardian for guardian in guardians if _is_at(guardian, *each)] for each in wanted}


def _is_at(guardian: Guardian, channel: Channel, address: str) -> bool:
    return address == (str(guardian.telegram_id) if channel is Channel.TELEGRAM else guardian.phone)
