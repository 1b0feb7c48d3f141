"""Text messages go out by Twilio: the official library against a Twilio of our own, over real HTTP."""

import asyncio
import socket
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from channels.errors import Failure, SendError
from channels.sms import SmsTransport
from channels.transport import Channel, Outgoing
from tests.fakes.twilio import FakeTwilio

NINE = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
CAMILLE = "+33639980001"
ALEX = "+33639980002"
NOTED = "C'est noté : cantine lundi 30 novembre pour Zoé. Réf. K7M2"


@pytest.fixture
async def twilio() -> AsyncIterator[FakeTwilio]:
    async with FakeTwilio(now=lambda: NINE) as twilio:
        yield twilio


@pytest.fixture
async def sms(twilio: FakeTwilio) -> AsyncIterator[SmsTransport]:
    transport = SmsTransport(
        twilio.account_sid, twilio.auth_token, twilio.number, twilio.address, patience=timedelta(seconds=0.3)
    )
    yield transport
    await transport.aclose()


def text(words: str = NOTED, to: str = CAMILLE, valid_for: int | None = None) -> Outgoing:
    return Outgoing(Channel.SMS, to, words, valid_for=valid_for)


async def failure(sms: SmsTransport, message: Outgoing) -> SendError:
    with pytest.raises(SendError) as refused:
        await sms.send(message)
    return refused.value


async def test_a_text_goes_out_in_its_very_words(twilio: FakeTwilio, sms: SmsTransport) -> None:
    sid = await sms.send(text(NOTED))

    assert [(sent.sid, sent.to, sent.sender, sent.body) for sent in twilio.sent] == [
        (sid, CAMILLE, twilio.number, NOTED)
    ]


async def test_every_text_has_an_id_of_its_own(sms: SmsTransport) -> None:
    sids = await asyncio.gather(*(sms.send(text(f"Cantine, mercredi {day}")) for day in range(50)))

    assert len(set(sids)) == 50


@pytest.mark.parametrize(
    ("valid_for", "asked"),
    [
        pytest.param(None, None, id="a text of no hurry may wait as long as Twilio holds it"),
        pytest.param(900, 900, id="a reminder is of no use after its deadline"),
        pytest.param(0, 1, id="Twilio takes nothing below a second"),
        pytest.param(172_800, 36_000, id="nor above ten hours"),
    ],
)
async def test_a_text_says_for_how_long_it_is_of_use(
    twilio: FakeTwilio, sms: SmsTransport, valid_for: int | None, asked: int | None
) -> None:
    await sms.send(text(valid_for=valid_for))

    assert twilio.sent[0].validity_period == asked


async def test_a_messaging_service_can_be_the_sender(twilio: FakeTwilio) -> None:
    sms = SmsTransport(twilio.account_sid, twilio.auth_token, "MG" + "1" * 32, twilio.address)
    await sms.send(text())
    await sms.aclose()

    assert [sent.body for sent in twilio.sent] == [NOTED]


async def test_receipts_are_asked_for_where_the_town_has_an_address(twilio: FakeTwilio) -> None:
    callback = "https://cantine.example/sms/status"
    sms = SmsTransport(twilio.account_sid, twilio.auth_token, twilio.number, twilio.address, callback)
    await sms.send(text())
    await sms.aclose()

    assert twilio.sent[0].status_callback == callback


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        pytest.param(text(to="+33142278186"), Failure.NOT_A_MOBILE, id="a landline"),
        pytest.param(text(to="+3363998"), Failure.NOT_A_NUMBER, id="a number too short"),
        pytest.param(text(to="0639980001"), Failure.NOT_A_NUMBER, id="a number without its country"),
        pytest.param(text(to="camille"), Failure.NOT_A_NUMBER, id="no number at all"),
        pytest.param(text(to=""), Failure.OUR_BUG, id="nobody"),
        pytest.param(text(""), Failure.OUR_BUG, id="nothing to say"),
        pytest.param(text("a" * 1601), Failure.OUR_BUG, id="too much to say"),
        pytest.param(text("Zoé \ud83c"), Failure.OUR_BUG, id="half a character"),
    ],
)
async def test_what_twilio_cannot_send_is_refused_for_good(
    twilio: FakeTwilio, sms: SmsTransport, message: Outgoing, expected: Failure
) -> None:
    refused = await failure(sms, message)

    assert refused.failure is expected
    assert not refused.retry
    assert twilio.sent == []


async def test_the_longest_text_passes(twilio: FakeTwilio, sms: SmsTransport) -> None:
    await sms.send(text("é" * 1600))

    assert len(twilio.sent[0].body) == 1600


async def test_who_sent_stop_gets_no_text(twilio: FakeTwilio, sms: SmsTransport) -> None:
    twilio.opt_out(CAMILLE)

    refused = await failure(sms, text())
    await sms.send(text(to=ALEX))

    assert refused.failure is Failure.OPTED_OUT
    assert [sent.to for sent in twilio.sent] == [ALEX]


@pytest.mark.parametrize(
    ("code", "status", "expected"),
    [
        pytest.param(21408, 400, Failure.CONFIGURATION, id="the country is not enabled"),
        pytest.param(21606, 400, Failure.CONFIGURATION, id="the sender is not ours"),
        pytest.param(21612, 400, Failure.CONFIGURATION, id="the sender cannot reach the country"),
        pytest.param(20404, 404, Failure.ACCOUNT, id="the account is gone"),
        pytest.param(21611, 400, Failure.THROTTLED, id="ten hours of texts wait already"),
        pytest.param(63016, 400, Failure.WINDOW_CLOSED, id="WhatsApp wants a template"),
        pytest.param(29999, 400, Failure.UNKNOWN, id="a code that nobody has met"),
    ],
)
async def test_each_refusal_says_what_is_to_be_done(
    twilio: FakeTwilio, sms: SmsTransport, code: int, status: int, expected: Failure
) -> None:
    twilio.refuse(code, status)

    refused = await failure(sms, text())

    assert refused.failure is expected
    assert str(code) in refused.detail


async def test_wrong_credentials_alarm_somebody(twilio: FakeTwilio) -> None:
    sms = SmsTransport(twilio.account_sid, "the token of last year", twilio.number, twilio.address)
    refused = await failure(sms, text())
    await sms.aclose()

    assert refused.failure is Failure.ACCOUNT
    assert refused.alarm


async def test_an_error_never_names_the_parent(sms: SmsTransport) -> None:
    refused = await failure(sms, text(to="+3363998"))

    assert "3363998" not in str(refused)
    assert refused.__cause__ is None, "the library's own error quotes the number, and a traceback shows causes"


@pytest.mark.parametrize(
    ("retry_after", "pause"),
    [
        pytest.param(7, timedelta(seconds=7), id="as long as Twilio says"),
        pytest.param(None, None, id="as long as we think, when it does not say"),
    ],
)
async def test_too_many_texts_at_once_wait(
    twilio: FakeTwilio, sms: SmsTransport, retry_after: int | None, pause: timedelta | None
) -> None:
    twilio.throttle(retry_after)

    refused = await failure(sms, text())

    assert (refused.failure, refused.after, refused.retry) == (Failure.THROTTLED, pause, True)


async def test_a_twilio_that_nobody_can_reach_never_had_the_text() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    nowhere = SmsTransport("AC" + "0" * 32, "token", "+33937000001", f"http://127.0.0.1:{port}")
    refused = await failure(nowhere, text())
    await nowhere.aclose()

    assert refused.failure is Failure.NETWORK
    assert refused.retry


@pytest.mark.parametrize("address", ["", "http://", "stand-in", "ftp://stand-in", "http://stand-in:port"])
async def test_an_address_that_is_none_is_a_wrong_setting(address: str) -> None:
    wrong = SmsTransport("AC" + "0" * 32, "token", "+33937000001", address)
    refused = await failure(wrong, text())
    await wrong.aclose()

    assert refused.failure is Failure.ACCOUNT


async def test_after_a_trouble_texts_flow_again(twilio: FakeTwilio, sms: SmsTransport) -> None:
    twilio.drop(times=1)
    await failure(sms, text())

    await sms.send(text())

    assert len(twilio.sent) == 1


async def test_texts_share_a_connection(twilio: FakeTwilio, sms: SmsTransport) -> None:
    for _ in range(50):
        await sms.send(text())

    assert len(twilio.sent) == 50
    assert len(twilio.callers) == 1
