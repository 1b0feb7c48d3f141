"""What became of a text, in Twilio's receipts: signed, kept, and only ever forward."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import httpx
import pytest
from fastapi import FastAPI

from channels.errors import Failure
from channels.sms import SmsTransport, router
from channels.transport import Channel, Delivery, Outgoing, Receipt
from tests.channels.keeper import Keeper
from tests.fakes.server import serving
from tests.fakes.twilio import FakeTwilio

NINE = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
CAMILLE = "+33639980001"
PUBLIC = "https://cantine.example"


@pytest.fixture
def inbox() -> Keeper:
    return Keeper()


@pytest.fixture
async def twilio(inbox: Keeper) -> AsyncIterator[FakeTwilio]:
    async with FakeTwilio(now=lambda: NINE, public_url=PUBLIC) as twilio:
        app = FastAPI()
        app.include_router(
            router(inbox.receive, inbox.note, auth_token=twilio.auth_token, public_url=PUBLIC, now=lambda: NINE)
        )
        async with serving(app) as address:
            twilio.app(address)
            yield twilio


@pytest.fixture
async def stranger(twilio: FakeTwilio) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=str(twilio.app_address), trust_env=False) as client:
        yield client


@pytest.fixture
async def sid(twilio: FakeTwilio) -> str:
    sms = SmsTransport(twilio.account_sid, twilio.auth_token, twilio.number, twilio.address, f"{PUBLIC}/sms/status")
    sid = await sms.send(Outgoing(Channel.SMS, CAMILLE, "C'est noté."))
    await sms.aclose()
    return sid


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("queued", Delivery.QUEUED),
        ("sending", Delivery.SENDING),
        ("sent", Delivery.SENT),
        ("delivered", Delivery.DELIVERED),
        ("read", Delivery.READ),
    ],
)
async def test_say_how_far_a_text_has_come(
    twilio: FakeTwilio, inbox: Keeper, sid: str, word: str, status: Delivery
) -> None:
    answer = await twilio.receipt(sid, word)

    assert answer.status_code == 200
    assert inbox.receipts == [Receipt(Channel.SMS, sid, status, at=NINE)]


async def test_keep_a_word_that_nobody_has_met(twilio: FakeTwilio, inbox: Keeper, sid: str) -> None:
    await twilio.receipt(sid, "teleported")

    assert inbox.receipts == [Receipt(Channel.SMS, sid, Delivery.UNKNOWN, at=NINE, code="teleported")]


@pytest.mark.parametrize(
    ("word", "code", "failure"),
    [
        pytest.param("undelivered", 30003, Failure.UNREACHABLE, id="the phone is off"),
        pytest.param("undelivered", 30005, Failure.NOT_A_NUMBER, id="the number is nobody's"),
        pytest.param("undelivered", 30006, Failure.NOT_A_MOBILE, id="the number is a landline"),
        pytest.param("undelivered", 30007, Failure.FILTERED, id="the operator took it for spam"),
        pytest.param("failed", 21610, Failure.OPTED_OUT, id="the parent had sent STOP"),
        pytest.param("failed", 31_999, Failure.UNKNOWN, id="a reason that nobody has met"),
        pytest.param("failed", None, Failure.UNKNOWN, id="no reason"),
    ],
)
async def test_say_why_a_text_did_not_arrive(
    twilio: FakeTwilio, inbox: Keeper, sid: str, word: str, code: int | None, failure: Failure
) -> None:
    await twilio.receipt(sid, word, code)

    kept = None if code is None else str(code)
    assert inbox.receipts == [Receipt(Channel.SMS, sid, Delivery.FAILED, NINE, failure, kept)]


async def test_come_again_when_they_could_not_be_kept(twilio: FakeTwilio, inbox: Keeper, sid: str) -> None:
    inbox.away = True
    refused = await twilio.receipt(sid, "delivered")
    inbox.away = False
    await twilio.again()

    assert refused.status_code == 503
    assert [receipt.status for receipt in inbox.receipts] == [Delivery.DELIVERED]


async def test_without_a_status_are_refused_by_name(twilio: FakeTwilio, stranger: httpx.AsyncClient) -> None:
    form = {"MessageSid": "SM1"}
    answer = await stranger.post(
        "/sms/status", data=form, headers={"X-Twilio-Signature": twilio.sign(f"{PUBLIC}/sms/status", form)}
    )

    assert answer.status_code == 400
    assert "MessageStatus" in answer.text


@pytest.mark.parametrize(
    ("known", "told", "is_news"),
    [
        pytest.param(Delivery.QUEUED, Delivery.SENT, True, id="sent comes after queued"),
        pytest.param(Delivery.DELIVERED, Delivery.SENT, False, id="sent may come after delivered, and is old"),
        pytest.param(Delivery.SENT, Delivery.SENT, False, id="twice the same is not news"),
        pytest.param(Delivery.DELIVERED, Delivery.FAILED, False, id="what arrived did not fail"),
        pytest.param(Delivery.FAILED, Delivery.DELIVERED, False, id="what failed did not arrive"),
        pytest.param(Delivery.DELIVERED, Delivery.READ, True, id="what arrived may be read"),
        pytest.param(Delivery.QUEUED, Delivery.UNKNOWN, False, id="a word that we do not know moves nothing"),
    ],
)
def test_a_text_only_moves_forward(known: Delivery, told: Delivery, is_news: bool) -> None:
    assert told.beyond(known) is is_news
