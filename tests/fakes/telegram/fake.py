"""The stand-in: the bot's side, the people's side, and troubles."""

from typing import ClassVar

from starlette.requests import Request
from starlette.responses import Response

from tests.fakes.telegram.bot_api import BotApi
from tests.fakes.telegram.people import People
from tests.fakes.telegram.refusals import RefusalError


class FakeTelegram(BotApi, People):
    """One bot. What people do reaches the app by polling, or by its webhook as soon as it has set one."""

    actions: ClassVar[tuple[str, ...]] = (
        *BotApi.actions, "refuse", "throttle", "down", "says", "presses", "shares_contact", "edits", "sends_photo",
        "block", "unblock", "repeats", "forget", "queries_grow_old", "knows",
    )  # fmt: skip

    def refuse(self, code: int, description: str, times: int | None = None) -> None:
        """Refuse each call."""
        self._refuse(RefusalError(code, description), times)

    def throttle(self, seconds: int, times: int | None = None) -> None:
        """Refuse each call as one too many, and ask to wait."""
        self._refuse(RefusalError(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds), times)

    def down(self, times: int | None = None) -> None:
        """Be there, but broken: 502."""
        self._refuse(RefusalError(502, "Bad Gateway"), times)

    def migrated(self, to: int, times: int | None = None) -> None:
        """Refuse each call, as its group has become another chat."""
        words = "Bad Request: group chat was upgraded to a supergroup chat"
        self._refuse(RefusalError(400, words, migrate_to_chat_id=to), times)

    def _refuse(self, refusal: RefusalError, times: int | None) -> None:
        async def act(_: Request) -> Response:
            return refusal.response()

        self.have(act, taken=False, times=times)

    def queries_grow_old(self) -> None:
        """Too late to answer any press."""
        self.open_queries.clear()

    def knows(self, first: int, number: int) -> None:
        """So many people have written to the bot before; their chats count up from the first."""
        for chat in range(first, first + number):
            self.person(chat)

    def forget(self) -> None:
        """Forget all messages of the bot."""
        self.sent.clear()
        self.posts.clear()
