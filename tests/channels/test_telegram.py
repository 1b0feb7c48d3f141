"""Messages go out by Telegram: python-telegram-bot against a Bot API of our own, over real HTTP."""

import logging
from collections.abc import AsyncIterator, Callable, Mapping
from datetime import UTC, datetime, timedelta

import pytest

from channels.errors import Failure, SendError
from channels.telegram import TelegramTransport
from channels.transport import Button, Channel, Outgoing
from tests.fakes.telegram import FakeTelegram

NINE = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
CAMILLE = 5_000_000_001  # above 32 bits, as accounts are today
NOBODY = 5_000_000_009
YES_OR_NO = ((Button("Oui", "answer:17:yes"), Button("Non", "answer:17:no")),)


@pytest.fixture
async def telegram() -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram(now=lambda: NINE) as telegram:
        await telegram.says(CAMILLE, "/start")
        yield telegram


@pytest.fixture
async def bot(telegram: FakeTelegram) -> AsyncIterator[TelegramTransport]:
    transport = TelegramTransport(telegram.token, telegram.address, patience=timedelta(seconds=0.3))
    yield transport
    await transport.aclose()


def message(
    words: str = "C'est noté.",
    to: int | str = CAMILLE,
    buttons: tuple[tuple[Button, ...], ...] = (),
    ask_contact: str | None = None,
) -> Outgoing:
    return Outgoing(Channel.TELEGRAM, str(to), words, buttons=buttons, ask_contact=ask_contact)


def press_id(update: Mapping[str, object]) -> str:
    press = update["callback_query"]
    assert isinstance(press, dict)
    return str(press["id"])


async def failure(bot: TelegramTransport, outgoing: Outgoing) -> SendError:
    with pytest.raises(SendError) as refused:
        await bot.send(outgoing)
    return refused.value


async def test_a_message_is_read_with_its_marks_and_names(telegram: FakeTelegram, bot: TelegramTransport) -> None:
    sent_id = await bot.send(message("<b>Zoé</b> &amp; Noël : cantine lundi"))

    (post,) = telegram.sent
    assert (str(post.message_id), post.chat, post.text) == (sent_id, CAMILLE, "Zoé & Noël : cantine lundi")


async def test_choices_are_buttons(telegram: FakeTelegram, bot: TelegramTransport) -> None:
    await bot.send(message("Réserver ?", buttons=YES_OR_NO))

    assert telegram.sent[0].labels == ["Oui", "Non"]


async def test_the_phone_number_is_asked_for_by_a_button_of_telegram(
    telegram: FakeTelegram, bot: TelegramTransport
) -> None:
    await bot.send(message("Qui êtes-vous ?", ask_contact="Partager mon numéro"))

    assert telegram.sent[0].keyboard == [[{"text": "Partager mon numéro", "request_contact": True}]]


async def test_an_address_in_the_words_stays_an_address(telegram: FakeTelegram, bot: TelegramTransport) -> None:
    """A preview would show half a page of the portal below each message."""
    await bot.send(message("Votre code : https://cantine.example/famille"))

    assert not telegram.sent[0].previews_links


@pytest.mark.parametrize(
    ("outgoing", "expected"),
    [
        pytest.param(message(to=NOBODY), Failure.UNREACHABLE, id="somebody who never wrote to the bot"),
        pytest.param(message(to="+33639980001"), Failure.UNREACHABLE, id="a phone number"),
        pytest.param(message(to="@camille"), Failure.OUR_BUG, id="a name"),
        pytest.param(message("Zoé <3 la cantine"), Failure.OUR_BUG, id="words that are no HTML"),
        pytest.param(message("<b>Zoé"), Failure.OUR_BUG, id="marks left open"),
        pytest.param(message("<table>Zoé</table>"), Failure.OUR_BUG, id="marks that Telegram lacks"),
        pytest.param(message(""), Failure.OUR_BUG, id="nothing to say"),
        pytest.param(message("a" * 4097), Failure.OUR_BUG, id="too much to say"),
        pytest.param(message("Zoé \ud83c"), Failure.OUR_BUG, id="half a character"),
        pytest.param(message(buttons=((Button("Oui", "é" * 33),),)), Failure.OUR_BUG, id="a button that says too much"),
        pytest.param(message(buttons=((Button("Oui", ""),),)), Failure.OUR_BUG, id="a button that says nothing"),
    ],
)
async def test_what_telegram_cannot_send_is_refused_for_good(
    telegram: FakeTelegram, bot: TelegramTransport, outgoing: Outgoing, expected: Failure
) -> None:
    refused = await failure(bot, outgoing)

    assert refused.failure is expected
    assert not refused.retry
    assert "Zoé" not in str(refused)
    assert telegram.sent == []


@pytest.mark.parametrize(
    "words",
    [
        pytest.param("é" * 4096, id="of 4096 characters"),
        pytest.param("<b>" + "a" * 4096 + "</b>", id="whose marks do not count"),
        pytest.param("&lt;" * 4096, id="nor the length of an escape"),
    ],
)
async def test_the_longest_message_passes(telegram: FakeTelegram, bot: TelegramTransport, words: str) -> None:
    await bot.send(message(words))

    assert len(telegram.sent[0].text) == 4096


async def test_who_blocked_the_bot_gets_nothing_until_they_are_back(
    telegram: FakeTelegram, bot: TelegramTransport
) -> None:
    await telegram.block(CAMILLE)
    refused = await failure(bot, message())
    await telegram.unblock(CAMILLE)
    await bot.send(message("Bonjour !"))

    assert (refused.failure, refused.retry) == (Failure.BLOCKED, False)
    assert [post.text for post in telegram.sent] == ["Bonjour !"]


@pytest.mark.parametrize(
    ("code", "description", "expected"),
    [
        pytest.param(403, "Forbidden: user is deactivated", Failure.BLOCKED, id="the account is gone"),
        pytest.param(
            403,
            "Forbidden: bot can't initiate conversation with a user",
            Failure.BLOCKED,
            id="the parent never wrote first",
        ),
        pytest.param(400, "Bad Request: user not found", Failure.UNREACHABLE, id="the account never was"),
        pytest.param(400, "Bad Request: something new", Failure.OUR_BUG, id="Telegram does not like the message"),
        pytest.param(401, "Unauthorized", Failure.ACCOUNT, id="the token was taken back"),
        pytest.param(404, "Not Found", Failure.ACCOUNT, id="the token is none"),
        pytest.param(429, "Too Many Requests", Failure.THROTTLED, id="too many messages, for nobody knows how long"),
        pytest.param(
            409,
            "Conflict: terminated by other getUpdates request",
            Failure.CONFIGURATION,
            id="another installation has the same bot",
        ),
        pytest.param(500, "Internal Server Error", Failure.IN_DOUBT, id="Telegram is broken"),
        pytest.param(502, "Bad Gateway", Failure.NETWORK, id="Telegram's door is open, and nobody behind it"),
    ],
)
async def test_each_refusal_says_what_is_to_be_done(
    telegram: FakeTelegram, bot: TelegramTransport, code: int, description: str, expected: Failure
) -> None:
    telegram.refuse(code, description)

    assert (await failure(bot, message())).failure is expected


async def test_a_group_that_moved_is_left_alone(telegram: FakeTelegram, bot: TelegramTransport) -> None:
    telegram.migrated(to=-1_001_234_567_890)

    assert (await failure(bot, message())).failure is Failure.UNREACHABLE


async def test_too_many_messages_wait_as_long_as_telegram_says(telegram: FakeTelegram, bot: TelegramTransport) -> None:
    telegram.throttle(7)

    refused = await failure(bot, message())

    assert (refused.failure, refused.after, refused.retry) == (Failure.THROTTLED, timedelta(seconds=7), True)


@pytest.mark.parametrize("taken", [pytest.param(True, id="had it"), pytest.param(False, id="had it not")])
@pytest.mark.parametrize(
    "trouble",
    [
        pytest.param(FakeTelegram.drop, id="cut off"),
        pytest.param(FakeTelegram.silent, id="never answered"),
        pytest.param(FakeTelegram.fail, id="server error"),
    ],
)
async def test_an_answer_that_never_came_says_nothing(
    telegram: FakeTelegram, bot: TelegramTransport, trouble: Callable[..., None], taken: bool
) -> None:
    trouble(telegram, taken=taken)

    assert (await failure(bot, message())).failure is Failure.IN_DOUBT
    assert len(telegram.sent) == taken


async def test_an_answer_in_another_language_says_nothing(telegram: FakeTelegram, bot: TelegramTransport) -> None:
    telegram.fail(status=200, taken=True)

    assert (await failure(bot, message())).failure is Failure.IN_DOUBT


async def test_a_telegram_that_nobody_can_reach_never_had_the_message() -> None:
    async with FakeTelegram(now=lambda: NINE) as gone:
        address = gone.address
    bot = TelegramTransport(gone.token, address)
    refused = await failure(bot, message())
    await bot.aclose()

    assert (refused.failure, refused.retry) == (Failure.NETWORK, True)


@pytest.mark.parametrize("address", ["", "http://", "stand-in", "ftp://stand-in", "http://stand-in:port"])
async def test_an_address_that_is_none_is_a_wrong_setting(address: str) -> None:
    bot = TelegramTransport("1:token", address)
    refused = await failure(bot, message())
    await bot.aclose()

    assert refused.failure is Failure.ACCOUNT


async def test_the_token_is_in_no_log_and_no_error(
    telegram: FakeTelegram, bot: TelegramTransport, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    await bot.send(message())
    telegram.fail(500)
    refused = await failure(bot, message())
    telegram.refuse(404, "Not Found")
    unknown = await failure(bot, message())

    assert telegram.token not in caplog.text + str(refused) + str(unknown)


class TestButtons:
    async def test_stop_waiting_once_we_have_the_press(self, telegram: FakeTelegram, bot: TelegramTransport) -> None:
        sent_id = await bot.send(message("Réserver ?", buttons=YES_OR_NO))
        pressed = press_id(await telegram.presses(CAMILLE, int(sent_id), "answer:17:yes"))
        await bot.acknowledge(pressed)

        assert telegram.answered == [pressed]

    async def test_may_have_stopped_by_themselves(self, telegram: FakeTelegram, bot: TelegramTransport) -> None:
        sent_id = await bot.send(message("Réserver ?", buttons=YES_OR_NO))
        pressed = press_id(await telegram.presses(CAMILLE, int(sent_id), "answer:17:yes"))
        telegram.queries_grow_old()

        await bot.acknowledge(pressed)

        assert telegram.answered == []

    async def test_go_away_when_the_choice_is_made(self, telegram: FakeTelegram, bot: TelegramTransport) -> None:
        sent_id = await bot.send(message("Réserver ?", buttons=YES_OR_NO))
        await bot.remove_buttons(str(CAMILLE), sent_id)
        await bot.remove_buttons(str(CAMILLE), sent_id)

        assert telegram.sent[0].labels == []

    async def test_tell_what_went_wrong(self, telegram: FakeTelegram, bot: TelegramTransport) -> None:
        telegram.throttle(3)

        with pytest.raises(SendError) as refused:
            await bot.acknowledge("17")

        assert refused.value.failure is Failure.THROTTLED
