"""What people write to the bot is posted to our webhook, and kept before it is answered."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import httpx
import pytest
from fastapi import FastAPI

from channels.errors import Failure, SendError
from channels.telegram import TelegramTransport, webhook_router
from channels.transport import Kind
from tests.channels.keeper import Keeper
from tests.fakes.server import serving
from tests.fakes.telegram import FakeTelegram

NINE = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
CAMILLE = 5_000_000_001
SECRET = "a-secret-of-the_town"


@pytest.fixture
def inbox() -> Keeper:
    return Keeper()


@pytest.fixture
async def telegram() -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram(now=lambda: NINE) as telegram:
        yield telegram


@pytest.fixture
async def app(inbox: Keeper) -> AsyncIterator[str]:
    app = FastAPI()
    app.include_router(webhook_router(inbox.receive, secret=SECRET, now=lambda: NINE))
    async with serving(app) as address:
        yield address


@pytest.fixture
async def registered(telegram: FakeTelegram, app: str) -> AsyncIterator[TelegramTransport]:
    bot = TelegramTransport(telegram.token, telegram.address)
    await bot.register_webhook(f"{app}/telegram/webhook", SECRET)
    yield bot
    await bot.aclose()


@pytest.fixture
async def stranger(app: str) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=app, trust_env=False) as client:
        yield client


@pytest.mark.usefixtures("registered")
async def test_hears_all_that_a_parent_does(telegram: FakeTelegram, inbox: Keeper) -> None:
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
async def test_asks_for_what_concerns_us(telegram: FakeTelegram) -> None:
    assert [*telegram.allowed] == ["message", "edited_message", "callback_query", "my_chat_member"]


async def test_brings_what_was_written_before_it_was_there(telegram: FakeTelegram, inbox: Keeper, app: str) -> None:
    await telegram.says(CAMILLE, "cantine lundi")
    bot = TelegramTransport(telegram.token, telegram.address)
    await bot.register_webhook(f"{app}/telegram/webhook", SECRET)
    await inbox.has(1)
    await bot.aclose()

    assert inbox.texts == ["cantine lundi"]


@pytest.mark.usefixtures("registered")
async def test_answers_a_second_delivery_like_the_first(telegram: FakeTelegram, inbox: Keeper) -> None:
    update = await telegram.says(CAMILLE, "cantine lundi")
    await telegram.repeats(update)

    assert telegram.updates == []
    assert inbox.texts == ["cantine lundi"]


@pytest.mark.usefixtures("registered")
async def test_asks_again_for_what_could_not_be_kept(telegram: FakeTelegram, inbox: Keeper) -> None:
    inbox.away = True
    await telegram.says(CAMILLE, "cantine lundi")
    assert telegram.webhook is not None
    assert telegram.webhook.last_error == "Wrong response from the webhook: 503"

    inbox.away = False
    await inbox.has(1)

    assert inbox.texts == ["cantine lundi"]


@pytest.mark.usefixtures("registered")
async def test_takes_what_nobody_can_read_out_of_the_way(telegram: FakeTelegram, inbox: Keeper) -> None:
    await telegram.happens("message", {"text": "without a chat"})
    await telegram.says(CAMILLE, "cantine lundi")

    assert telegram.updates == []
    assert inbox.texts == ["cantine lundi"]


@pytest.mark.parametrize("secret", [None, "", "another", SECRET[:-1], SECRET + "x", "é"])
async def test_is_closed_without_the_secret(inbox: Keeper, stranger: httpx.AsyncClient, secret: str | None) -> None:
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
    inbox: Keeper, stranger: httpx.AsyncClient, body: bytes, status: int
) -> None:
    headers = {"X-Telegram-Bot-Api-Secret-Token": SECRET, "Content-Type": "application/json"}
    answer = await stranger.post("/telegram/webhook", content=body, headers=headers)

    assert answer.status_code == status
    assert inbox.kept == {}


async def test_cannot_be_registered_under_a_secret_that_telegram_does_not_take(
    telegram: FakeTelegram, app: str
) -> None:
    bot = TelegramTransport(telegram.token, telegram.address)
    with pytest.raises(SendError) as refused:
        await bot.register_webhook(f"{app}/telegram/webhook", "not allowed: spaces")
    await bot.aclose()

    assert refused.value.failure is Failure.OUR_BUG
