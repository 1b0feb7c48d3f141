"""Planning: what is due is looked for in the database, written down once, and left to the outbox.

Nothing is kept between two ticks: after a restart, or three hours asleep, the next one finds what is still of use.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from datetime import datetime
from uuid import uuid4

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from booking.database import Database
from booking.reminders.moments import Moment, Moments
from booking.reminders.rounds import mark_done, without_done
from booking.reminders.stops import stops
from booking.reminders.tables import Kept, Kind
from booking.town import Town
from bot.leases import hand_back, hold
from bot.reaching import earliest
from bot.reminders.forms import Forms
from bot.reminders.keeping import keep
from bot.reminders.search import Found, one_ahead, search
from channels.purpose import Purpose
from channels.transport import Channel
from messages.wording.catalogue import Catalogue

log = structlog.get_logger(__name__)

TASK = "reminders"


@dataclass
class Planned:
    """What one round has come to."""

    messages: int = 0
    concerns: int = 0
    kept: Counter[Kept] = field(default_factory=Counter)


def moments_of(town: Town) -> Moments:
    """When this town reminds: in the hours at which it may write to people at all."""
    return Moments(town, lambda instant: earliest(instant, Purpose.REMINDER, town))


class Planner:
    """Plans the reminders of one town. Of several workers, the one that holds the lease does."""

    def __init__(
        self,
        town: Town,
        database: Database,
        catalogue: Catalogue,
        channels: Collection[Channel],
    ) -> None:
        self._town = town
        self._database = database
        self._forms = Forms(town, catalogue)
        self._channels = channels
        self._moments = moments_of(town)
        self._name = uuid4().hex

    async def plan(self, *, now: datetime) -> Planned:
        """Plan all that is due at `now` (aware), if this worker is the one to do it."""
        planned = Planned()
        async with self._database.writing() as db:
            if not await hold(db, TASK, self._name, now=now):
                return planned
        if earliest(now, Purpose.REMINDER, self._town) > now:
            return planned  # asleep through the evening: by day it is looked at again, if it is still of use
        for moments in await self._due(now):
            if not await self._plan_kind(moments, planned, now):
                return planned
        if planned.messages or planned.kept:
            kept = {str(why): number for why, number in planned.kept.items()}
            log.info("reminders.planned", messages=planned.messages, named=planned.concerns, kept=kept)
        return planned

    async def hand_back(self, db: AsyncSession) -> None:
        """Leave it to the other workers at once: this one ends."""
        await hand_back(db, TASK, self._name)

    async def _due(self, now: datetime) -> Sequence[Sequence[Moment]]:
        """What is due and neither done nor stopped, kind by kind."""
        due = self._moments.due(now)
        if not due:
            return ()
        async with self._database.reading() as db:
            stopped = await stops(db)
            open_ones = await without_done(db, due, now=now)
        left = [moment for moment in open_ones if not any(stop.holds(moment) for stop in stopped)]
        by_kind = [[moment for moment in left if moment.kind is kind] for kind in Kind]
        return [moments for moments in by_kind if moments]

    async def _plan_kind(self, moments: Sequence[Moment], planned: Planned, now: datetime) -> bool:
        """Everybody whom these moments concern; false where the lease was lost on the way."""
        async with self._database.reading() as db:
            everybody = search(db, self._town, moments, channels=self._channels, now=now)
            async with aclosing(one_ahead(everybody)) as parts:
                async for found in parts:
                    if not await self._keep(found, planned, now):
                        return False
        async with self._database.writing() as db:
            if await hold(db, TASK, self._name, now=now):
                await mark_done(db, moments, now=now)
        return True

    async def _keep(self, found: Found, planned: Planned, now: datetime) -> bool:
        async with self._database.writing() as db:
            if not await hold(db, TASK, self._name, now=now):
                return False
            await keep(db, self._forms, found.messages, now=now)
        planned.messages += len(found.messages)
        planned.concerns += sum(len(message.concerns) for message in found.messages)
        planned.kept.update(found.kept)
        return True
