"""The rights of a family as the desk gives them: the same as the command line does."""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncSession

from booking.domain import Act
from booking.town import Town
from bot.rights.document import document_of
from bot.rights.erasing import erase
from bot.rights.people import people_of
from bot.rights.told import in_words
from channels.forgetting import forget_spooled
from channels.privacy.rights import HandedOver


@dataclass(frozen=True, slots=True)
class Rights:
    """`channels.privacy.rights.FamilyRights` of one town; `spool` is where messages wait on the disk."""

    town: Town
    spool: Path

    async def hand_over(self, db: AsyncSession, number: str, *, now: datetime) -> HandedOver:
        """All that is kept of the family of that file number."""
        document = await document_of(db, self.town, await people_of(db, number), now=now)
        return HandedOver(json.dumps(document.tables, ensure_ascii=False, indent=1), document.page)

    async def erase(self, db: AsyncSession, number: str, *, act: Act) -> Sequence[str]:
        """Erase it; what came of it, in French."""
        today = act.at.astimezone(self.town.zone).date()
        done = await erase(db, await people_of(db, number), self.town.privacy.keeping, act=act, today=today)
        spooled = await asyncio.to_thread(forget_spooled, self.spool, done.addresses)
        return list(in_words(number, done, spooled))
