"""From a provider's webhook to its API and back: the real program, the real libraries, stand-in providers."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from booking.database import Database
from tests.fakes.telegram import FakeTelegram
from tests.fakes.twilio import FakeTwilio
from tests.processes import CLOCK, free_port, prepared, served, working

CAMILLE = "+33639980009"  # Claire Moreau, mother of Raphaël (PS) and Victor (CM2)
CHAT = 5_000_000_001  # an id beyond 32 bits


def now() -> datetime:
    return datetime.now(UTC)


async def eventually(true: Callable[[], bool]) -> None:
    """Wait until something has come about, on the other side of a process."""
    async with asyncio.timeout(15):
        while not true():  # noqa: ASYNC110 - what is waited for happens in another process
            await asyncio.sleep(0.02)


async def count(database_url: str, what: str) -> int:
    database = Database(database_url)
    async with database.reading() as db:
        number = await db.scalar(text(f"SELECT count(*) FROM {what}"))
    await database.close()
    return int(number or 0)


async def reservations(database_url: str) -> int:
    return await count(database_url, "reservations WHERE state = 'confirmed'")


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest) -> str:
    """A database with current tables, on each kind."""
    url: str = request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "postgres_url")
    return url


def sms_settings(twilio: FakeTwilio, database_url: str, public_url: str) -> dict[str, str]:
    return {
        "database_url": database_url,
        "clock": CLOCK,
        "public_url": public_url,
        "twilio_account_sid": twilio.account_sid,
        "twilio_auth_token": twilio.auth_token,
        "twilio_from": twilio.number,
        "twilio_whatsapp_from": twilio.number,
        "twilio_api_base": twilio.address,
    }


@pytest.fixture
async def town_of_texts(empty_url: str, tmp_path: Path) -> AsyncIterator[FakeTwilio]:
    """The program, serving by SMS."""
    await prepared(tmp_path, empty_url)
    port = free_port()
    async with FakeTwilio(now=now, app=f"http://127.0.0.1:{port}", receipts=["sent", "delivered"]) as twilio:
        settings = sms_settings(twilio, empty_url, f"http://127.0.0.1:{port}")
        async with served(port, tmp_path, **settings):
            yield twilio


async def test_a_text_posted_twice_at_once_books_once_and_is_answered_once(
    town_of_texts: FakeTwilio, empty_url: str
) -> None:
    twilio = town_of_texts
    answers = await asyncio.gather(*(twilio.text(CAMILLE, "cantine lundi pour Victor", sid="SM1") for _ in range(2)))
    assert [answer.status_code for answer in answers] == [200, 200]
    assert all("<Response/>" in answer.text for answer in answers)
    await eventually(lambda: bool(twilio.sent))
    assert (await twilio.again()).status_code == 200
    assert await count(empty_url, "inbox") == await count(empty_url, "outbox") == 1
    (reply,) = twilio.sent
    assert reply.to == CAMILLE
    assert "Victor" in reply.body
    assert "lundi 30 novembre" in reply.body
    assert await reservations(empty_url) == 1


async def test_book_check_cancel_by_text(town_of_texts: FakeTwilio, empty_url: str) -> None:
    twilio = town_of_texts
    for number, (words, heard) in enumerate(
        [
            ("cantine lundi pour Victor", "Réservé : cantine pour Victor, lundi 30 novembre."),
            ("mes réservations", "lundi 30 novembre : cantine (Victor)"),
            ("annule lundi", "Annulé : cantine pour Victor, lundi 30 novembre"),
        ]
    ):
        await twilio.text(CAMILLE, words)
        await eventually(lambda number=number: len(twilio.sent) > number)  # type: ignore[misc]
        assert heard in twilio.sent[number].body
    assert await reservations(empty_url) == 0


async def test_an_unsigned_text_is_refused_and_does_nothing(town_of_texts: FakeTwilio, empty_url: str) -> None:
    twilio = town_of_texts
    honest, twilio.auth_token = twilio.auth_token, "guessed"
    refused = await twilio.text(CAMILLE, "cantine lundi pour Victor")
    twilio.auth_token = honest
    assert refused.status_code == 403
    assert await reservations(empty_url) == 0


async def test_a_stranger_gets_a_helpful_answer_without_a_childs_name(town_of_texts: FakeTwilio) -> None:
    await town_of_texts.text("+33639989999", "cantine lundi")
    await eventually(lambda: bool(town_of_texts.sent))
    assert "aucun dossier" in town_of_texts.sent[0].body


async def test_on_whatsapp_a_guardian_is_known_by_the_number_and_chooses_by_numbers(
    town_of_texts: FakeTwilio, empty_url: str
) -> None:
    twilio, camille = town_of_texts, f"whatsapp:{CAMILLE}"
    await twilio.text(camille, "garderie lundi pour Victor")
    await eventually(lambda: len(twilio.sent) == 1)
    assert "1 garderie du matin\n2 garderie du soir" in twilio.sent[0].body
    await twilio.text(camille, "2")
    await eventually(lambda: len(twilio.sent) == 2)
    assert "Réservé : garderie du soir pour Victor" in twilio.sent[1].body
    assert {text.to for text in twilio.sent} == {camille}
    assert await reservations(empty_url) == 1


async def test_two_web_processes_and_a_worker_answer_each_text_once(postgres_url: str, tmp_path: Path) -> None:
    await prepared(tmp_path, postgres_url)
    one, other = free_port(), free_port()
    async with FakeTwilio(now=now, public_url="http://town.example") as twilio, AsyncExitStack() as stack:
        settings = sms_settings(twilio, postgres_url, "http://town.example")
        # each process has a clock that starts with it: the worker's is ahead, so what the others queue is due for it
        await stack.enter_async_context(working(tmp_path, **settings))
        for port in (one, other):
            await stack.enter_async_context(served(port, tmp_path, "--no-worker", **settings))
        for number in range(10):
            twilio.app(f"http://127.0.0.1:{(one, other)[number % 2]}")
            sid = f"SM{number}"
            await asyncio.gather(*(twilio.text(f"+3363998000{number}", "bonjour", sid=sid) for _ in range(2)))
        await eventually(lambda: len(twilio.sent) >= 10)
    assert sorted(text.to for text in twilio.sent) == [f"+3363998000{number}" for number in range(10)]


Talk = Callable[[], AbstractAsyncContextManager[FakeTelegram]]


@pytest.fixture(params=["polling", "webhook"])
def town_of_chats(request: pytest.FixtureRequest, sqlite_url: str, tmp_path: Path) -> Talk:
    """The program, serving by Telegram in each way."""

    @asynccontextmanager
    async def talk() -> AsyncIterator[FakeTelegram]:
        await prepared(tmp_path, sqlite_url)
        port = free_port()
        async with FakeTelegram(now=now, app=f"http://127.0.0.1:{port}") as telegram:
            settings = {
                "database_url": sqlite_url,
                "clock": CLOCK,
                "public_url": f"http://127.0.0.1:{port}",
                "telegram_mode": request.param,
                "telegram_token": telegram.token,
                "telegram_webhook_secret": "a-secret",
                "telegram_api_base": telegram.address,
            }
            async with served(port, tmp_path, **settings):
                yield telegram

    return talk


async def test_a_guardian_links_by_their_own_card_and_books_by_telegram(town_of_chats: Talk, sqlite_url: str) -> None:
    async with town_of_chats() as telegram:
        await telegram.says(CHAT, "/start")
        await eventually(lambda: len(telegram.sent) == 1)
        assert "partagez votre numéro" in telegram.sent[0].text
        await telegram.shares_contact(CHAT, "+33639980001", own=False, of=99)
        await eventually(lambda: len(telegram.sent) == 2)
        assert "Ce n'est pas votre carte" in telegram.sent[1].text
        await telegram.shares_contact(CHAT, CAMILLE)
        await eventually(lambda: len(telegram.sent) == 3)
        assert "je vous reconnais" in telegram.sent[2].text
        await telegram.says(CHAT, "cantine lundi pour Victor")
        await eventually(lambda: len(telegram.sent) == 4)
        assert "<b>Victor</b>" in telegram.sent[3].html
    assert await reservations(sqlite_url) == 1


async def test_a_choice_is_a_button_and_an_old_button_says_so(town_of_chats: Talk, sqlite_url: str) -> None:
    async with town_of_chats() as telegram:
        await telegram.shares_contact(CHAT, CAMILLE)
        await eventually(lambda: len(telegram.sent) == 1)
        await telegram.says(CHAT, "garderie lundi pour Victor")
        await eventually(lambda: len(telegram.sent) == 2)
        question = telegram.sent[1]
        labels = {str(button["text"]): str(button["callback_data"]) for row in question.buttons for button in row}
        assert set(labels) == {"garderie du matin", "garderie du soir"}
        await telegram.presses(CHAT, question.message_id, labels["garderie du soir"])
        await eventually(lambda: len(telegram.sent) == 3)
        assert "garderie du soir" in telegram.sent[2].text
        await telegram.presses(CHAT, question.message_id, labels["garderie du matin"])
        await eventually(lambda: len(telegram.sent) == 4)
        assert "déjà fait" in telegram.sent[3].text
    assert await reservations(sqlite_url) == 1
