"""A parent's phone for tests: what is texted, what is heard back, as a transcript reads."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from booking.database import Database
from booking.town import Town
from bot.app import App, build
from bot.clock import Clock
from channels.inbox import keep
from channels.simulator import SimulatorTransport
from channels.tables import OutboxMessage
from channels.transport import Channel, Incoming, Kind


class Phones:
    """The bot of one town, and the phones that text it."""

    def __init__(self, town: Town, database: Database, starts_at: datetime) -> None:
        self.database = database
        self.clock = Clock(town.zone, starts_at=starts_at)
        self.app: App = build(town, database, self.clock, [SimulatorTransport()], address="http://town")

    def phone(self, number: str, channel: Channel = Channel.SIMULATOR) -> "Phone":
        """The phone of that number (or the chat of that id)."""
        return Phone(self, number, channel)

    def later(self, instant: datetime) -> None:
        """Move the clock on."""
        self.clock.move_to(instant)


class Phone:
    """One phone: `await phone.says("cantine lundi")` gives what is heard back."""

    def __init__(self, phones: Phones, number: str, channel: Channel) -> None:
        self._phones = phones
        self.number = number
        self.channel = channel

    async def texts(self, text: str) -> None:
        """Text while nobody is there to answer: the message is kept, no more."""
        async with self._phones.database.writing() as db:
            await keep(db, self._incoming(text, Kind.TEXT))

    async def hears(self) -> str:
        """What is said once the bot takes up what waits."""
        before = len(await self.heard())
        await self._phones.app.inbox.sweep()
        await self._phones.app.inbox.settle()
        return "\n\n".join(message.text for message in (await self.heard())[before:])

    async def says(self, text: str, *, kind: Kind = Kind.TEXT, **more: str) -> str:
        """Text, and hear the reply; several messages are joined by an empty line."""
        before = len(await self.heard())
        await self._phones.app.inbox.receive(self._incoming(text, kind, **more))
        await self._phones.app.inbox.settle()
        return "\n\n".join(message.text for message in (await self.heard())[before:])

    async def presses(self, label: str) -> str:
        """Press the button of that label under the last message that has it."""
        for message in reversed(await self.heard()):
            for row in message.buttons:
                for button in row:
                    if button["label"] == label:
                        return await self.says(button["data"], kind=Kind.BUTTON)
        raise AssertionError(f"no button {label!r}")

    async def heard(self) -> Sequence[OutboxMessage]:
        """All that was ever said to this phone."""
        async with self._phones.database.reading() as db:
            mine = select(OutboxMessage).where(OutboxMessage.channel == self.channel, OutboxMessage.to == self.number)
            return (await db.scalars(mine.order_by(OutboxMessage.id))).all()

    def _incoming(self, text: str, kind: Kind, phone: str | None = None) -> Incoming:
        now = self._phones.clock.now()
        return Incoming(self.channel, uuid.uuid4().hex, self.number, text, now, kind=kind, phone=phone)
