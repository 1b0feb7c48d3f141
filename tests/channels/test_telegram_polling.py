"""What people write to the bot is fetched by polling, and kept before Telegram may forget it."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from itertools import islice

import pytest

from channels.telegram import Poller, TelegramTransport
from channels.telegram.polling import growing
from tests.channels.keeper import Keeper
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


@asynccontextmanager
async def polling(telegram: FakeTelegram, inbox: Keeper) -> AsyncIterator[None]:
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


async def test_hears_what_was_written_before_and_what_is_written_now(telegram: FakeTelegram, inbox: Keeper) -> None:
    await telegram.says(CAMILLE, "cantine lundi")
    async with polling(telegram, inbox):
        await inbox.has(1)
        await telegram.says(CAMILLE, "annule mardi")
        await inbox.has(2)

    assert inbox.texts == ["cantine lundi", "annule mardi"]


async def test_waits_for_news_without_asking_all_the_time(telegram: FakeTelegram, inbox: Keeper) -> None:
    async with polling(telegram, inbox):
        for day in range(5):
            await telegram.says(CAMILLE, f"cantine {day}")
            await telegram.is_waited_for()
            assert len(inbox.kept) == day + 1

    assert telegram.calls() <= 1 + 6, "one to leave the webhook, one for each text, one that waits"


async def test_takes_over_from_a_webhook(telegram: FakeTelegram, inbox: Keeper) -> None:
    bot = TelegramTransport(telegram.token, telegram.address)
    await bot.register_webhook(f"{telegram.address}/nobody-takes-webhooks-here", SECRET)
    await bot.aclose()
    async with polling(telegram, inbox):
        await telegram.says(CAMILLE, "cantine lundi")
        await inbox.has(1)

    assert inbox.texts == ["cantine lundi"]


async def test_lets_telegram_forget_only_what_is_kept(telegram: FakeTelegram, inbox: Keeper) -> None:
    inbox.away = True
    async with polling(telegram, inbox):
        await telegram.says(CAMILLE, "cantine lundi")
        await telegram.says(CAMILLE, "cantine mardi")
        await inbox.was_asked(times=3)
        assert len(telegram.updates) == 2
        inbox.away = False
        await inbox.has(2)

    assert inbox.texts == ["cantine lundi", "cantine mardi"]


async def test_after_a_stop_loses_nothing(telegram: FakeTelegram, inbox: Keeper) -> None:
    async with polling(telegram, inbox):
        await telegram.says(CAMILLE, "cantine lundi")
        await inbox.has(1)
    await telegram.says(CAMILLE, "cantine mardi")
    async with polling(telegram, inbox):
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
async def test_outlives(telegram: FakeTelegram, inbox: Keeper, trouble: Callable[[FakeTelegram], None]) -> None:
    trouble(telegram)
    await telegram.says(CAMILLE, "cantine lundi")
    async with polling(telegram, inbox):
        await inbox.has(1)

    assert inbox.texts == ["cantine lundi"]


def test_pauses_double_up_to_a_minute() -> None:
    pauses = islice(growing(timedelta(seconds=1)), 9)

    assert [pause.total_seconds() for pause in pauses] == [1, 2, 4, 8, 16, 32, 60, 60, 60]


async def test_leaves_telegram_alone_for_as_long_as_it_asks(telegram: FakeTelegram, inbox: Keeper) -> None:
    loop = asyncio.get_running_loop()
    telegram.throttle(seconds=1, times=1)
    await telegram.says(CAMILLE, "cantine lundi")
    began = loop.time()
    async with polling(telegram, inbox):
        await inbox.has(1)

    assert loop.time() - began >= 1


async def test_beside_a_second_one_loses_nothing(telegram: FakeTelegram, inbox: Keeper) -> None:
    """Telegram ends the older question at each new one: the two keep throwing each other out."""
    async with polling(telegram, inbox), polling(telegram, inbox):
        for day in range(3):
            await telegram.says(CAMILLE, f"cantine {day}")
            await inbox.has(day + 1)

    assert inbox.texts == ["cantine 0", "cantine 1", "cantine 2"]


async def test_is_not_held_up_by_what_nobody_can_read(telegram: FakeTelegram, inbox: Keeper) -> None:
    await telegram.happens("message", {"text": "without a chat"})
    await telegram.happens("callback_query", {})
    await telegram.says(CAMILLE, "cantine lundi")
    async with polling(telegram, inbox):
        await inbox.has(1)
        await telegram.says(CAMILLE, "cantine mardi")
        await inbox.has(2)

    assert len(telegram.updates) <= 1


async def test_asks_for_what_concerns_us(telegram: FakeTelegram, inbox: Keeper) -> None:
    async with polling(telegram, inbox):
        await telegram.says(CAMILLE, "bonjour")
        await inbox.has(1)

    assert [*telegram.allowed] == ["message", "edited_message", "callback_query", "my_chat_member"]
