"""Fetching what people write to the bot, for a place that Telegram cannot call."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from datetime import datetime, timedelta

import structlog

from channels.errors import KeepError
from channels.keeping import kept
from channels.telegram.connection import Connection
from channels.telegram.failures import failure_of
from channels.telegram.updates import Json, UpdateError, incoming
from channels.transport import Receive

LONG_POLL = timedelta(seconds=30)  # for which Telegram holds a question that has no answer yet
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=1), timedelta(minutes=1)

log = structlog.get_logger(__name__)


class Poller:
    """Asks Telegram for updates, and hands each to `receive`.

    Telegram forgets an update only when we ask for the next one, and we do so only once it is kept: a crash, or a
    database away, costs a second delivery at most. Nothing else may poll or hold a webhook for the same bot.
    """

    def __init__(
        self,
        token: str,
        api_base: str,
        receive: Receive,
        *,
        now: Callable[[], datetime],
        moved_clock: bool = False,
        first_pause: timedelta = FIRST_PAUSE,
    ) -> None:
        self._connection = Connection(token, api_base)
        self._receive = receive
        self._now = now
        self._moved_clock = moved_clock
        self._first_pause = first_pause
        self._last_kept: int | None = None

    async def run(self) -> None:
        """Poll until cancelled. What fails is logged and tried again, after pauses that double up to a minute."""
        try:
            await self._persist(self._connection.bot.delete_webhook)
            while True:
                await self._persist(self._round)
        finally:
            await self._connection.aclose()

    async def _persist(self, step: Callable[[], Awaitable[object]]) -> None:
        for pause in growing(self._first_pause):
            asked = await self._wait_after(step)
            if asked is None:
                return
            await asyncio.sleep(max(pause, asked).total_seconds())

    async def _wait_after(self, step: Callable[[], Awaitable[object]]) -> timedelta | None:
        """Take a step. None if it went well, else for how long at least to leave Telegram alone."""
        from telegram.error import TelegramError

        try:
            await step()
        except TelegramError as error:
            refusal = failure_of(error)
            log.warning("telegram.polling_failed", failure=refusal.failure, detail=refusal.detail)
            return refusal.after or timedelta()
        except KeepError:
            return timedelta()
        return None

    async def _round(self) -> None:
        for update in await self._connection.updates(after=self._last_kept, wait=LONG_POLL):
            await self._keep(update)

    async def _keep(self, update: Json) -> None:
        update_id = update.get("update_id")
        try:
            message = incoming(update, self._now(), moved_clock=self._moved_clock)
        except UpdateError as error:
            log.warning("telegram.bad_update", update_id=update_id, reason=str(error))
        else:
            if message:
                await kept(self._receive(message))
        if isinstance(update_id, int):
            self._last_kept = update_id


def growing(pause: timedelta) -> Iterator[timedelta]:
    """Pauses between one failure and the next: `pause`, twice that, and so on up to a minute."""
    while True:
        yield pause
        pause = min(pause * 2, LONGEST_PAUSE)
