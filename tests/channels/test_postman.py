"""The postman: what is in the outbox leaves once, in order, replies first; and what fails is known by its reason."""

import asyncio
from datetime import timedelta

import pytest

from channels import outbox
from channels.errors import Failure
from channels.outbox import LEASE
from channels.outbox.sending import AFTER_A_DOUBT, LOOK_AGAIN
from channels.purpose import Purpose
from channels.tables import Sending
from channels.transport import Channel, Delivery
from tests.channels.office import ALEX, CAMILLE, CHAT, Office

A_MINUTE = timedelta(minutes=1)


async def test_a_message_leaves_once(office: Office) -> None:
    await office.queue("Réservé.")
    assert await office.postman.round() == 1
    assert await office.postman.round() == 0
    assert office.sent == ["Réservé."]
    assert await office.states() == [Sending.SENT]


async def test_replies_leave_before_broadcasts(office: Office) -> None:
    await office.queue("Grève mardi.", to=ALEX, purpose=Purpose.NOTICE)
    await office.queue("Réservé.")
    first = await office.claim(1)
    assert [message.text for message in first] == ["Réservé."]


async def test_the_order_of_a_conversation_is_kept_through_a_failure(office: Office) -> None:
    await office.queue("un")
    await office.queue("deux")
    office.twilio.throttle(times=1)
    await office.postman.round()
    await office.postman.round()
    assert office.sent == []
    office.wait(A_MINUTE)
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
    office.wait(LOOK_AGAIN)
    await office.postman.recover()
    await office.postman.round()
    assert office.sent == ["Réservé."]
    assert await office.states() == [Sending.SENT]


async def test_two_equal_replies_are_two_texts_even_when_an_answer_got_lost(office: Office) -> None:
    await office.queue("Bonjour !")
    await office.postman.round()
    await office.queue("Bonjour !")
    office.twilio.drop(times=1)
    await office.postman.round()
    office.wait(A_MINUTE)
    await office.postman.recover()
    await office.postman.round()
    assert office.sent == ["Bonjour !", "Bonjour !"]


@pytest.mark.parametrize("had_left", [True, False], ids=["it had left", "it had not left"])
async def test_what_a_dead_sender_had_in_hand_is_sent_exactly_once(office: Office, had_left: bool) -> None:
    await office.queue("Réservé.")
    (message,) = await office.claim(1)
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
    await office.postman.tidy()
    assert await office.states() == [Sending.EXPIRED]


async def test_two_workers_share_the_work_and_double_nothing(office: Office) -> None:
    for number in range(40):
        await office.queue(f"message {number}", to=f"+336399800{number:02}")
    workers = [office.postman, office.postman]
    await asyncio.gather(*(worker.round() for worker in workers))
    for worker in workers:
        office.wait(A_MINUTE)
        await worker.recover()
        await worker.round()
    assert sorted(office.sent) == sorted(f"message {number}" for number in range(40))


async def test_a_receipt_moves_a_message_forward_and_never_back(office: Office) -> None:
    await office.queue("Réservé.")
    await office.postman.round()
    sid = office.twilio.sent[0].sid
    for status in (Delivery.DELIVERED, Delivery.SENT, Delivery.FAILED, Delivery.DELIVERED):
        await office.receipt(sid, status)
    assert await office.states() == [Sending.DELIVERED]


async def test_a_reply_does_not_wait_for_what_is_only_said_tomorrow(office: Office) -> None:
    await office.queue("Rappel.", purpose=Purpose.REMINDER, due_in=timedelta(hours=11))
    await office.queue("Réservé.")
    await office.postman.round()
    assert office.sent == ["Réservé."]


async def test_a_broadcast_to_a_slow_provider_leaves_room_for_a_reply(office: Office) -> None:
    for number in range(70):
        await office.queue("Grève mardi.", to=f"+336399810{number:02}", purpose=Purpose.NOTICE)
    office.twilio.silent()
    postman = office.postman
    broadcasting = asyncio.create_task(postman.round())
    await office.until_called(office.twilio, 50)
    assert office.twilio.calls() == 50
    await office.queue("Réservé.")
    (reply,) = await office.claim(1)
    assert reply.text == "Réservé."
    assert await broadcasting == 50


async def test_while_a_provider_is_away_it_is_tried_with_one_message_at_a_time(office: Office) -> None:
    for number in range(20):
        await office.queue("Réservé.", to=f"+336399810{number:02}")
    office.twilio.drop()
    await office.postman.round()
    tried = office.twilio.calls()
    for _ in range(5):
        office.wait(A_MINUTE)
        await office.postman.round()
    assert office.twilio.calls() <= tried + 5


async def test_credentials_that_fail_lose_no_message(office: Office) -> None:
    await office.queue("Réservé.")
    office.twilio.refuse(20003, status=401, times=1)
    await office.postman.round()
    assert (await office.messages())[0].failure is Failure.ACCOUNT
    office.wait(A_MINUTE)
    await office.postman.round()
    assert office.sent == ["Réservé."]


async def test_a_telegram_message_in_doubt_comes_twice_at_most_and_not_at_once(office: Office) -> None:
    await office.queue("un", to=str(CHAT))
    office.telegram.silent(taken=True, times=1)
    await office.postman.round()
    office.telegram.person(CHAT + 1)
    await office.queue("deux", to=str(CHAT + 1))
    office.wait(A_MINUTE)
    await office.postman.round()
    assert office.chatted == ["un", "deux"]
    office.telegram.silent(taken=True)
    for _ in range(3):
        office.wait(AFTER_A_DOUBT)
        await office.postman.round()
    assert office.chatted == ["un", "deux", "un"]
    message = (await office.messages())[0]
    assert (message.state, message.failure) == (Sending.FAILED, Failure.IN_DOUBT)


async def test_a_worker_that_dies_has_one_telegram_message_in_hand_at_most(office: Office) -> None:
    for words in ("un", "deux", "trois"):
        await office.queue(words, to=str(CHAT))
    office.telegram.silent(taken=True)
    dying = asyncio.create_task(office.postman.round())
    await office.until_called(office.telegram, 1)
    assert (await office.states()).count(Sending.SENDING) == 1
    await dying


async def test_a_message_that_a_dead_worker_had_in_hand_for_telegram_is_sent_again_once(office: Office) -> None:
    await office.queue("Réservé.", to=str(CHAT))
    assert await office.claim(1, Channel.TELEGRAM)
    office.wait(LEASE)
    await office.postman.recover()
    await office.postman.round()
    assert office.chatted == ["Réservé."]
    assert await office.states() == [Sending.SENT]


async def test_a_telegram_that_is_away_is_asked_for_and_not_tried_with_a_message(office: Office) -> None:
    for words in ("un", "deux", "trois"):
        await office.queue(words, to=str(CHAT))
    office.telegram.drop(taken=True)
    for _ in range(5):
        await office.postman.round()
        office.wait(A_MINUTE)
    assert office.chatted == ["un"]
    assert [message.attempts for message in await office.messages()] == [1, 0, 0]
    office.telegram.recover()
    office.wait(AFTER_A_DOUBT)
    for _ in range(3):
        await office.postman.round()
    assert office.chatted == ["un", "un", "deux", "trois"]
