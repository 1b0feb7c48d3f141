"""Another time: what was taken and not delivered, for a reason that passes, is tried again while it is of use."""

from datetime import timedelta

import pytest

from channels.errors import Failure
from channels.giving_up import PAUSES
from channels.tables import Sending
from channels.transport import Delivery
from tests.channels.office import CAMILLE, Office

HALF_AN_HOUR, THREE_HOURS = PAUSES


async def undelivered(office: Office, failure: Failure = Failure.UNREACHABLE) -> None:
    """Twilio says of the last text that it did not arrive."""
    sid = office.twilio.sent[-1].sid
    await office.receipt(sid, Delivery.FAILED, failure=failure, code="30003")


async def test_a_phone_that_was_off_is_tried_again_twice_and_then_given_up(office: Office) -> None:
    await office.queue("Réservé.")
    for pause in (timedelta(), HALF_AN_HOUR, THREE_HOURS):
        office.wait(pause - timedelta(seconds=1))
        assert await office.postman.round() == 0 or not pause
        office.wait(timedelta(seconds=1))
        await office.postman.round()
        await undelivered(office)
    assert office.sent == ["Réservé."] * 3
    (message,) = await office.messages()
    assert (message.state, message.failure, message.detail) == (Sending.FAILED, Failure.UNREACHABLE, "30003")


@pytest.mark.parametrize(
    ("failure", "state"),
    [
        pytest.param(Failure.UNREACHABLE, Sending.QUEUED, id="a phone that is off"),
        pytest.param(Failure.THROTTLED, Sending.QUEUED, id="a queue that ran over"),
        pytest.param(Failure.NOT_A_NUMBER, Sending.FAILED, id="nobody's number"),
        pytest.param(Failure.FILTERED, Sending.FAILED, id="taken for spam"),
        pytest.param(Failure.UNKNOWN, Sending.FAILED, id="a reason that nobody knows"),
    ],
)
async def test_only_what_passes_is_tried_again(office: Office, failure: Failure, state: Sending) -> None:
    await office.queue("Réservé.")
    await office.postman.round()
    await undelivered(office, failure)
    assert await office.states() == [state]


async def test_it_is_not_tried_beyond_its_use(office: Office) -> None:
    await office.queue("Dernier moment.", use=HALF_AN_HOUR)
    await office.postman.round()
    await undelivered(office)
    assert await office.states() == [Sending.FAILED]


async def test_another_channel_goes_before_another_time(office: Office) -> None:
    await office.queue("Réservé.", guardian=await office.guardian())
    await office.postman.round()
    await undelivered(office)
    await office.postman.round()
    assert office.chatted == ["Réservé."]
    assert await office.states() == [Sending.FAILED, Sending.SENT]


async def test_the_next_try_waits_for_the_day_even_of_an_answer(office: Office) -> None:
    morning = office.time + timedelta(hours=11)
    office.earliest = lambda now, purpose: morning if purpose.is_unasked else now
    await office.queue("Réservé.")
    await office.postman.round()
    await undelivered(office)
    assert (await office.messages())[0].due_at == morning


async def test_a_newer_answer_takes_it_along_in_the_order_of_the_conversation(office: Office) -> None:
    await office.queue("Réservé.")
    await office.postman.round()
    await undelivered(office)
    office.wait(timedelta(minutes=1))
    await office.queue("Annulé.")
    await office.postman.round()
    assert office.sent == ["Réservé."]
    await office.postman.tidy()
    await office.postman.round()
    await office.postman.round()
    assert office.sent == ["Réservé.", "Réservé.", "Annulé."]


async def test_what_came_after_all_is_not_sent_again(office: Office) -> None:
    await office.queue("Réservé.")
    await office.postman.round()
    await undelivered(office)
    await office.receipt(office.twilio.sent[0].sid, Delivery.DELIVERED)
    office.wait(HALF_AN_HOUR)
    assert await office.postman.round() == 0
    (message,) = await office.messages()
    assert (message.state, message.failure, message.to) == (Sending.DELIVERED, None, CAMILLE)
