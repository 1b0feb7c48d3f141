"""Text messages, against a Twilio of our own over real HTTP."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from channels.sms import SmsTransport
from channels.transport import Channel, Outgoing
from tests.fakes.twilio import FakeTwilio

NOW = datetime(2026, 11, 24, 8, 59, tzinfo=UTC)
CAMILLE = "+33639980001"


@pytest.fixture
async def twilio() -> AsyncIterator[FakeTwilio]:
    async with FakeTwilio(now=lambda: NOW) as twilio:
        yield twilio


@pytest.fixture
async def sms(twilio: FakeTwilio) -> AsyncIterator[SmsTransport]:
    transport = SmsTransport(twilio.account_sid, twilio.auth_token, twilio.number, twilio.address)
    yield transport
    await transport.aclose()


def text(words: str, to: str = CAMILLE, valid_for: int | None = None) -> Outgoing:
    return Outgoing(Channel.SMS, to, words, valid_for=valid_for)


async def test_a_text_goes_out_in_its_very_words(twilio: FakeTwilio, sms: SmsTransport) -> None:
    sid = await sms.send(text("C'est noté : cantine lundi 30 novembre pour Zoé."))

    assert [(taken.sid, taken.to, taken.sender, taken.body) for taken in twilio.sent] == [
        (sid, CAMILLE, twilio.number, "C'est noté : cantine lundi 30 novembre pour Zoé.")
    ]
