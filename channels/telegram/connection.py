"""The Telegram library, opened for one bot. It takes a quarter of a second to load, so only a town with a bot pays."""

import json
import logging
import os
from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from channels.telegram.updates import ALLOWED_UPDATES, Json

if TYPE_CHECKING:
    from telegram import Bot

PATIENCE = timedelta(seconds=15)  # for an answer
AT_ONCE = 32  # connections


class Connection:
    """Telegram's API for the bot of `token`, at https://api.telegram.org, a local Bot API server or a stand-in."""

    bot: "Bot"

    def __init__(self, token: str, api_base: str, patience: timedelta = PATIENCE) -> None:
        _prepare_library()
        from telegram import Bot
        from telegram.request import HTTPXRequest

        base = api_base.rstrip("/")
        self._api = f"{base}/bot{token}"
        self._patience = patience.total_seconds()
        self._requests = (
            HTTPXRequest(connection_pool_size=AT_ONCE, read_timeout=self._patience, pool_timeout=self._patience),
            HTTPXRequest(connection_pool_size=1, read_timeout=self._patience),
        )
        self.bot = Bot(
            token,
            base_url=f"{base}/bot",
            base_file_url=f"{base}/file/bot",
            request=self._requests[0],
            get_updates_request=self._requests[1],
        )

    async def updates(self, after: int | None, wait: timedelta) -> Sequence[Json]:
        """What people did since the update with the id `after`, all of which Telegram then forgets.

        Waits for the first of it, at most for `wait`. Gives the updates as they came: `Bot.get_updates` parses them
        all, and one that the library cannot read would hold up the others for ever. Raises `telegram.error`'s.
        """
        question = {
            "offset": 0 if after is None else after + 1,
            "timeout": int(wait.total_seconds()),
            "allowed_updates": json.dumps(ALLOWED_UPDATES),
        }
        answer = await self._requests[1].post(
            f"{self._api}/getUpdates?{urlencode(question)}", read_timeout=wait.total_seconds() + self._patience
        )
        return answer if isinstance(answer, list) else []

    async def aclose(self) -> None:
        """Close the connections."""
        # not by Bot.shutdown(): without initialize(), which asks Telegram for the bot's name first, it does nothing
        for request in self._requests:
            await request.shutdown()


def _prepare_library() -> None:
    os.environ.setdefault("PTB_TIMEDELTA", "true")  # the library's own switch to durations as timedelta
    logging.getLogger("httpx").setLevel(logging.WARNING)  # its INFO has each address, and the address has the token
    logging.getLogger("telegram").setLevel(logging.INFO)  # its DEBUG has what people write
