"""How fast and how much: what the provider allows and the town wants to spend, shared by all workers."""

from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from channels.errors import Failure
from channels.purpose import Purpose
from channels.tables import Sending
from channels.terms import Terms
from channels.transport import Channel
from tests.channels.office import CAMILLE, CHAT, Office

A_SECOND = timedelta(seconds=1)
LONG = "a" * 161  # two segments


async def broadcast(office: Office, number: int, words: str = "Grève mardi.") -> None:
    for place in range(number):
        await office.queue(words, to=f"+33639981{place:03}", purpose=Purpose.NOTICE)


async def seconds(office: Office, number: int) -> None:
    """Let two workers work for so many seconds, five looks a second."""
    for _ in range(number * 5):
        await office.postman.round()
        await office.postman.round()
        office.wait(A_SECOND / 5)


async def test_two_workers_together_keep_to_the_rate(office: Office) -> None:
    office.terms[Channel.SMS] = Terms(per_second=10)
    await broadcast(office, 30)
    await seconds(office, 2)
    assert 20 <= len(office.sent) <= 22


async def test_a_text_takes_as_many_places_in_the_rate_as_it_has_segments(office: Office) -> None:
    office.terms[Channel.SMS] = Terms(per_second=10)
    await broadcast(office, 15, LONG)
    await seconds(office, 2)
    assert 10 <= len(office.sent) <= 12


async def test_a_reply_does_not_wait_for_a_rate_that_the_provider_queues(office: Office) -> None:
    office.terms[Channel.SMS] = Terms(per_second=1)
    await broadcast(office, 5)
    await office.postman.round()
    before = len(office.sent)
    await office.queue("Réservé.")
    await office.postman.round()
    assert office.sent[before:] == ["Réservé."]


async def test_what_replies_took_a_broadcast_must_do_without(office: Office) -> None:
    office.terms[Channel.SMS] = Terms(per_second=10)
    for number in range(15):
        await office.queue("Réservé.", to=f"+33639982{number:03}")
    await broadcast(office, 5)
    await seconds(office, 1)
    assert len(office.sent) == 15
    await seconds(office, 2)
    assert len(office.sent) == 20


async def test_where_the_provider_refuses_what_comes_too_fast_replies_wait_too_but_go_first(office: Office) -> None:
    office.terms[Channel.TELEGRAM] = Terms(per_second=2, provider_queues=False)
    for number in range(4):
        office.telegram.person(CHAT + number)
        await office.queue("Grève mardi.", to=str(CHAT + number), purpose=Purpose.NOTICE)
    for number in range(4):
        await office.queue("Réservé.", to=str(CHAT + number))
    await seconds(office, 2)
    assert len(office.chatted) <= 5
    assert office.chatted[:4] == ["Réservé."] * 4


async def test_one_chat_hears_one_message_a_second(office: Office) -> None:
    office.terms[Channel.TELEGRAM] = Terms(between=A_SECOND, one_by_one=True)
    for words in ("un", "deux", "trois"):
        await office.queue(words, to=str(CHAT))
    heard = []
    for _ in range(3):
        await office.postman.round()
        await office.postman.round()
        heard.append(len(office.chatted))
        office.wait(A_SECOND)
    assert heard == [1, 2, 3]


async def test_a_429_of_one_worker_slows_all_for_as_long_as_it_says(office: Office) -> None:
    await office.queue("un")
    await office.queue("deux", to="+33639980009")
    office.twilio.throttle(retry_after=90, times=1)
    assert await office.claim(0) == []
    await office.postman.round()
    for _ in range(8):
        office.wait(timedelta(seconds=10))
        await office.postman.round()
    before = office.twilio.calls()
    office.wait(timedelta(seconds=11))
    await office.postman.round()
    await office.postman.round()
    assert before == 2
    assert "un" in office.sent
    assert (await office.states()) == [Sending.SENT, Sending.SENT]


async def test_pauses_grow_from_one_failure_to_the_next_and_never_beyond_half_a_minute(office: Office) -> None:
    await office.queue("Réservé.")
    office.twilio.throttle()
    pauses = []
    for _ in range(9):
        await office.postman.round()
        closed = (await office.allowance()).closed_until
        pauses.append((closed - office.time).total_seconds())
        office.watch.time = closed
    assert pauses[0] <= 1
    assert all(0.5 * 2**place <= pause <= 2**place for place, pause in enumerate(pauses[:5]))
    assert 15 <= max(pauses) <= 30


async def test_at_the_end_of_the_budget_broadcasts_stop_and_replies_go_on(office: Office) -> None:
    office.terms[Channel.SMS] = Terms(budget=3)
    await broadcast(office, 5)
    await office.postman.round()
    await office.queue("Réservé.")
    await office.postman.round()
    assert office.sent == ["Grève mardi."] * 3 + ["Réservé."]
    assert (await office.allowance()).spent == 4


async def test_the_budget_warns_once_as_it_runs_low_and_once_at_its_end(office: Office) -> None:
    office.terms[Channel.SMS] = Terms(budget=10)
    said = []
    with capture_logs() as lines:
        for _ in range(12):
            await office.queue("Réservé.")
            await office.postman.round()
            said = [(line["event"], line["spent"]) for line in lines if line["event"].startswith("budget.")]
    assert said == [("budget.nearly_spent", 8), ("budget.spent", 10)]


async def test_a_text_that_did_not_leave_is_not_spent(office: Office) -> None:
    office.terms[Channel.SMS] = Terms(budget=10)
    office.twilio.opt_out(CAMILLE)
    await office.queue(LONG)
    await office.postman.round()
    assert (await office.allowance()).spent == 0


async def test_a_new_month_has_its_whole_budget(office: Office) -> None:
    office.terms[Channel.SMS] = Terms(budget=1)
    await broadcast(office, 2)
    await office.postman.round()
    office.wait(timedelta(days=8))
    await office.postman.round()
    assert len(office.sent) == 2


@pytest.mark.parametrize("code", [21610, 21211])
async def test_what_one_person_refuses_slows_nobody(office: Office, code: int) -> None:
    await office.queue("un")
    office.twilio.refuse(code, times=1)
    await office.postman.round()
    await office.queue("deux", to="+33639980009")
    await office.postman.round()
    assert office.sent == ["deux"]
    assert Failure.THROTTLED not in {message.failure for message in await office.messages()}
