"""Who is texting: a guardian on a family's file, known by phone number or Telegram account, or nobody we know."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from booking.households import Household, households_by_phone, households_by_telegram
from channels.transport import Channel


async def who_is(db: AsyncSession, channel: Channel, address: str, *, before: int | None) -> Household | None:
    """The household behind an address; none where it stands on no file, or on several.

    `before` is the guardian with whom the conversation was held until now: of several, it goes on with them.
    """
    known = await _known(db, channel, address)
    for household in known:
        if household.guardian_id == before:
            return household
    return known[0] if len(known) == 1 else None


async def _known(db: AsyncSession, channel: Channel, address: str) -> Sequence[Household]:
    if channel is Channel.TELEGRAM:
        return await households_by_telegram(db, int(address))
    return await households_by_phone(db, address)
