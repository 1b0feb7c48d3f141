"""WhatsApp, through the same API as text messages: another form of address, and a window of 24 hours."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from fastapi import FastAPI

from channels.errors import Failure, SendError
from channels.sms import SmsTransport, Window, router
from channels.sms.window import in_one_line
from channels.transport import Channel, Delivery, Outgoing
from tests.channels.keeper import Keeper
from tests.fakes.server import serving
from tests.fakes.twilio import TEMPLATE, FakeTwilio

NINE = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
CAMILLE = "+33639980001"
PUBLIC = "https://cantine.example"


class Clock:
    now = NINE


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def inbox() -> Keeper:
    return Keeper()


@pytest.fixture
async def twilio(inbox: Keeper, clock: Clock) -> AsyncIterator[FakeTwilio]:
    async with FakeTwilio(now=lambda: clock.now, public_url=PUBLIC, receipts=["delivered", "read"]) as twilio:
        app = FastAPI()
        app.include_router(
            router(inbox.receive, inbox.note, auth_token=twilio.auth_token, public_url=PUBLIC, now=lambda: clock.now)
        )
        async with serving(app) as address:
            twilio.app(address)
            yield twilio


def transport(twilio: FakeTwilio, inbox: Keeper, clock: Clock, template: str | None = None) -> SmsTransport:
    async def last_heard(number: str) -> datetime | None:
        times = [kept.received_at for kept in inbox.kept.values() if kept.sender == number]
        return max(times, default=None)

    window = Window(last_heard, lambda: clock.now, template)
    status = f"{PUBLIC}/sms/status"
    return SmsTransport(twilio.account_sid, twilio.auth_token, twilio.number, twilio.address, status, window=window)


def words(text: str) -> Outgoing:
    return Outgoing(Channel.WHATSAPP, CAMILLE, text)


async def test_an_answer_goes_to_the_same_person_in_free_words(twilio: FakeTwilio, inbox: Keeper, clock: Clock) -> None:
    await twilio.text(f"whatsapp:{CAMILLE}", "cantine lundi")
    whatsapp = transport(twilio, inbox, clock)
    sid = await whatsapp.send(words("Réservé.\nRéf. GVYWWQ"))
    await whatsapp.aclose()

    assert inbox.only().channel is whatsapp.channel is Channel.WHATSAPP
    (sent,) = twilio.sent
    assert (sent.to, sent.sender) == (f"whatsapp:{CAMILLE}", f"whatsapp:{twilio.number}")
    assert (sent.sid, sent.body) == (sid, "Réservé.\nRéf. GVYWWQ")


async def test_its_receipts_are_those_of_whatsapp(twilio: FakeTwilio, inbox: Keeper, clock: Clock) -> None:
    await twilio.text(f"whatsapp:{CAMILLE}", "cantine lundi")
    whatsapp = transport(twilio, inbox, clock)
    await whatsapp.send(words("Réservé."))
    await asyncio.gather(*twilio.telling)
    await whatsapp.aclose()

    assert [(receipt.channel, receipt.status) for receipt in inbox.receipts] == [
        (Channel.WHATSAPP, Delivery.DELIVERED),
        (Channel.WHATSAPP, Delivery.READ),
    ]


@pytest.mark.parametrize(
    ("silence", "template"),
    [
        pytest.param(timedelta(hours=23, minutes=54), None, id="within the window free words pass"),
        pytest.param(timedelta(hours=23, minutes=56), TEMPLATE, id="too near its end a template is taken"),
        pytest.param(timedelta(days=3), TEMPLATE, id="after it, too"),
    ],
)
async def test_the_window_decides_on_the_form(
    twilio: FakeTwilio, inbox: Keeper, clock: Clock, silence: timedelta, template: str | None
) -> None:
    await twilio.text(f"whatsapp:{CAMILLE}", "cantine lundi")
    clock.now += silence
    whatsapp = transport(twilio, inbox, clock, TEMPLATE)
    await whatsapp.send(words("Une place est libre.\nRépondez OUI"))
    await asyncio.gather(*twilio.telling)
    await whatsapp.aclose()

    (sent,) = twilio.sent
    assert sent.template == template
    assert ("Votre mairie vous écrit : Une place est libre. · Répondez OUI" in sent.body) == (template is not None)
    assert [receipt.status for receipt in inbox.receipts] == [Delivery.DELIVERED, Delivery.READ]


@pytest.mark.parametrize("wrote_before", [True, False], ids=["three days ago", "never"])
async def test_without_a_template_it_does_not_leave_and_another_channel_is_for_it(
    twilio: FakeTwilio, inbox: Keeper, clock: Clock, wrote_before: bool
) -> None:
    if wrote_before:
        await twilio.text(f"whatsapp:{CAMILLE}", "cantine lundi")
    clock.now += timedelta(days=3)
    whatsapp = transport(twilio, inbox, clock)
    with pytest.raises(SendError) as refused:
        await whatsapp.send(words("Une place est libre."))
    await whatsapp.aclose()

    assert refused.value.failure is Failure.WINDOW_CLOSED
    assert not refused.value.retry
    assert twilio.sent == []


async def test_a_window_that_closed_on_the_way_is_told_by_the_receipt(
    twilio: FakeTwilio, inbox: Keeper, clock: Clock
) -> None:
    await twilio.text(f"whatsapp:{CAMILLE}", "cantine lundi")
    whatsapp = transport(twilio, inbox, clock)
    twilio.heard.clear()
    await whatsapp.send(words("Une place est libre."))
    await asyncio.gather(*twilio.telling)
    await whatsapp.aclose()

    (receipt,) = inbox.receipts
    assert (receipt.status, receipt.failure, receipt.code) == (Delivery.FAILED, Failure.WINDOW_CLOSED, "63016")


@pytest.mark.parametrize("silence", [timedelta(), timedelta(days=3)], ids=["in free words", "in a template"])
async def test_what_is_in_doubt_is_found_again(
    twilio: FakeTwilio, inbox: Keeper, clock: Clock, silence: timedelta
) -> None:
    await twilio.text(f"whatsapp:{CAMILLE}", "cantine lundi")
    clock.now += silence
    whatsapp = transport(twilio, inbox, clock, TEMPLATE)
    message = words("Une place est libre.\nRépondez OUI")
    sid = await whatsapp.send(message)
    found = await whatsapp.find(message, clock.now)
    other = await whatsapp.find(words("Autre chose"), clock.now)
    await whatsapp.aclose()

    assert (found, other) == ([sid], [])


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("un\ndeux", "un · deux"),
        (" un \n\n\t deux     trois ", "un · deux trois"),
        ("déjà en une ligne", "déjà en une ligne"),
    ],
)
def test_a_variable_of_a_template_is_one_line(text: str, line: str) -> None:
    assert in_one_line(text) == line
