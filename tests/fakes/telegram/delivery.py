"""How updates reach the app: it asks (polling), or they are posted to its webhook."""

import asyncio
import itertools
import json
import re
from collections.abc import Callable, Sequence
from datetime import datetime

import httpx

from tests.fakes.telegram.params import Params
from tests.fakes.telegram.refusals import RefusalError
from tests.fakes.telegram.world import TOKEN, Json, Webhook, World

MOST_UPDATES = 100
SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
TOLD_BY_DEFAULT = (  # all but chat_member and the reactions
    "message", "edited_message", "channel_post", "edited_channel_post", "inline_query", "chosen_inline_result",
    "callback_query", "shipping_query", "pre_checkout_query", "poll", "poll_answer", "my_chat_member",
    "chat_join_request",
)  # fmt: skip
RETRY = 0.05  # seconds; Telegram's own pauses are longer, and grow


class Delivery(World):
    """Keeps each update until the app has it, in the order of things."""

    def __init__(self, *, now: Callable[[], datetime], app: str | None = None, token: str = TOKEN) -> None:
        super().__init__(now=now, app=app, token=token)
        self.updates: list[dict[str, object]] = []
        self.webhook: Webhook | None = None
        self.allowed: Sequence[str] = TOLD_BY_DEFAULT
        self._update_ids = itertools.count(870_000_001)
        self._news = asyncio.Condition()
        self._polls = 0
        self._held_open = False
        self._posting = asyncio.Lock()
        self._retrying: asyncio.Task[None] | None = None

    async def happens(self, kind: str, event: Json) -> Json:
        """Something happened: tell the app, if it asked for this kind; gives the update."""
        update: dict[str, object] = {"update_id": next(self._update_ids), kind: dict(event)}
        return await self.deliver(update) if kind in self.allowed else update

    async def deliver(self, update: dict[str, object]) -> Json:
        """Bring an update to the app; with a webhook the first try is over when this returns."""
        async with self._news:
            self.updates.append(update)
            self._news.notify_all()
        if self.webhook:
            await self._post_all()
        return update

    async def _post_all(self) -> None:
        """Post what waits, in order; after a refusal try again in a while, for as long as it takes."""
        async with self._posting:
            while self.updates and (webhook := self.webhook):
                webhook.last_error = await self._posting_error(webhook, self.updates[0])
                if webhook.last_error:
                    self._retrying = asyncio.create_task(self._post_later())
                    return
                self.updates.pop(0)

    async def _post_later(self) -> None:
        await asyncio.sleep(RETRY)
        await self._post_all()

    async def _posting_error(self, webhook: Webhook, update: Json) -> str | None:
        headers = {"Content-Type": "application/json"}
        if webhook.secret is not None:
            headers["X-Telegram-Bot-Api-Secret-Token"] = webhook.secret
        try:
            answer = await self._http.post(self._where(webhook.url), content=json.dumps(update), headers=headers)
        except httpx.TransportError as error:
            return f"{type(error).__name__}: connection failed"
        return None if answer.is_success else f"Wrong response from the webhook: {answer.status_code}"

    def _where(self, url: str) -> str:
        """The app, if a test says where it is: its public address leads nowhere here."""
        return url if self.app_address is None else self.app_address + httpx.URL(url).path

    async def __aexit__(self, *details: object) -> None:
        if self._retrying:
            self._retrying.cancel()
        async with self._news:
            self._polls += 1  # ends the poll that may still wait
            self._news.notify_all()
        await super().__aexit__(*details)

    async def get_updates(self, params: Params) -> object:
        if self.webhook:
            raise RefusalError(
                409,
                "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook"
                " first",
            )
        self._allow(params)
        async with self._news:
            self._polls += 1
            mine = self._polls
            self._news.notify_all()  # ends the poll before this one
            self._confirm(int(params.get("offset") or 0))
            await self._wait_for_news(mine, float(params.get("timeout") or 0))
            return self.updates[: int(params.get("limit") or MOST_UPDATES)]

    async def is_waited_for(self) -> None:
        """Wait until the app has heard all, and a question of its is held open."""
        async with asyncio.timeout(5), self._news:
            await self._news.wait_for(lambda: self._held_open and not self.updates)

    async def _wait_for_news(self, mine: int, seconds: float) -> None:
        self._held_open = seconds > 0 and not self.updates
        self._news.notify_all()
        try:
            async with asyncio.timeout(seconds):
                await self._news.wait_for(lambda: self.updates or self._polls != mine)
        except TimeoutError:
            return
        finally:
            self._held_open = False
        if self._polls != mine:
            raise RefusalError(
                409, "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
            )

    def _confirm(self, offset: int) -> None:
        if offset < 0:
            self.updates[:] = self.updates[offset:]
        elif offset:
            self.updates[:] = [update for update in self.updates if int(str(update["update_id"])) >= offset]

    def _allow(self, params: Params) -> None:
        if "allowed_updates" in params:
            self.allowed = json.loads(params["allowed_updates"]) or TOLD_BY_DEFAULT

    async def set_webhook(self, params: Params) -> object:
        url, secret = params.get("url", ""), params.get("secret_token")
        if not url:
            return await self.delete_webhook(params)
        if not url.startswith(("https://", "http://127.0.0.1:")):  # plain only on loopback, as a local Bot API server
            raise RefusalError(400, "Bad Request: bad webhook: An HTTPS URL must be provided for webhook")
        if secret is not None and not SECRET.fullmatch(secret):
            raise RefusalError(400, "Bad Request: secret token contains unallowed characters")
        self._allow(params)
        self.webhook = Webhook(url, secret)
        self._retrying = asyncio.create_task(self._post_all())
        return True

    async def delete_webhook(self, params: Params) -> object:
        self.webhook = None
        if params.get("drop_pending_updates") == "true":
            self.updates.clear()
        return True

    async def get_webhook_info(self, _: Params) -> object:
        info: dict[str, object] = {
            "url": self.webhook.url if self.webhook else "",
            "has_custom_certificate": False,
            "pending_update_count": len(self.updates),
            "allowed_updates": self.allowed,
        }
        if self.webhook and self.webhook.last_error:
            info |= {"last_error_message": self.webhook.last_error, "last_error_date": self.date()}
        return info
