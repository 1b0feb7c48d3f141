"""The postman: what is in the outbox leaves once, in order, replies first; and what fails is known by its reason."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from booking.database import Database
from channels import outbox
from channels.errors import Failure
from channels.outbox import LEASE, PAUSES
from channels.postman import Postman
from channels.purpose import Purpose
from channels.sms import SmsTransport
from channels.tables import OutboxMessage, Sending
from channels.transport import Channel, Delivery, Outgoing, Receipt
from tests.conftest import At
from tests.fakes.twilio import FakeTwilio

CAMILLE, ALEX = "+33639980001", "+33639980002"


@dataclass
class Watch:
    """A clock that is moved by hand."""

    time: datetime

    def now(self) -> datetime:
        return self.time


@dataclass
class Office:
    """An outbox, a postman, and a Twilio, which look at the same watch."""

    database: Database
    twilio: FakeTwilio
    sms: SmsTransport
    watch: Watch

    @property
    def time(self) -> datetime:
        return self.watch.time

    def wait(self, span: timedelta) -> None:
        self.watch.time += span

    @property
    def postman(self) -> Postman:
        return Postman(self.database, {Channel.SMS: self.sms}, self.watch.now, {Channel.SMS: self._lookup})

    async def _lookup(self, message: Outgoing, since: datetime) -> Sequence[str]:
        there = await self.sms.sent_since(message.to, since)
        return [text.sid for text in there if text.body == message.text]

    async def queue(
        self, words: str, to: str = CAMILLE, purpose: Purpose = Purpose.ANSWER, use: timedelta | None = None
    ) -> None:
        async with self.database.writing() as db:
            no_use_after = None if use is None else self.time + use
            message = Outgoing(Channel.SMS, to, words)
            await outbox.queue(db, message, now=self.time, purpose=purpose, no_use_after=no_use_after)

    async def states(self) -> list[Sending]:
        return [message.state for message in await self.messages()]

    async def messages(self) -> Sequence[OutboxMessage]:
        async with self.database.reading() as db:
            return (await db.scalars(select(OutboxMessage).order_by(OutboxMessage.id))).all()

    @property
    def sent(self) -> list[str]:
        return [text.body for text in self.twilio.sent]


@pytest.fixture
async def office(database: Database, at: At) -> AsyncIterator[Office]:
    clock = Watch(at("2026-11-23 09:00"))
    async with FakeTwilio(now=clock.now) as twilio:
        sms = SmsTransport(
            twilio.account_sid, twilio.auth_token, twilio.number, twilio.address, patience=timedelta(seconds=0.3)
        )
        yield Office(database, twilio, sms, clock)
        await sms.aclose()


async def test_a_message_leaves_once(office: Office) -> None:
    await office.queue("Réservé.")
    assert await office.postman.round() == 1
    assert await office.postman.round() == 0
    assert office.sent == ["Réservé."]
    assert await office.states() == [Sending.SENT]


async def test_replies_leave_before_broadcasts(office: Office) -> None:
    await office.queue("Grève mardi.", to=ALEX, purpose=Purpose.NOTICE)
    await office.queue("Réservé.")
    async with office.database.writing() as db:
        first = await outbox.claim(db, [Channel.SMS], now=office.time, limit=1)
    assert [message.text for message in first] == ["Réservé."]


async def test_the_order_of_a_conversation_is_kept_through_a_failure(office: Office) -> None:
    await office.queue("un")
    await office.queue("deux")
    office.twilio.throttle(times=1)
    await office.postman.round()
    await office.postman.round()
    assert office.sent == []
    office.wait(PAUSES[1])
    await office.postman.round()
    await office.postman.round()
    assert office.sent == ["un", "deux"]


async def test_a_permanent_refusal_is_not_tried_again(office: Office) -> None:
    office.twilio.opt_out(CAMILLE)
    await office.queue("Réservé.")
    await office.postman.round()
    office.wait(timedelta(days=1))
    assert await office.postman.round() == 0
    message = (await office.messages())[0]
    assert (message.state, message.failure) == (Sending.FAILED, Failure.OPTED_OUT)
    assert CAMILLE not in (message.detail or "")


async def test_a_provider_that_is_down_is_tried_again_until_it_is_back(office: Office) -> None:
    await office.queue("Réservé.")
    office.twilio.drop()
    await office.postman.round()
    assert office.sent == []
    office.wait(LEASE)
    await office.postman.recover()  # still down: nobody knows whether it left, so it is not sent
    assert await office.states() == [Sending.SENDING]
    office.twilio.recover()
    office.wait(LEASE)
    await office.postman.recover()
    await office.postman.round()
    assert office.sent == ["Réservé."]


async def test_an_answer_that_got_lost_does_not_make_a_second_text(office: Office) -> None:
    await office.queue("Réservé.")
    office.twilio.drop(taken=True, times=1)
    await office.postman.round()
    office.wait(timedelta(hours=2))
    await office.postman.round()
    assert office.sent == ["Réservé."]
    assert await office.states() == [Sending.SENT]


async def test_two_equal_replies_are_two_texts_even_when_an_answer_got_lost(office: Office) -> None:
    await office.queue("Bonjour !")
    await office.postman.round()
    await office.queue("Bonjour !")
    office.twilio.drop(times=1)
    await office.postman.round()
    office.wait(timedelta(hours=2))
    await office.postman.round()
    assert office.sent == ["Bonjour !", "Bonjour !"]


@pytest.mark.parametrize("had_left", [True, False], ids=["it had left", "it had not left"])
async def test_what_a_dead_sender_had_in_hand_is_sent_exactly_once(office: Office, had_left: bool) -> None:
    await office.queue("Réservé.")
    async with office.database.writing() as db:
        (message,) = await outbox.claim(db, [Channel.SMS], now=office.time, limit=1)
    if had_left:
        await office.sms.send(outbox.outgoing(message, now=office.time))
    assert await office.postman.recover() == 0  # the lease still runs: its sender may be alive
    office.wait(LEASE)
    assert await office.postman.recover() == 1
    await office.postman.round()
    assert office.sent == ["Réservé."]
    assert await office.states() == [Sending.SENT]


async def test_what_is_of_no_use_any_more_is_not_sent(office: Office) -> None:
    await office.queue("Dernier moment pour réserver.", use=timedelta(minutes=10))
    office.wait(timedelta(minutes=10))
    assert await office.postman.round() == 0
    assert await office.states() == [Sending.EXPIRED]


async def test_two_workers_share_the_work_and_double_nothing(office: Office) -> None:
    for number in range(40):
        await office.queue(f"message {number}", to=f"+336399800{number:02}")
    workers = [office.postman, office.postman]
    for worker in workers * 2:
        await worker.round()
    assert sorted(office.sent) == sorted(f"message {number}" for number in range(40))


async def test_a_receipt_moves_a_message_forward_and_never_back(office: Office) -> None:
    await office.queue("Réservé.")
    await office.postman.round()
    sid = office.twilio.sent[0].sid
    for status in (Delivery.DELIVERED, Delivery.SENT, Delivery.FAILED, Delivery.DELIVERED):
        async with office.database.writing() as db:
            await outbox.note_receipt(db, Receipt(Channel.SMS, sid, status, office.time))
    assert await office.states() == [Sending.DELIVERED]
