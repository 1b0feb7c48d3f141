"""Who is texting: a guardian on a family's file, known by phone number or Telegram account, or nobody we know."""

import re
from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from booking.households import Household, households_by_phone, households_by_telegram
from channels.transport import Channel
from messages.understanding.normalise import plain

WORD = re.compile(r"[^\W_]+")


async def known_at(db: AsyncSession, channel: Channel, address: str) -> Sequence[Household]:
    """The households behind an address: none where nobody is known, several where it stands on several files."""
    if channel is Channel.TELEGRAM:
        return await households_by_telegram(db, int(address))
    return await households_by_phone(db, address)


def who_is(known: Sequence[Household], words: str, *, before: int | None) -> Household | None:
    """The household that speaks; of several the one whose child or file number stands in the words.

    Otherwise it goes on with the guardian with whom the conversation was held `before`; none where that is open.
    """
    if len(known) < 2:
        return known[0] if known else None
    named = [household for household in known if is_named(household, words)]
    if len(named) == 1:
        return named[0]
    return next((household for household in named or known if household.guardian_id == before), None)


def is_named(household: Household, words: str) -> bool:
    """Whether a child of the household, or the number of its file, stands in the words."""
    said = _spelt(words)
    names = [child.first_name for child in household.children]
    return any(f" {_spelt(name)} " in f" {said} " for name in (*names, household.number))


def _spelt(text: str) -> str:
    return " ".join(WORD.findall(plain(text)))
