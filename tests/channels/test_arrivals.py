"""What reaches us is safe before it is acknowledged: in the database, or in the spool until that is back."""

import asyncio
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from booking.database import Database
from channels.arrivals import Arrivals
from channels.errors import KeepError
from channels.inbox import Inbox
from channels.spool import Spool
from channels.tables import InboxMessage
from channels.transport import Channel, Delivery, Incoming, Receipt
from tests.channels.keeper import Keeper

NINE = datetime(2026, 11, 23, 8, tzinfo=UTC)
CAMILLE, KARIM = "+33639980001", "+33639980002"


def text(number: int, sender: str = CAMILLE, words: str = "cantine lundi") -> Incoming:
    return Incoming(Channel.SMS, f"SM{number}", sender, words, NINE + timedelta(seconds=number))


RECEIPT = Receipt(Channel.SMS, "SM9", Delivery.DELIVERED, NINE)


@pytest.fixture
def keeper() -> Keeper:
    return Keeper()


@pytest.fixture
def arrivals(keeper: Keeper, tmp_path: Path) -> Arrivals:
    return Arrivals(keeper.receive, keeper.note, Spool(tmp_path / "spool", lambda: NINE))


async def test_with_its_database_nothing_is_spooled(arrivals: Arrivals, keeper: Keeper) -> None:
    await arrivals.receive(text(1))
    await arrivals.note(RECEIPT)
    assert keeper.only() == text(1)
    assert keeper.receipts == [RECEIPT]
    assert arrivals.spool.is_empty()


async def test_without_it_all_is_spooled_and_worked_off_later(arrivals: Arrivals, keeper: Keeper) -> None:
    keeper.away = True
    await arrivals.receive(text(1))
    await arrivals.note(RECEIPT)
    assert arrivals.spool.size() == 2
    assert await arrivals.work_off() == 0
    keeper.away = False
    assert await arrivals.work_off() == 2
    assert keeper.only() == text(1), "with its hour of arrival"
    assert keeper.receipts == [RECEIPT]
    assert arrivals.spool.is_empty()


async def test_what_comes_while_something_waits_does_not_overtake_it(arrivals: Arrivals, keeper: Keeper) -> None:
    keeper.away = True
    await arrivals.receive(text(1))
    keeper.away = False
    await arrivals.receive(text(2))
    await arrivals.receive(text(3, KARIM))
    assert keeper.kept == {}
    await arrivals.work_off()
    assert [kept.provider_id for kept in keeper.kept.values() if kept.sender == CAMILLE] == ["SM1", "SM2"]
    assert len(keeper.kept) == 3


async def test_a_database_that_is_away_is_asked_a_few_times_not_once_for_each_text(
    arrivals: Arrivals, keeper: Keeper
) -> None:
    keeper.away = True
    for number in range(50):
        await arrivals.receive(text(number, f"+3363998{number:04}"))
    asked = keeper.deliveries
    await arrivals.work_off()
    assert asked == 1
    assert keeper.deliveries - asked <= 4
    assert arrivals.spool.size() == 50


async def test_a_text_that_the_database_refuses_holds_up_its_sender_alone(tmp_path: Path) -> None:
    kept: list[str] = []

    async def receive(incoming: Incoming) -> None:
        if incoming.provider_id == "SM1":
            raise ValueError("not this one")
        kept.append(incoming.provider_id)

    arrivals = Arrivals(receive, Keeper().note, Spool(tmp_path / "spool", lambda: NINE))
    for incoming in (text(1), text(2), text(3, KARIM)):
        await arrivals.spool.put(incoming)
    await arrivals.work_off()
    assert kept == ["SM3"]
    assert arrivals.spool.size() == 2


async def test_where_not_even_the_spool_takes_it_the_provider_must_bring_it_again(
    keeper: Keeper, tmp_path: Path
) -> None:
    (tmp_path / "spool").write_text("a file in its place")
    arrivals = Arrivals(keeper.receive, keeper.note, Spool(tmp_path / "spool", lambda: NINE))
    keeper.away = True
    with pytest.raises((KeepError, OSError)):
        await arrivals.receive(text(1))


async def test_two_texts_of_one_phone_at_once_stay_in_order(tmp_path: Path) -> None:
    kept: list[str] = []
    pauses = iter([0.05, 0.0, 0.02, 0.0])

    async def receive(incoming: Incoming) -> None:
        await asyncio.sleep(next(pauses))
        kept.append(incoming.provider_id)

    arrivals = Arrivals(receive, Keeper().note, Spool(tmp_path / "spool", lambda: NINE))
    await asyncio.gather(*(arrivals.receive(text(number)) for number in range(4)))
    assert kept == ["SM0", "SM1", "SM2", "SM3"]


async def test_it_works_off_by_itself_as_soon_as_it_can(arrivals: Arrivals, keeper: Keeper) -> None:
    keeper.away = True
    await arrivals.receive(text(1))
    working = asyncio.create_task(arrivals.run())
    await keeper.was_asked(2)
    keeper.away = False
    await keeper.has(1)
    working.cancel()


async def test_a_text_that_is_in_the_inbox_already_is_not_taken_twice(database: Database, tmp_path: Path) -> None:
    """Its connection broke at the commit: nobody knew, so it was spooled as well."""
    handed_on: Counter[str] = Counter()

    async def answer(_: Channel, sender: str) -> bool:
        handed_on[sender] += 1
        return True

    box = Inbox(database, answer, lambda: NINE)
    arrivals = Arrivals(box.receive, Keeper().note, Spool(tmp_path / "spool", lambda: NINE))
    await arrivals.receive(text(1))
    await arrivals.spool.put(text(1))
    await arrivals.work_off()
    await box.settle()
    async with database.reading() as db:
        assert [row.provider_id for row in await db.scalars(select(InboxMessage))] == ["SM1"]
    assert handed_on == {CAMILLE: 1}
    assert arrivals.spool.is_empty()
