"""An outbox, a postman, and stand-in providers, which all look at the same watch."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from booking.database import Database
from booking.tables import Family, Guardian
from channels import outbox
from channels.other_way import Address, OtherWay
from channels.outbox.allowances import lock_allowance
from channels.postman import Postman
from channels.purpose import Purpose
from channels.sms import SmsTransport
from channels.tables import Allowance, OutboxMessage, Sending
from channels.telegram import TelegramTransport
from channels.terms import NO_LIMIT, Terms
from channels.transport import Channel, Delivery, Outgoing, Receipt, Transport
from tests.fakes.provider import Provider
from tests.fakes.telegram import FakeTelegram
from tests.fakes.twilio import FakeTwilio

CAMILLE, ALEX = "+33639980001", "+33639980002"
CHAT = 5_000_000_001


@dataclass
class Watch:
    """A clock that is moved by hand."""

    time: datetime

    def now(self) -> datetime:
        return self.time


@dataclass
class Office:
    """Everything that a message passes through on its way out."""

    database: Database
    twilio: FakeTwilio
    telegram: FakeTelegram
    sms: SmsTransport
    chats: TelegramTransport
    watch: Watch
    terms: dict[Channel, Terms] = field(default_factory=lambda: {Channel.TELEGRAM: Terms(one_by_one=True)})
    carried: list[tuple[Address, Address]] = field(default_factory=list)
    earliest: Callable[[datetime, Purpose], datetime] = lambda now, _purpose: now

    @property
    def time(self) -> datetime:
        return self.watch.time

    def wait(self, span: timedelta) -> None:
        self.watch.time += span

    @property
    def postman(self) -> Postman:
        """A postman; another one each time, as after a crash or beside the first."""
        transports: dict[Channel, Transport] = {Channel.SMS: self.sms, Channel.TELEGRAM: self.chats}
        other_way = OtherWay(transports.keys(), self.earliest, self._carry)
        return Postman(
            self.database,
            transports,
            self.watch.now,
            {Channel.SMS: self.sms.find},
            self.terms,
            pings={Channel.TELEGRAM: self.chats.ping},
            other_way=other_way,
        )

    async def _carry(self, _db: AsyncSession, here: Address, there: Address) -> None:
        self.carried.append((here, there))

    async def queue(
        self,
        words: str,
        to: str = CAMILLE,
        purpose: Purpose = Purpose.ANSWER,
        use: timedelta | None = None,
        guardian: int | None = None,
        due_in: timedelta = timedelta(),
    ) -> None:
        """Queue a message: by Telegram, where `to` is the id of a chat."""
        channel = Channel.SMS if to.startswith("+") else Channel.TELEGRAM
        async with self.database.writing() as db:
            await outbox.queue(
                db,
                Outgoing(channel, to, words),
                now=self.time,
                purpose=purpose,
                guardian_id=guardian,
                due_at=self.time + due_in,
                no_use_after=None if use is None else self.time + use,
            )

    async def guardian(self, phone: str | None = CAMILLE, chat: int | None = CHAT) -> int:
        """A guardian on a file; their number."""
        async with self.database.writing() as db:
            camille = Guardian(name="Camille Martin", phone=phone, telegram_id=chat, language="fr")
            db.add(Family(number="F1", missing=[], guardians=[camille], children=[]))
            await db.flush()
            return camille.id

    async def claim(self, limit: int, channel: Channel = Channel.SMS) -> Sequence[OutboxMessage]:
        """Take messages in hand, as a worker that then dies."""
        async with self.database.writing() as db:
            allowance = await lock_allowance(db, channel, now=self.time)
            terms = self.terms.get(channel, NO_LIMIT)
            return await outbox.claim(db, allowance, terms, now=self.time, limit=limit)

    async def receipt(self, sid: str, status: Delivery, **more: str) -> None:
        """Twilio says what became of a text."""
        await self.postman.note_receipt(Receipt(Channel.SMS, sid, status, self.time, **more))  # type: ignore[arg-type]

    async def until_called(self, provider: Provider, times: int) -> None:
        """Wait until a provider has had so many calls, answered or not."""
        async with asyncio.timeout(10):
            while provider.calls() < times:  # noqa: ASYNC110 - the stand-in counts, and tells nobody
                await asyncio.sleep(0.01)

    async def states(self) -> list[Sending]:
        return [message.state for message in await self.messages()]

    async def messages(self) -> Sequence[OutboxMessage]:
        async with self.database.reading() as db:
            return (await db.scalars(select(OutboxMessage).order_by(OutboxMessage.id))).all()

    async def allowance(self, channel: Channel = Channel.SMS) -> Allowance:
        async with self.database.writing() as db:
            return await lock_allowance(db, channel, now=self.time)

    @property
    def sent(self) -> list[str]:
        """The texts that Twilio took."""
        return [text.body for text in self.twilio.sent]

    @property
    def chatted(self) -> list[str]:
        """The messages that Telegram took."""
        return [post.text for post in self.telegram.sent]


@asynccontextmanager
async def open_office(database: Database, time: datetime) -> AsyncIterator[Office]:
    """An office with stand-in providers, at that time."""
    watch = Watch(time)
    patience = timedelta(seconds=1)
    async with FakeTwilio(now=watch.now) as twilio, FakeTelegram(now=watch.now) as telegram:
        sms = SmsTransport(twilio.account_sid, twilio.auth_token, twilio.number, twilio.address, patience=patience)
        chats = TelegramTransport(telegram.token, telegram.address, patience=patience)
        telegram.person(CHAT)
        yield Office(database, twilio, telegram, sms, chats, watch)
        await sms.aclose()
        await chats.aclose()
