"""The other way: what cannot be delivered on one channel goes by another, once."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from channels.errors import Failure
from channels.opt_outs import opt_out, opted_out
from channels.other_way import restyled
from channels.outbox import Letter, queue_many, tally
from channels.outbox.sending import AFTER_A_DOUBT
from channels.purpose import UNASKED, Purpose
from channels.tables import OptedOutBy, OptOut, Sending, Unreachable
from channels.transport import Button, Channel, Delivery, Outgoing
from tests.channels.office import CAMILLE, CHAT, Office


async def test_a_blocked_bot_is_followed_by_a_text(office: Office) -> None:
    camille = await office.guardian()
    await office.telegram.block(CHAT)
    await office.queue("Réservé pour <b>Léo &amp; Zoé</b>.", to=str(CHAT), guardian=camille)
    await office.postman.round()
    await office.postman.round()
    assert office.sent == ["Réservé pour Léo & Zoé."]
    first, second = await office.messages()
    assert (first.state, first.failure) == (Sending.FAILED, Failure.BLOCKED)
    assert second.instead_of == first.id
    assert office.carried == [((Channel.TELEGRAM, str(CHAT)), (Channel.SMS, CAMILLE))]


async def test_a_text_to_no_number_is_followed_by_telegram(office: Office) -> None:
    camille = await office.guardian()
    office.twilio.refuse(21614, times=1)
    await office.queue("Réservé pour Léo & Zoé.", guardian=camille)
    await office.postman.round()
    await office.postman.round()
    assert office.chatted == ["Réservé pour Léo & Zoé."]


async def test_a_receipt_that_says_undelivered_has_the_message_sent_the_other_way(office: Office) -> None:
    camille = await office.guardian()
    await office.queue("Réservé.", guardian=camille)
    await office.postman.round()
    await office.receipt(office.twilio.sent[0].sid, Delivery.FAILED, failure=Failure.NOT_A_MOBILE, code="30006")
    await office.postman.round()
    assert office.chatted == ["Réservé."]


async def test_what_telegram_leaves_in_doubt_for_good_is_followed_by_one_text(office: Office) -> None:
    camille = await office.guardian()
    await office.queue("Réservé.", to=str(CHAT), guardian=camille)
    office.telegram.person(CHAT + 1)
    for _ in range(2):
        office.telegram.silent(taken=True, times=1)
        await office.postman.round()
        office.wait(AFTER_A_DOUBT / 2)
        await office.queue("Bonjour !", to=str(CHAT + 1))  # which passes: Telegram is there again
        await office.postman.round()
        office.wait(AFTER_A_DOUBT / 2)
    assert office.chatted.count("Réservé.") == 2
    assert office.sent == ["Réservé."]
    first, second = [message for message in await office.messages() if message.text == "Réservé."]
    assert (first.state, first.failure) == (Sending.FAILED, Failure.IN_DOUBT)
    assert (second.state, second.instead_of) == (Sending.SENT, first.id)


async def test_words_that_one_channel_cannot_carry_go_by_the_other(office: Office) -> None:
    camille = await office.guardian()
    await office.queue("Réservé pour <b>Léo.", to=str(CHAT), guardian=camille)
    await office.postman.round()
    await office.postman.round()
    assert office.sent == ["Réservé pour Léo."]


async def test_the_other_way_is_tried_once(office: Office) -> None:
    camille = await office.guardian()
    await office.telegram.block(CHAT)
    office.twilio.refuse(21211)
    await office.queue("Réservé.", to=str(CHAT), guardian=camille)
    for _ in range(4):
        await office.postman.round()
    assert await office.states() == [Sending.FAILED, Sending.FAILED]


@pytest.mark.parametrize(
    "phone",
    [pytest.param(None, id="no number on the file"), pytest.param(CAMILLE, id="opted out of texts")],
)
async def test_there_is_no_other_way(office: Office, phone: str | None) -> None:
    camille = await office.guardian(phone=phone)
    async with office.database.writing() as db:
        await opt_out(db, Channel.SMS, CAMILLE, source=OptedOutBy.TEXT, now=office.time)
    await office.telegram.block(CHAT)
    await office.queue("Grève mardi.", to=str(CHAT), guardian=camille, purpose=Purpose.NOTICE)
    await office.postman.round()
    assert await office.states() == [Sending.FAILED]


async def test_what_is_of_no_use_any_more_does_not_go_the_other_way(office: Office) -> None:
    camille = await office.guardian()
    await office.queue("Dernier moment.", guardian=camille, use=timedelta(minutes=10))
    await office.postman.round()
    office.wait(timedelta(minutes=10))
    await office.receipt(office.twilio.sent[0].sid, Delivery.FAILED, failure=Failure.UNREACHABLE, code="30003")
    assert await office.states() == [Sending.FAILED]


async def test_a_shut_out_bot_is_remembered_and_a_phone_that_is_off_is_not(office: Office) -> None:
    await office.telegram.block(CHAT)
    await office.queue("Réservé.", to=str(CHAT))
    await office.queue("Réservé.")
    await office.postman.round()
    await office.receipt(office.twilio.sent[0].sid, Delivery.FAILED, failure=Failure.UNREACHABLE, code="30003")
    async with office.database.reading() as db:
        (dead,) = await db.scalars(select(Unreachable))
    assert (dead.channel, dead.address, dead.failure) == (Channel.TELEGRAM, str(CHAT), Failure.BLOCKED)


async def test_an_opt_out_that_the_provider_alone_knew_of_is_recorded(office: Office) -> None:
    office.twilio.opt_out(CAMILLE)
    await office.queue("Réservé.")
    await office.postman.round()
    async with office.database.reading() as db:
        assert await opted_out(db, Channel.SMS, CAMILLE) == set(UNASKED)
        assert set(await db.scalars(select(OptOut.source))) == {OptedOutBy.PROVIDER}


async def test_what_was_queued_unasked_does_not_leave_after_a_stop(office: Office) -> None:
    await office.queue("Rappel.", purpose=Purpose.REMINDER, due_in=timedelta(hours=1))
    await office.queue("Bien noté.")
    async with office.database.writing() as db:
        await opt_out(db, Channel.SMS, CAMILLE, source=OptedOutBy.TEXT, now=office.time)
    office.wait(timedelta(hours=1))
    await office.postman.round()
    assert office.sent == ["Bien noté."]
    assert await office.states() == [Sending.CANCELLED, Sending.SENT]


YES_NO = ((Button("OUI", "7:1"), Button("NON", "7:2")),)
SERVICES = ((Button("cantine", "7:1"),), (Button("garderie", "7:2"),))


@pytest.mark.parametrize(
    ("buttons", "words"),
    [
        pytest.param(YES_NO, "Une place ?\nOUI / NON", id="yes or no, side by side"),
        pytest.param(SERVICES, "Une place ?\n1 cantine\n2 garderie", id="choices, numbered"),
    ],
)
def test_buttons_become_words_in_a_text(buttons: tuple[tuple[Button, ...], ...], words: str) -> None:
    message = Outgoing(Channel.TELEGRAM, str(CHAT), "Une <b>place</b> ?", buttons)
    assert restyled(message, (Channel.SMS, CAMILLE)) == Outgoing(Channel.SMS, CAMILLE, words)


async def test_a_notice_counts_by_what_came_of_it_in_the_end(office: Office) -> None:
    camille = await office.guardian()
    await office.telegram.block(CHAT)
    letter = Letter(Outgoing(Channel.TELEGRAM, str(CHAT), "Grève mardi."), camille)
    async with office.database.writing() as db:
        await queue_many(db, [letter], purpose=Purpose.NOTICE, batch="notice:1", now=office.time)
    for state in (Sending.QUEUED, Sending.SENT):
        await office.postman.round()
        async with office.database.reading() as db:
            assert await tally(db, "notice:1") == {state: 1}
