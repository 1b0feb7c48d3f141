"""`allo-cantine chat`: a terminal as a phone. A line in, the replies out."""

import asyncio
import sys
import uuid
from datetime import datetime
from pathlib import Path

import phonenumbers

from bot import transcript as writing
from bot.app import App, build
from bot.commands.opening import opened, written
from bot.errors import SettingsError
from bot.settings import Settings
from channels.transport import Channel, Incoming, Outgoing, Style

LONGEST_TEXT = 1600  # characters: what Twilio joins at most
PARENT = "Parent"


class Terminal:
    """A transport to the terminal: what is sent is printed, and remembered in `heard`."""

    channel = Channel.SIMULATOR
    style = Style.PLAIN

    def __init__(self) -> None:
        self.heard: list[str] = []

    async def send(self, message: Outgoing) -> str:
        """Print the message."""
        self.heard.append(message.text)
        sys.stdout.write(f"{message.text}\n")
        sys.stdout.flush()
        return uuid.uuid4().hex


async def chat(settings: Settings, *, phone: str, now: str | None, transcript: Path | None = None) -> None:
    """Text as `phone` until the input ends. `transcript` is where the conversation is written down, as a test reads it.

    Raises SettingsError where the number is none, or the file cannot be written.
    """
    number = _number(phone)
    async with opened(settings) as house:
        if now is not None:
            house.clock.move_to(written(now, house.clock))
        terminal = Terminal()
        app = build(house.town, house.database, house.clock, [terminal], address=settings.public_url)
        starts_at = app.clock.local(app.clock.now())
        lines = []
        while (line := await _next_line()) is not None:
            lines += await _text(app, terminal, number, line)
        if transcript is not None:
            await _write_down(app, transcript, number, starts_at, lines)


async def _text(app: App, terminal: Terminal, number: str, line: str) -> list[str]:
    """Text one line; what was said and heard, as a transcript has it."""
    text = line.rstrip("\n")[:LONGEST_TEXT]
    terminal.heard.clear()
    await app.inbox.receive(Incoming(Channel.SIMULATOR, uuid.uuid4().hex, number, text, app.clock.now()))
    await app.inbox.settle()
    while await app.postman.round():
        continue
    return [writing.said(PARENT, text), *writing.heard(PARENT, Channel.SMS, terminal.heard)]


async def _write_down(app: App, path: Path, number: str, starts_at: datetime, lines: list[str]) -> None:
    head = writing.opening(path.stem.replace("_", " "), starts_at, [(PARENT, number)])
    async with app.database.reading() as db:
        after = await writing.booked(db, [number], since=starts_at.date())
    _put_down(path, "\n".join([*head, *lines, *after, ""]))


def _put_down(path: Path, text: str) -> None:
    try:
        path.write_text(text, "utf-8")
    except OSError as error:
        raise SettingsError(f"--transcript : impossible d'écrire {path} ({error.strerror}).") from error


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
