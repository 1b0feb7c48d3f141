"""Twilio may have a text without having said so: it must not be sent again before we have looked."""

from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta

import pytest

from channels.errors import Failure, SendError
from channels.sms import SentText, SmsTransport
from channels.transport import Channel, Outgoing
from tests.fakes.twilio import FakeTwilio

NINE = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
CAMILLE = "+33639980001"
ALEX = "+33639980002"
NOTED = "C'est noté : cantine lundi 30 novembre pour Zoé. Réf. K7M2"


class Clock:
    """Twilio's clock, moved by hand."""

    def __init__(self) -> None:
        self.time = NINE

    def now(self) -> datetime:
        return self.time


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def twilio(clock: Clock) -> AsyncIterator[FakeTwilio]:
    async with FakeTwilio(now=clock.now) as twilio:
        yield twilio


@pytest.fixture
async def sms(twilio: FakeTwilio) -> AsyncIterator[SmsTransport]:
    transport = SmsTransport(
        twilio.account_sid, twilio.auth_token, twilio.number, twilio.address, patience=timedelta(seconds=0.3)
    )
    yield transport
    await transport.aclose()


def text(words: str = NOTED, to: str = CAMILLE) -> Outgoing:
    return Outgoing(Channel.SMS, to, words)


async def failure(sms: SmsTransport, message: Outgoing) -> SendError:
    with pytest.raises(SendError) as refused:
        await sms.send(message)
    return refused.value


@pytest.mark.parametrize("taken", [pytest.param(True, id="had it"), pytest.param(False, id="had it not")])
@pytest.mark.parametrize(
    "trouble",
    [
        pytest.param(FakeTwilio.drop, id="cut off"),
        pytest.param(FakeTwilio.silent, id="never answered"),
        pytest.param(FakeTwilio.fail, id="server error"),
    ],
)
async def test_an_answer_that_never_came_says_nothing(
    twilio: FakeTwilio, sms: SmsTransport, trouble: Callable[..., None], taken: bool
) -> None:
    trouble(twilio, taken=taken)
    doubtful = await failure(sms, text())
    twilio.recover()

    found = await sms.sent_since(CAMILLE, NINE)

    assert doubtful.failure is Failure.IN_DOUBT
    assert not doubtful.retry
    assert [sent.body for sent in found] == ([NOTED] if taken else [])


async def test_a_slow_answer_comes_too_late(twilio: FakeTwilio, sms: SmsTransport) -> None:
    twilio.slow(seconds=5)

    assert (await failure(sms, text())).failure is Failure.IN_DOUBT


async def test_a_server_error_that_wears_a_code_is_still_a_doubt(twilio: FakeTwilio, sms: SmsTransport) -> None:
    twilio.refuse(20500, status=503)

    assert (await failure(sms, text())).failure is Failure.IN_DOUBT


async def test_an_answer_in_another_language_says_nothing(twilio: FakeTwilio, sms: SmsTransport) -> None:
    twilio.fail(status=201, taken=True)

    assert (await failure(sms, text())).failure is Failure.IN_DOUBT


async def test_what_went_to_a_number_can_be_seen(sms: SmsTransport) -> None:
    await sms.send(text("pour Alex", to=ALEX))
    first = await sms.send(text("pour Camille"))
    second = await sms.send(text("encore pour Camille"))

    assert await sms.sent_since(CAMILLE, NINE) == [
        SentText(second, "encore pour Camille", "queued"),
        SentText(first, "pour Camille", "queued"),
    ]


async def test_only_the_same_words_are_the_same_text(sms: SmsTransport) -> None:
    await sms.send(text("Réservé : lundi."))
    sid = await sms.send(text("Réservé : mardi."))

    assert await sms.find(text("Réservé : mardi."), NINE) == [sid]
    assert await sms.find(text("Réservé : jeudi."), NINE) == []
    assert await sms.find(text("Réservé : mardi.", to=ALEX), NINE) == []


async def test_the_words_of_a_trial_account_do_not_hide_ours(twilio: FakeTwilio, sms: SmsTransport) -> None:
    sid = await sms.send(text("Réservé : mardi."))
    twilio.sent[0].body = "Sent from your Twilio trial account - Réservé : mardi."

    assert await sms.find(text("Réservé : mardi."), NINE) == [sid]


async def test_old_texts_do_not_count(sms: SmsTransport, clock: Clock) -> None:
    await sms.send(text("de ce matin"))
    clock.time += timedelta(hours=3)
    await sms.send(text("de midi"))

    assert [sent.body for sent in await sms.sent_since(CAMILLE, clock.time)] == ["de midi"]


async def test_a_clock_slightly_ahead_of_twilios_hides_nothing(sms: SmsTransport) -> None:
    await sms.send(text())

    assert len(await sms.sent_since(CAMILLE, NINE + timedelta(seconds=30))) == 1


async def test_looking_may_fail_as_well(twilio: FakeTwilio, sms: SmsTransport) -> None:
    twilio.throttle(3)

    with pytest.raises(SendError) as refused:
        await sms.sent_since(CAMILLE, NINE)

    assert refused.value.failure is Failure.THROTTLED
