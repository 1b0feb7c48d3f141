"""Writing to people through a Telegram bot."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

from channels.errors import Failure, SendError
from channels.telegram.connection import PATIENCE, Connection
from channels.telegram.failures import NOTHING_TO_CHANGE, TOO_LATE_TO_ANSWER, failure_of, says
from channels.telegram.updates import ALLOWED_UPDATES
from channels.transport import Channel, Outgoing, Style

if TYPE_CHECKING:
    from telegram import InlineKeyboardMarkup, ReplyKeyboardMarkup


class TelegramTransport:
    """Messages of one bot, to private chats. `Outgoing.text` is HTML already; its names are escaped by who words it."""

    channel = Channel.TELEGRAM
    style = Style.RICH

    def __init__(self, token: str, api_base: str, *, patience: timedelta = PATIENCE) -> None:
        self._connection = Connection(token, api_base, patience)
        self._bot = self._connection.bot

    async def send(self, message: Outgoing) -> str:
        """Write one message; give its id, which is unique in its chat only. Raises `SendError`.

        Telegram cannot be asked what it has: after `Failure.IN_DOUBT` a second try may come twice.
        """
        from telegram import LinkPreviewOptions

        async with failures_told():
            sent = await self._bot.send_message(
                chat_id=_chat(message.to),
                text=message.text,
                parse_mode="HTML",
                reply_markup=_keyboard(message),
                link_preview_options=LinkPreviewOptions(is_disabled=True),
            )
        return str(sent.message_id)

    async def ping(self) -> None:
        """Ask Telegram who we are: nothing comes of it but the answer. Raises `SendError`."""
        async with failures_told():
            await self._bot.get_me()

    async def acknowledge(self, pressed: str) -> None:
        """Stop the waiting sign of the button whose press is `pressed`. Too late does no harm. Raises `SendError`."""
        async with failures_told(ignoring=TOO_LATE_TO_ANSWER):
            await self._bot.answer_callback_query(pressed)

    async def remove_buttons(self, chat: str, message: str) -> None:
        """Take the buttons from a message once one was pressed. Gone already does no harm. Raises `SendError`."""
        async with failures_told(ignoring=NOTHING_TO_CHANGE):
            await self._bot.edit_message_reply_markup(chat_id=_chat(chat), message_id=int(message))

    async def register_webhook(self, url: str, secret: str) -> None:
        """Have Telegram post updates to `url` (https; ports 443, 80, 88 or 8443) with `secret`. Raises `SendError`.

        The secret has 1 to 256 characters of A-Z a-z 0-9 _ -. What waits is kept and comes first.
        """
        async with failures_told():
            await self._bot.set_webhook(url, secret_token=secret, allowed_updates=ALLOWED_UPDATES)

    async def aclose(self) -> None:
        """Close the connections to Telegram."""
        await self._connection.aclose()


@asynccontextmanager
async def failures_told(ignoring: tuple[str, ...] = ()) -> AsyncIterator[None]:
    """What the Telegram library raises becomes `SendError`; but nothing, where its words are among `ignoring`."""
    from telegram.error import TelegramError

    try:
        yield
    except TelegramError as error:
        if not says(error, ignoring):
            raise failure_of(error) from error


def _chat(address: str) -> int:
    try:
        return int(address)
    except ValueError:
        raise SendError(Failure.OUR_BUG, "a Telegram address is a number") from None


def _keyboard(message: Outgoing) -> "InlineKeyboardMarkup | ReplyKeyboardMarkup | None":
    from telegram import InlineKeyboardButton, InlineKeyboardMarkup, KeyboardButton, ReplyKeyboardMarkup

    if message.buttons:
        return InlineKeyboardMarkup(
            [
                [InlineKeyboardButton(button.label, callback_data=button.data) for button in row]
                for row in message.buttons
            ]
        )
    if message.ask_contact:
        return ReplyKeyboardMarkup(
            [[KeyboardButton(message.ask_contact, request_contact=True)]], one_time_keyboard=True, resize_keyboard=True
        )
    return None
