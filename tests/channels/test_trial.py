"""The provider on trial: each number does what is promised, through the library and the webhooks of the real one."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import httpx
import pytest
from fastapi import FastAPI

from channels.errors import Failure, SendError
from channels.sms import SmsTransport
from channels.sms import router as webhooks
from channels.transport import Channel, Delivery, Outgoing
from channels.trial import NUMBERS, TrialProvider, router
from channels.trial.api import PREFIX
from channels.trial.provider import SENDER
from tests.channels.keeper import Keeper
from tests.fakes.server import serving
from tests.processes import free_port

NINE = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
TRIES = 4


@pytest.fixture
def inbox() -> Keeper:
    return Keeper()


@pytest.fixture
async def provider(inbox: Keeper) -> AsyncIterator[TrialProvider]:
    port = free_port()
    provider = TrialProvider(f"http://127.0.0.1:{port}", lambda: NINE, pace=0.002)
    app = FastAPI()
    app.include_router(
        webhooks(
            inbox.receive, inbox.note, auth_token=provider.auth_token, public_url=provider.address, now=lambda: NINE
        )
    )
    app.include_router(router(provider, "Saint-Aubin", ZoneInfo("Europe/Paris")))
    async with serving(app, port), provider.open():
        yield provider


@pytest.fixture
async def sms(provider: TrialProvider) -> AsyncIterator[SmsTransport]:
    transport = SmsTransport(
        provider.account_sid,
        provider.auth_token,
        SENDER,
        f"{provider.address}{PREFIX}",
        f"{provider.address}/sms/status",
    )
    yield transport
    await transport.aclose()


@pytest.fixture
async def browser(provider: TrialProvider) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=provider.address, trust_env=False, follow_redirects=True) as browser:
        yield browser


async def failures(sms: SmsTransport, to: str) -> Sequence[Failure]:
    """What goes wrong at a message, tried again as long as that may help."""
    met = []
    for _ in range(TRIES):
        try:
            await sms.send(Outgoing(Channel.SMS, to, "Réservé."))
        except SendError as error:
            met.append(error.failure)
            if not error.retry:
                break
        else:
            break
    return met


THROTTLED = Failure.THROTTLED
SENT, DELIVERED, FAILED = Delivery.SENT, Delivery.DELIVERED, Delivery.FAILED


@pytest.mark.parametrize(
    ("last_digit", "failing", "receipts"),
    [
        pytest.param(1, [], [SENT, DELIVERED], id="always delivered"),
        pytest.param(2, [THROTTLED, THROTTLED], [SENT, DELIVERED], id="fails now, passes at the third try"),
        pytest.param(3, [Failure.NOT_A_NUMBER], [], id="fails for good"),
        pytest.param(4, [Failure.OPTED_OUT], [], id="has sent STOP to the operator"),
        pytest.param(5, [], [SENT, FAILED], id="taken, and not delivered"),
        pytest.param(6, [], [SENT, DELIVERED], id="slow"),
        pytest.param(7, [], [], id="never a receipt"),
        pytest.param(8, [], [DELIVERED, SENT, DELIVERED], id="receipts twice and out of order"),
        pytest.param(9, [Failure.IN_DOUBT], [SENT, DELIVERED], id="left, but the answer is lost"),
        pytest.param(0, [], [SENT, DELIVERED], id="any other number is delivered"),
    ],
)
async def test_each_number_does_what_is_promised(
    sms: SmsTransport, inbox: Keeper, last_digit: int, failing: Sequence[Failure], receipts: Sequence[Delivery]
) -> None:
    to = f"+3363998990{last_digit}"
    assert await failures(sms, to) == failing
    with suppress(TimeoutError):
        async with asyncio.timeout(0.4 if not receipts else 5):
            while len(inbox.receipts) < max(len(receipts), 1):  # noqa: ASYNC110 - they come by HTTP
                await asyncio.sleep(0.01)
    assert [receipt.status for receipt in inbox.receipts] == receipts


async def test_what_is_in_doubt_is_found(sms: SmsTransport, provider: TrialProvider) -> None:
    message = Outgoing(Channel.SMS, "+33639989909", "Réservé.")
    with pytest.raises(SendError):
        await sms.send(message)
    assert await sms.find(message, NINE) == [provider.sent_to(Channel.SMS, message.to)[0].sid]


async def test_nobody_else_can_send_through_it(browser: httpx.AsyncClient, provider: TrialProvider) -> None:
    address = f"{PREFIX}/2010-04-01/Accounts/{provider.account_sid}/Messages.json"
    form = {"To": "+33639989901", "Body": "x", "From": SENDER}
    assert (await browser.post(address, data=form)).status_code == 401
    assert (await browser.get(address, auth=(provider.account_sid, "guessed"))).status_code == 401
    assert provider.last(10) == []


class TestPage:
    async def test_texts_in_the_name_of_a_phone_and_shows_it(
        self, browser: httpx.AsyncClient, provider: TrialProvider, inbox: Keeper
    ) -> None:
        form = {"de": "06 39 98 99 01", "canal": "sms", "texte": "cantine lundi <b>"}
        page = await browser.post(f"/essai/{provider.key}", data=form)
        assert page.status_code == 200
        assert "cantine lundi &lt;b&gt;" in page.text
        assert (inbox.only().channel, inbox.only().sender) == (Channel.SMS, "+33639989901")

    async def test_can_be_a_phone_on_whatsapp(
        self, browser: httpx.AsyncClient, provider: TrialProvider, inbox: Keeper
    ) -> None:
        await browser.post(f"/essai/{provider.key}", data={"de": "0639989901", "canal": "whatsapp", "texte": "lundi"})
        assert inbox.only().channel is Channel.WHATSAPP

    async def test_says_what_each_number_does(self, browser: httpx.AsyncClient, provider: TrialProvider) -> None:
        page = (await browser.get(f"/essai/{provider.key}")).text
        for behaviour in NUMBERS.values():
            assert behaviour.words.split(" : ")[0].replace("'", "&#39;") in page

    async def test_is_nowhere_without_its_key(self, browser: httpx.AsyncClient, inbox: Keeper) -> None:
        form = {"de": "0639989901", "canal": "sms", "texte": "lundi"}
        assert (await browser.get("/essai/guessed")).status_code == 404
        assert (await browser.get("/essai/é")).status_code == 404
        assert (await browser.post("/essai/guessed", data=form)).status_code == 404
        assert inbox.kept == {}

    @pytest.mark.parametrize(
        ("changed", "said"),
        [
            ({"de": "lundi"}, "n&#39;est pas un numéro"),
            ({"de": ""}, "Écrivez le numéro"),
            ({"canal": "pigeon"}, "n&#39;est pas un choix"),
            ({"texte": "a" * 1601}, "1600 au plus"),
        ],
        ids=["no number", "an empty number", "no channel", "too long"],
    )
    async def test_says_what_is_wrong_with_a_form(
        self, browser: httpx.AsyncClient, provider: TrialProvider, changed: dict[str, str], said: str
    ) -> None:
        form = {"de": "0639989901", "canal": "sms", "texte": "lundi"} | changed
        page = await browser.post(f"/essai/{provider.key}", data=form)
        assert (page.status_code, said in page.text.replace(" ", " ").replace("’", "&#39;")) == (422, True)
