"""Keeping together: what arrives at once shares a transaction, and nobody pays for another's fault."""

import asyncio
from datetime import datetime

import pytest
from sqlalchemy import event, select
from sqlalchemy.engine import Connection
from sqlalchemy.exc import SQLAlchemyError

from booking.database import Database
from channels.inbox import keep_all
from channels.keeping_together import KeptTogether
from channels.tables import InboxMessage
from channels.transport import Channel, Incoming
from tests.conftest import At

UNWRITABLE = "\ud800"  # half a surrogate pair: the edges never let it through, and no database takes it


@pytest.fixture
def nine(at: At) -> datetime:
    return at("2026-11-23 09:00")


def text(number: int, words: str, arrived: datetime) -> Incoming:
    return Incoming(Channel.SMS, f"SM{number}", f"+3363998{number:04}", words, arrived)


async def kept_in(database: Database) -> set[str]:
    async with database.reading() as db:
        return {*await db.scalars(select(InboxMessage.text))}


async def test_what_arrives_at_once_is_kept_in_two_transactions(database: Database, nine: datetime) -> None:
    begun: list[Connection] = []
    event.listen(database.engine.sync_engine, "commit", begun.append)
    together = KeptTogether(database, keep_all)
    numbers = await asyncio.gather(*(together.keep(text(number, f"texte {number}", nine)) for number in range(40)))
    assert len({*numbers}) == 40
    assert len(begun) <= 2  # the first does not wait for company
    assert await kept_in(database) == {f"texte {number}" for number in range(40)}


async def test_each_hears_whether_its_own_message_was_there_already(database: Database, nine: datetime) -> None:
    together = KeptTogether(database, keep_all)
    assert await together.keep(text(1, "lundi", nine)) is not None
    again, new = await asyncio.gather(together.keep(text(1, "lundi", nine)), together.keep(text(2, "mardi", nine)))
    assert again is None
    assert new is not None


async def test_the_same_message_twice_at_once_is_new_once(database: Database, nine: datetime) -> None:
    together = KeptTogether(database, keep_all)
    numbers = await asyncio.gather(*(together.keep(text(number // 2, "lundi", nine)) for number in range(1, 6)))
    assert [number is None for number in numbers] == [False, False, True, False, True]
    assert await kept_in(database) == {"lundi"}


async def test_a_message_that_cannot_be_written_fails_alone(database: Database, nine: datetime) -> None:
    together = KeptTogether(database, keep_all)
    coming = [text(1, "lundi", nine), text(2, UNWRITABLE, nine), text(3, "mardi", nine)]
    kept = await asyncio.gather(*(together.keep(each) for each in coming), return_exceptions=True)
    assert [isinstance(each, int) for each in kept] == [True, False, True]
    assert isinstance(kept[1], SQLAlchemyError | ValueError)
    assert await kept_in(database) == {"lundi", "mardi"}


async def test_who_gives_up_waiting_holds_up_nobody(database: Database, nine: datetime) -> None:
    together = KeptTogether(database, keep_all)
    impatient = asyncio.create_task(together.keep(text(1, "lundi", nine)))
    await asyncio.sleep(0)
    impatient.cancel()
    assert await together.keep(text(2, "mardi", nine)) is not None
    assert "mardi" in await kept_in(database)
