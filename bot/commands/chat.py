"""`allo-cantine chat`: a terminal as a phone. A line in, the replies out."""

import asyncio
import sys
import uuid

import phonenumbers

from bot.app import App, build
from bot.commands.opening import opened, written
from bot.settings import Settings, SettingsError
from channels.transport import Channel, Incoming, Outgoing, Style

LONGEST_TEXT = 1600  # characters: what Twilio joins at most


class Terminal:
    """A transport to the terminal: what is sent is printed."""

    channel = Channel.SIMULATOR
    style = Style.PLAIN

    async def send(self, message: Outgoing) -> str:
        """Print the message."""
        sys.stdout.write(f"{message.text}\n")
        sys.stdout.flush()
        return uuid.uuid4().hex


async def chat(settings: Settings, *, phone: str, now: str | None) -> None:
    """Text as `phone` until the input ends."""
    number = _number(phone)
    async with opened(settings) as house:
        if now is not None:
            house.clock.move_to(written(now, house.clock))
        app = build(house.town, house.database, house.clock, [Terminal()])
        while (line := await _next_line()) is not None:
            await _text(app, number, line)


async def _text(app: App, number: str, line: str) -> None:
    text = line.rstrip("\n")[:LONGEST_TEXT]
    await app.inbox.receive(Incoming(Channel.SIMULATOR, uuid.uuid4().hex, number, text, app.clock.now()))
    await app.inbox.settle()
    while await app.postman.round():
        continue


async def _next_line() -> str | None:
    if sys.stdin.isatty():
        sys.stdout.write("> ")
        sys.stdout.flush()
    line = await asyncio.to_thread(sys.stdin.buffer.readline)
    return line.decode("utf-8", "replace") if line else None


def _number(phone: str) -> str:
    try:
        parsed = phonenumbers.parse(phone, "FR")
    except phonenumbers.NumberParseException:
        raise SettingsError(f"--from : « {phone} » n'est pas un numéro. Par exemple +33639980001.") from None
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
