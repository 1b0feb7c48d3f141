"""The figures of how it goes: counted in the database, the same on both kinds."""

from datetime import UTC, datetime, timedelta

import pytest

from booking.database import Database
from booking.domain import Author, AuthorKind, Entry, Reason
from booking.journal import Line, open_act, record
from booking.statistics import Done, Refusal, done_by_hour
from channels import inbox
from channels.at_work import Hour, hours_at_work, note_minute, watched_since
from channels.errors import Failure
from channels.statistics import Fate, Texts, Waits, fates_by_hour, texts_by_hour, waits_by_hour
from channels.tables import Course, ForStaff, OutboxMessage, Sending
from channels.transport import Channel, Incoming

NINE = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
AN_HOUR = timedelta(hours=1)
HOUR = int(NINE.timestamp()) // 3600
PERIOD = {"first": NINE, "last": NINE + AN_HOUR}


async def text(database: Database, name: str, at: datetime, course: Course | None = None) -> int:
    """A text that came and went that way; its number."""
    async with database.writing() as db:
        kept = await inbox.keep(db, Incoming(Channel.SMS, name, "+33639980001", "cantine lundi", at))
        assert kept is not None
        await inbox.mark_handled(db, kept, course, now=at)
    return kept


async def reply(database: Database, answers: int | None, at: datetime, **values: object) -> int:
    """A message of ours."""
    async with database.writing() as db:
        row = OutboxMessage(
            channel=Channel.SMS, to="+33639980001", text="Réservé", answers=answers, queued_at=at, due_at=at, **values
        )
        db.add(row)
        await db.flush()
        return row.id


async def test_texts_are_counted_by_hour_and_by_how_they_went(database: Database) -> None:
    await text(database, "1", NINE, Course.AT_ONCE)
    await text(database, "2", NINE + timedelta(minutes=59, seconds=59, microseconds=999_999), Course.AT_ONCE)
    asked = await text(database, "3", NINE, Course.NOT_UNDERSTOOD)
    await text(database, "before", NINE - timedelta(microseconds=1), Course.AT_ONCE)
    await text(database, "after", NINE + AN_HOUR, Course.AT_ONCE)
    async with database.writing() as db:
        await inbox.leave_to_staff(db, asked, ForStaff.NOT_UNDERSTOOD)
        found = await texts_by_hour(db, **PERIOD)
    assert sorted(found, key=str) == [
        Texts(HOUR, Course.AT_ONCE, None, 2),
        Texts(HOUR, Course.NOT_UNDERSTOOD, ForStaff.NOT_UNDERSTOOD, 1),
    ]


async def test_a_wait_lasts_from_the_arrival_until_the_bot_s_answer_was_with_the_provider(database: Database) -> None:
    first, second = await text(database, "1", NINE), await text(database, "2", NINE)
    await reply(database, first, NINE, sent_at=NINE + timedelta(seconds=1, microseconds=240_000))
    await reply(database, second, NINE)
    await reply(database, second, NINE, sent_at=NINE + timedelta(hours=2), batch=f"answer:{second}")
    await reply(database, None, NINE, sent_at=NINE + timedelta(seconds=9))
    async with database.reading() as db:
        assert await waits_by_hour(db, **PERIOD) == [Waits(HOUR, 12, 1)]


async def test_a_message_that_went_another_way_counts_by_what_came_of_that(database: Database) -> None:
    failed = await reply(database, None, NINE, state=Sending.FAILED, failure=Failure.BLOCKED)
    await reply(database, None, NINE, state=Sending.DELIVERED, instead_of=failed)
    await reply(database, None, NINE, state=Sending.FAILED, failure=Failure.NOT_A_NUMBER)
    async with database.reading() as db:
        found = await fates_by_hour(db, **PERIOD)
    assert sorted(found, key=str) == [
        Fate(HOUR, Sending.DELIVERED, None, 1),
        Fate(HOUR, Sending.FAILED, Failure.NOT_A_NUMBER, 1),
    ]


@pytest.mark.parametrize("reason", [None, *Reason], ids=str)
async def test_each_refusal_is_one_of_five_or_of_no_sense(database: Database, reason: Reason | None) -> None:
    async with database.writing() as db:
        act = await open_act(db, Author(AuthorKind.GUARDIAN, "Claire", "sms", "x", arrived=NINE), now=NINE)
        await record(db, act, Line(Entry.BOOKED if reason is None else Entry.REFUSED, reason=reason))
        await record(db, act, Line(Entry.CANCELLED))
        (done,) = await done_by_hour(db, **PERIOD)
    assert (done.hour, done.channel, done.number) == (HOUR, "sms", 1)
    assert (done.refused is None) == (reason is None)
    assert done.refused is not Refusal.OUR_FAULT, "that one is told by the inbox"


async def test_a_minute_counts_once_however_many_workers_say_so(database: Database) -> None:
    async with database.writing() as db:
        for seconds in (0, 10, 59, 60, 61, 3600):
            await note_minute(db, now=NINE + timedelta(seconds=seconds))
            await note_minute(db, now=NINE + timedelta(seconds=seconds))
        assert await hours_at_work(db, first=NINE, last=NINE + 2 * AN_HOUR) == [Hour(NINE, 2), Hour(NINE + AN_HOUR, 1)]
        assert await watched_since(db) == NINE


async def test_nothing_is_counted_where_nothing_is(database: Database) -> None:
    async with database.reading() as db:
        assert await texts_by_hour(db, **PERIOD) == []
        assert await waits_by_hour(db, **PERIOD) == []
        assert await fates_by_hour(db, **PERIOD) == []
        assert await done_by_hour(db, **PERIOD) == []
        assert await watched_since(db) is None


async def test_several_places_of_one_act_are_several(database: Database) -> None:
    async with database.writing() as db:
        act = await open_act(db, Author(AuthorKind.STAFF, "Claire", "desk", "x", arrived=NINE), now=NINE)
        for _ in range(3):
            await record(db, act, Line(Entry.BOOKED))
        assert await done_by_hour(db, **PERIOD) == [Done(HOUR, "desk", None, 3)]
