"""The outbox: many messages at once, found again by their batch."""

import pytest
from sqlalchemy import select

from booking.database import Database
from channels import outbox
from channels.outbox import Letter
from channels.outbox.allowances import lock_allowance
from channels.purpose import Purpose
from channels.tables import OutboxMessage, Sending
from channels.terms import NO_LIMIT
from channels.transport import Channel, Outgoing
from tests.conftest import At

STRIKE = "notice:12"


def letters(number: int, words: str = "Grève mardi : pas de cantine.") -> list[Letter]:
    return [Letter(Outgoing(Channel.SMS, f"+3363998{i:04}", words), None) for i in range(number)]


async def broadcast(database: Database, some: list[Letter], at: At) -> list[tuple[int, int]]:
    told: list[tuple[int, int]] = []
    async with database.writing() as db:
        await outbox.queue_many(
            db,
            some,
            purpose=Purpose.NOTICE,
            batch=STRIKE,
            now=at("2026-11-23 09:00"),
            progress=lambda done, of: told.append((done, of)),
        )
    return told


async def test_a_broadcast_is_queued_whole_and_its_progress_told(database: Database, at: At) -> None:
    assert await broadcast(database, letters(2500), at) == [(1000, 2500), (2000, 2500), (2500, 2500)]
    async with database.reading() as db:
        assert await outbox.tally(db, STRIKE) == {Sending.QUEUED: 2500}


async def test_a_second_run_of_a_broadcast_adds_nothing(database: Database, at: At) -> None:
    await broadcast(database, letters(3), at)
    await broadcast(database, letters(5), at)
    async with database.reading() as db:
        assert await outbox.tally(db, STRIKE) == {Sending.QUEUED: 5}


async def test_what_has_not_left_of_a_batch_can_be_taken_back(database: Database, at: At) -> None:
    await broadcast(database, letters(3), at)
    async with database.writing() as db:
        allowance = await lock_allowance(db, Channel.SMS, now=at("2026-11-23 09:00"))
        (taken,) = await outbox.claim(db, allowance, NO_LIMIT, now=at("2026-11-23 09:00"), limit=1)
        await outbox.cancel_batch(db, STRIKE)
        await outbox.mark_sent(db, {taken.id: "SM1"}, now=at("2026-11-23 09:00"))
        assert await outbox.tally(db, STRIKE) == {Sending.SENT: 1, Sending.CANCELLED: 2}
        assert not await outbox.claim(db, allowance, NO_LIMIT, now=at("2026-11-24 09:00"), limit=9)


@pytest.mark.parametrize(
    ("words", "segments"),
    [
        pytest.param("a" * 160, 1, id="one segment of the GSM alphabet"),
        pytest.param("a" * 161, 2, id="one letter too many"),
        pytest.param("ê" * 71, 2, id="outside of the GSM alphabet"),
    ],
)
async def test_a_text_is_kept_with_its_cost_in_segments(database: Database, at: At, words: str, segments: int) -> None:
    await broadcast(database, letters(1, words), at)
    async with database.reading() as db:
        assert await db.scalar(select(OutboxMessage.segments)) == segments
