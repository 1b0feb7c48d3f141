"""Who is texting: a guardian on a family's file, known by phone number or Telegram account, or nobody we know."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from booking import families
from booking.tables import Child, Guardian
from bot.tables import ConversationRow
from channels.transport import Channel


@dataclass(frozen=True, slots=True)
class Caller:
    """A guardian, with the children of the file in its order."""

    guardian: Guardian
    children: Sequence[Child]

    @property
    def family_id(self) -> int:
        """The file."""
        return self.guardian.family_id

    def child(self, first_name: str) -> Child:
        """The child of that first name on the file; raises KeyError."""
        for child in self.children:
            if child.first_name == first_name:
                return child
        raise KeyError(first_name)


async def who_is(db: AsyncSession, conversation: ConversationRow) -> Caller | None:
    """The guardian behind a conversation; none where the address stands on no file, or on several."""
    guardian = await _guardian(db, conversation)
    if guardian is None:
        return None
    conversation.guardian_id = guardian.id
    return Caller(guardian, await families.children_of(db, guardian.family_id))


async def _guardian(db: AsyncSession, conversation: ConversationRow) -> Guardian | None:
    if conversation.channel is Channel.TELEGRAM:
        known = await families.guardians_by_telegram(db, int(conversation.address))
    else:
        known = await families.guardians_by_phone(db, conversation.address)
    chosen = [guardian for guardian in known if guardian.id == conversation.guardian_id]
    if chosen:
        return chosen[0]
    return known[0] if len(known) == 1 else None
