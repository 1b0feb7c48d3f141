"""The inbox: every message kept once, handed on, tried again."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from booking.database import Database
from channels import inbox
from channels.inbox import PAUSES, Inbox, Waiting
from channels.tables import Handling, InboxMessage
from channels.transport import Channel, Incoming
from tests.conftest import At

CAMILLE = "+33639980001"


@pytest.fixture
def nine(at: At) -> datetime:
    return at("2026-11-23 09:00")


def text(number: int, words: str, arrived: datetime, sender: str = CAMILLE) -> Incoming:
    return Incoming(Channel.SMS, f"SM{number}", sender, words, arrived)


async def waiting(database: Database, now: datetime, sender: str = CAMILLE) -> Waiting | None:
    async with database.reading() as db:
        return await inbox.oldest_waiting(db, Channel.SMS, sender, now=now)


async def test_a_second_delivery_changes_nothing(database: Database, nine: datetime) -> None:
    async with database.writing() as db:
        assert await inbox.keep(db, text(1, "cantine lundi", nine)) is not None
        assert await inbox.keep(db, text(1, "cantine mardi", nine)) is None
    async with database.reading() as db:
        assert [kept.text for kept in await db.scalars(select(InboxMessage))] == ["cantine lundi"]


async def test_the_hour_of_arrival_is_kept_to_the_second(database: Database, nine: datetime) -> None:
    async with database.writing() as db:
        await inbox.keep(db, text(1, "cantine lundi", nine - timedelta(seconds=1)))
    kept = await waiting(database, nine)
    assert kept is not None
    assert kept.received_at == nine - timedelta(seconds=1)


async def test_texts_of_one_person_come_out_in_the_order_they_came(database: Database, nine: datetime) -> None:
    async with database.writing() as db:
        await inbox.keep(db, text(1, "lundi", nine))
        await inbox.keep(db, text(2, "non mardi", nine))
    first = await waiting(database, nine)
    assert first is not None
    assert first.text == "lundi"
    async with database.writing() as db:
        await inbox.mark_handled(db, first.id, now=nine)
    second = await waiting(database, nine)
    assert second is not None
    assert second.text == "non mardi"


async def test_a_text_that_failed_is_not_overtaken_by_the_next_one(database: Database, nine: datetime) -> None:
    async with database.writing() as db:
        await inbox.keep(db, text(1, "lundi", nine))
        await inbox.keep(db, text(2, "annule", nine))
        first = await inbox.oldest_waiting(db, Channel.SMS, CAMILLE, now=nine)
        assert first is not None
        await inbox.mark_failed(db, first, "a bug", now=nine)
    assert await waiting(database, nine) is None
    after_the_pause = await waiting(database, nine + PAUSES[0])
    assert after_the_pause is not None
    assert after_the_pause.text == "lundi"


async def test_a_text_that_keeps_failing_is_left_to_a_person(database: Database, nine: datetime) -> None:
    async with database.writing() as db:
        await inbox.keep(db, text(1, "lundi", nine))
    now = nine
    for _ in range(len(PAUSES) + 1):
        now += timedelta(hours=1)
        async with database.writing() as db:
            message = await inbox.oldest_waiting(db, Channel.SMS, CAMILLE, now=now)
            assert message is not None
            await inbox.mark_failed(db, message, "a bug", now=now)
    async with database.reading() as db:
        kept = (await db.scalars(select(InboxMessage))).one()
    assert (kept.state, kept.error) == (Handling.FAILED, "a bug")


async def test_what_a_dead_process_left_is_swept_up_whole(database: Database, nine: datetime) -> None:
    answered: list[str] = []

    async def answer(channel: Channel, sender: str) -> bool:
        async with database.writing() as db:
            message = await inbox.oldest_waiting(db, channel, sender, now=nine)
            if message is None:
                return False
            answered.append(message.text)
            await inbox.mark_handled(db, message.id, now=nine)
        return True

    async with database.writing() as db:
        await inbox.keep(db, text(1, "lundi", nine))
        await inbox.keep(db, text(2, "mardi", nine))
        await inbox.keep(db, text(3, "jeudi", nine, sender="+33639980002"))
    box = Inbox(database, answer, lambda: nine)
    await box.sweep()
    await box.settle()
    assert sorted(answered) == ["jeudi", "lundi", "mardi"]
    assert answered.index("lundi") < answered.index("mardi")
