"""The forecast for a page: what a large town takes seconds to find is kept for two minutes."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from booking.reminders.stops import Stop, stops
from booking.town import Town
from bot.reminders.forecast import forecast, waiting
from channels.desk.reminding import Foreseen
from channels.transport import Channel
from messages.wording.catalogue import Catalogue

HOURS = 48
KEPT_FOR = timedelta(minutes=2)


class Foreseeing:
    """Forecasts for one town, in one process. One that is kept says at what time it was made."""

    def __init__(self, town: Town, catalogue: Catalogue, channels: Collection[Channel]) -> None:
        self._town = town
        self._catalogue = catalogue
        self._channels = channels
        self._kept: tuple[Collection[Stop], Foreseen] | None = None

    async def __call__(self, db: AsyncSession, now: datetime) -> Foreseen:
        """What becomes due within 48 hours of `now` (aware); at once anew where staff stopped or resumed something."""
        stopped = await stops(db)
        if self._kept is not None:
            stopped_then, foreseen = self._kept
            if stopped_then == stopped and timedelta() <= now - foreseen.at < KEPT_FOR:
                return foreseen
        foreseen = await self._look(db, now)
        self._kept = stopped, foreseen
        return foreseen

    async def _look(self, db: AsyncSession, now: datetime) -> Foreseen:
        coming = await forecast(db, self._town, self._catalogue, channels=self._channels, now=now, hours=HOURS)
        queued = await waiting(db)
        return Foreseen(now, HOURS, coming, queued.messages, queued.segments)
