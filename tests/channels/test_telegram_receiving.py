"""What people write to the bot reaches us by webhook or by polling, and is kept before Telegram forgets it."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from itertools import islice

import httpx
import pytest
from fastapi import FastAPI

from channels.errors import Failure, SendError
from channels.telegram import Poller, TelegramTransport, webhook_router
from channels.telegram.polling import growing
from channels.transport import Incoming, Kind
from tests.fakes.server import serving
from tests.fakes.telegram import FakeTelegram

NINE = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
CAMILLE = 5_000_000_001
SECRET = "a-secret-of-the_town"


class Inbox:
    """Keeps what comes in, each once; can be away, as a database can."""

    def __init__(self) -> None:
        self.kept: dict[str, Incoming] = {}
        self.deliveries = 0
        self.away = False
        self._news = asyncio.Condition()

    async def receive(self, incoming: Incoming) -> None:
        async with self._news:
            self.deliveries += 1
            self._news.notify_all()
            if self.away:
                raise ConnectionRefusedError(f"cannot keep {incoming.text!r}")
            self.kept.setdefault(incoming.provider_id, incoming)

    async def has(self, count: int) -> list[Incoming]:
        """Wait until so many were kept."""
        async with asyncio.timeout(5), self._news:
            await self._news.wait_for(lambda: len(self.kept) >= count)
        return [*self.kept.values()]

    async def was_asked(self, times: int) -> None:
        async with asyncio.timeout(5), self._news:
            await self._news.wait_for(lambda: self.deliveries >= times)

    @property
    def texts(self) -> list[str]:
        return [incoming.text for incoming in self.kept.values()]


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


@pytest.fixture
async def telegram() -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram(now=lambda: NINE) as telegram:
        yield telegram


class TestWebhook:
    @pytest.fixture
    async def app(self, inbox: Inbox) -> AsyncIterator[str]:
        app = FastAPI()
        app.include_router(webhook_router(inbox.receive, secret=SECRET, now=lambda: NINE))
        async with serving(app) as address:
            yield address

    @pytest.fixture
    async def registered(self, telegram: FakeTelegram, app: str) -> AsyncIterator[TelegramTransport]:
        bot = TelegramTransport(telegram.token, telegram.address)
        await bot.register_webhook(f"{app}/telegram/webhook", SECRET)
        yield bot
        await bot.aclose()

    @pytest.fixture
    async def stranger(self, app: str) -> AsyncIterator[httpx.AsyncClient]:
        async with httpx.AsyncClient(base_url=app, trust_env=False) as client:
            yield client

    @pytest.mark.usefixtures("registered")
    async def test_hears_all_that_a_parent_does(self, telegram: FakeTelegram, inbox: Inbox) -> None:
        await telegram.says(CAMILLE, "/start K7")
        await telegram.says(CAMILLE, "cantine lundi")
        await telegram.shares_contact(CAMILLE, "33639980001")
        await telegram.shares_contact(CAMILLE, "33639980002", own=False)
        await telegram.shares_contact(CAMILLE, "33639980001", forwarded=True)
        await telegram.sends_photo(CAMILLE)
        await telegram.edits(CAMILLE, 2, "cantine mardi")
        await telegram.block(CAMILLE)
        await telegram.unblock(CAMILLE)

        assert [incoming.kind for incoming in inbox.kept.values()] == [
            Kind.START,
            Kind.TEXT,
            Kind.CONTACT,
            Kind.OTHERS_CONTACT,
            Kind.OTHERS_CONTACT,
            Kind.MEDIA,
            Kind.EDITED,
            Kind.BLOCKED,
            Kind.UNBLOCKED,
        ]
        assert {incoming.sender for incoming in inbox.kept.values()} == {str(CAMILLE)}

    @pytest.mark.usefixtures("registered")
    async def test_asks_for_what_concerns_us(self, telegram: FakeTelegram) -> None:
        assert [*telegram.allowed] == ["message", "edited_message", "callback_query", "my_chat_member"]

    async def test_brings_what_was_written_before_it_was_there(
        self, telegram: FakeTelegram, inbox: Inbox, app: str
    ) -> None:
        await telegram.says(CAMILLE, "cantine lundi")
        bot = TelegramTransport(telegram.token, telegram.address)
        await bot.register_webhook(f"{app}/telegram/webhook", SECRET)
        await inbox.has(1)
        await bot.aclose()

        assert inbox.texts == ["cantine lundi"]

    @pytest.mark.usefixtures("registered")
    async def test_answers_a_second_delivery_like_the_first(self, telegram: FakeTelegram, inbox: Inbox) -> None:
        update = await telegram.says(CAMILLE, "cantine lundi")
        await telegram.repeats(update)

        assert telegram.updates == []
        assert inbox.texts == ["cantine lundi"]

    @pytest.mark.usefixtures("registered")
    async def test_asks_again_for_what_could_not_be_kept(self, telegram: FakeTelegram, inbox: Inbox) -> None:
        inbox.away = True
        await telegram.says(CAMILLE, "cantine lundi")
        assert telegram.webhook is not None
        assert telegram.webhook.last_error == "Wrong response from the webhook: 503"

        inbox.away = False
        await inbox.has(1)

        assert inbox.texts == ["cantine lundi"]

    @pytest.mark.usefixtures("registered")
    async def test_takes_what_nobody_can_read_out_of_the_way(self, telegram: FakeTelegram, inbox: Inbox) -> None:
        await telegram.happens("message", {"text": "without a chat"})
        await telegram.says(CAMILLE, "cantine lundi")

        assert telegram.updates == []
        assert inbox.texts == ["cantine lundi"]

    @pytest.mark.parametrize("secret", [None, "", "another", SECRET[:-1], SECRET + "x", "é"])
    async def test_is_closed_without_the_secret(
        self, inbox: Inbox, stranger: httpx.AsyncClient, secret: str | None
    ) -> None:
        headers = [] if secret is None else [(b"X-Telegram-Bot-Api-Secret-Token", secret.encode())]
        update = {"update_id": 1, "message": {"text": "x", "chat": {"id": 1, "type": "private"}}}
        answer = await stranger.post("/telegram/webhook", json=update, headers=headers)

        assert answer.status_code == 403
        assert SECRET not in answer.text
        assert inbox.kept == {}

    @pytest.mark.parametrize(
        ("body", "status"),
        [
            pytest.param(b"", 400, id="nothing"),
            pytest.param(b"{", 400, id="half of it"),
            pytest.param(b"\xff\xfe", 400, id="no UTF-8"),
            pytest.param(b"[]", 400, id="a list"),
            pytest.param(b"null", 400, id="null"),
            pytest.param(b"[" * 100_000, 400, id="brackets within brackets"),
            pytest.param(b'{"update_id": ' + b"9" * 10_000 + b"}", 400, id="a number of ten thousand digits"),
            pytest.param(b'{"update_id": ' + b" " * 300_000 + b"1}", 413, id="more than any update"),
            pytest.param(b"{}", 200, id="an object that is no update"),
            pytest.param(b'{"update_id": 1, "new_kind": {}}', 200, id="an update of a new kind"),
            pytest.param(b'{"update_id": 1, "message": {}}', 200, id="a message without anything"),
        ],
    )
    async def test_refuses_what_telegram_never_sends(
        self, inbox: Inbox, stranger: httpx.AsyncClient, body: bytes, status: int
    ) -> None:
        headers = {"X-Telegram-Bot-Api-Secret-Token": SECRET, "Content-Type": "application/json"}
        answer = await stranger.post("/telegram/webhook", content=body, headers=headers)

        assert answer.status_code == status
        assert inbox.kept == {}

    async def test_cannot_be_registered_under_a_secret_that_telegram_does_not_take(
        self, telegram: FakeTelegram, app: str
    ) -> None:
        bot = TelegramTransport(telegram.token, telegram.address)
        with pytest.raises(SendError) as refused:
            await bot.register_webhook(f"{app}/telegram/webhook", "not allowed: spaces")
        await bot.aclose()

        assert refused.value.failure is Failure.OUR_BUG


class TestPolling:
    @asynccontextmanager
    async def polling(self, telegram: FakeTelegram, inbox: Inbox) -> AsyncIterator[None]:
        poller = Poller(
            telegram.token,
            telegram.address,
            inbox.receive,
            now=lambda: NINE,
            first_pause=timedelta(milliseconds=10),
        )
        running = asyncio.create_task(poller.run())
        try:
            yield
        finally:
            running.cancel()
            with pytest.raises(asyncio.CancelledError):
                await running

    async def test_hears_what_was_written_before_and_what_is_written_now(
        self, telegram: FakeTelegram, inbox: Inbox
    ) -> None:
        await telegram.says(CAMILLE, "cantine lundi")
        async with self.polling(telegram, inbox):
            await inbox.has(1)
            await telegram.says(CAMILLE, "annule mardi")
            await inbox.has(2)

        assert inbox.texts == ["cantine lundi", "annule mardi"]

    async def test_waits_for_news_without_asking_all_the_time(self, telegram: FakeTelegram, inbox: Inbox) -> None:
        async with self.polling(telegram, inbox):
            for day in range(5):
                await telegram.says(CAMILLE, f"cantine {day}")
                await telegram.is_waited_for()
                assert len(inbox.kept) == day + 1

        assert telegram.calls() <= 1 + 6, "one to leave the webhook, one for each text, one that waits"

    async def test_takes_over_from_a_webhook(self, telegram: FakeTelegram, inbox: Inbox) -> None:
        bot = TelegramTransport(telegram.token, telegram.address)
        await bot.register_webhook(f"{telegram.address}/nobody-takes-webhooks-here", SECRET)
        await bot.aclose()
        async with self.polling(telegram, inbox):
            await telegram.says(CAMILLE, "cantine lundi")
            await inbox.has(1)

        assert inbox.texts == ["cantine lundi"]

    async def test_lets_telegram_forget_only_what_is_kept(self, telegram: FakeTelegram, inbox: Inbox) -> None:
        inbox.away = True
        async with self.polling(telegram, inbox):
            await telegram.says(CAMILLE, "cantine lundi")
            await telegram.says(CAMILLE, "cantine mardi")
            await inbox.was_asked(times=3)
            assert len(telegram.updates) == 2
            inbox.away = False
            await inbox.has(2)

        assert inbox.texts == ["cantine lundi", "cantine mardi"]

    async def test_after_a_stop_loses_nothing(self, telegram: FakeTelegram, inbox: Inbox) -> None:
        async with self.polling(telegram, inbox):
            await telegram.says(CAMILLE, "cantine lundi")
            await inbox.has(1)
        await telegram.says(CAMILLE, "cantine mardi")
        async with self.polling(telegram, inbox):
            await inbox.has(2)

        assert inbox.texts == ["cantine lundi", "cantine mardi"]

    @pytest.mark.parametrize(
        "trouble",
        [
            pytest.param(lambda telegram: telegram.down(times=3), id="a bad gateway"),
            pytest.param(lambda telegram: telegram.drop(times=3), id="lines that are cut"),
            pytest.param(lambda telegram: telegram.fail(times=3), id="a server's error"),
            pytest.param(lambda telegram: telegram.refuse(409, "Conflict: terminated", times=3), id="a second poller"),
            pytest.param(lambda telegram: telegram.refuse(401, "Unauthorized", times=3), id="a token not yet valid"),
        ],
    )
    async def test_outlives(
        self, telegram: FakeTelegram, inbox: Inbox, trouble: Callable[[FakeTelegram], None]
    ) -> None:
        trouble(telegram)
        await telegram.says(CAMILLE, "cantine lundi")
        async with self.polling(telegram, inbox):
            await inbox.has(1)

        assert inbox.texts == ["cantine lundi"]

    def test_pauses_double_up_to_a_minute(self) -> None:
        pauses = islice(growing(timedelta(seconds=1)), 9)

        assert [pause.total_seconds() for pause in pauses] == [1, 2, 4, 8, 16, 32, 60, 60, 60]

    async def test_leaves_telegram_alone_for_as_long_as_it_asks(self, telegram: FakeTelegram, inbox: Inbox) -> None:
        loop = asyncio.get_running_loop()
        telegram.throttle(seconds=1, times=1)
        await telegram.says(CAMILLE, "cantine lundi")
        began = loop.time()
        async with self.polling(telegram, inbox):
            await inbox.has(1)

        assert loop.time() - began >= 1

    async def test_beside_a_second_one_loses_nothing(self, telegram: FakeTelegram, inbox: Inbox) -> None:
        """Telegram ends the older question at each new one: the two keep throwing each other out."""
        async with self.polling(telegram, inbox), self.polling(telegram, inbox):
            for day in range(3):
                await telegram.says(CAMILLE, f"cantine {day}")
                await inbox.has(day + 1)

        assert inbox.texts == ["cantine 0", "cantine 1", "cantine 2"]

    async def test_is_not_held_up_by_what_nobody_can_read(self, telegram: FakeTelegram, inbox: Inbox) -> None:
        await telegram.happens("message", {"text": "without a chat"})
        await telegram.happens("callback_query", {})
        await telegram.says(CAMILLE, "cantine lundi")
        async with self.polling(telegram, inbox):
            await inbox.has(1)
            await telegram.says(CAMILLE, "cantine mardi")
            await inbox.has(2)

        assert len(telegram.updates) <= 1

    async def test_asks_for_what_concerns_us(self, telegram: FakeTelegram, inbox: Inbox) -> None:
        async with self.polling(telegram, inbox):
            await telegram.says(CAMILLE, "bonjour")
            await inbox.has(1)

        assert [*telegram.allowed] == ["message", "edited_message", "callback_query", "my_chat_member"]
