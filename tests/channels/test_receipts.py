"""Receipts: they move a message forward only, and none is lost for having come early."""

from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from channels.errors import Failure
from channels.tables import Sending
from channels.transport import Delivery
from tests.channels.office import Office


@pytest.mark.parametrize(
    ("status", "more", "state"),
    [
        pytest.param(Delivery.DELIVERED, {}, Sending.DELIVERED, id="delivered"),
        pytest.param(Delivery.FAILED, {"failure": Failure.NOT_A_MOBILE, "code": "30006"}, Sending.FAILED, id="failed"),
    ],
)
async def test_a_receipt_that_overtakes_our_own_note_is_not_lost(
    office: Office, status: Delivery, more: dict[str, str], state: Sending
) -> None:
    await office.queue("Réservé.")
    await office.receipt("SM" + "0" * 31 + "1", status, **more)
    await office.postman.round()
    assert office.twilio.sent[0].sid == "SM" + "0" * 31 + "1"
    await office.postman.tidy()
    assert await office.states() == [state]


async def test_a_receipt_of_a_stranger_is_kept_a_while_and_harms_nothing(office: Office) -> None:
    await office.receipt("SMstranger", Delivery.DELIVERED)
    await office.queue("Réservé.")
    await office.postman.round()
    office.wait(timedelta(days=8))
    await office.postman.tidy()
    assert await office.states() == [Sending.SENT]


async def test_a_code_that_nobody_knows_is_kept_with_the_message(office: Office) -> None:
    await office.queue("Réservé.")
    await office.postman.round()
    with capture_logs() as lines:
        await office.receipt(office.twilio.sent[0].sid, Delivery.FAILED, failure=Failure.UNKNOWN, code="39999")
    assert [(line["code"], line["alarm"]) for line in lines if line["event"] == "receipt.unknown"] == [("39999", True)]
    message = (await office.messages())[0]
    assert (message.state, message.failure, message.detail) == (Sending.FAILED, Failure.UNKNOWN, "39999")


async def test_a_word_that_nobody_knows_is_kept_and_moves_nothing(office: Office) -> None:
    await office.queue("Réservé.")
    await office.postman.round()
    await office.receipt(office.twilio.sent[0].sid, Delivery.UNKNOWN, code="teleported")
    message = (await office.messages())[0]
    assert (message.state, message.detail) == (Sending.SENT, "teleported")
