"""Days that are over are counted once and kept: what is kept is what counting again would find."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from random import Random

import pytest
from sqlalchemy import func, select, update

from booking.database import Database
from booking.domain import Author, AuthorKind, Entry, Reason
from booking.journal import Line, open_act, record
from booking.town import Town
from channels import inbox
from channels.desk.figures.counting import count_days
from channels.desk.figures.day import Day, as_totals, from_totals
from channels.desk.figures.period import Period
from channels.desk.figures.totals import SETTLES, days_of, keep_totals, stretches
from channels.desk.tables import DayTotals
from channels.errors import Failure
from channels.tables import Course, ForStaff, OutboxMessage, Sending
from channels.transport import Channel, Incoming
from tests.conftest import At

FIRST, TODAY = date(2026, 10, 17), date(2026, 11, 3)  # the clocks go back on 25 October
STATES = [(Sending.DELIVERED, None), (Sending.SENT, None), *((Sending.FAILED, failure) for failure in Failure)]
WAYS = [(course, None) for course in (None, *Course)] + [(Course.AT_ONCE, staff) for staff in ForStaff]


async def texted(database: Database, name: str, at: datetime, chance: Random) -> None:
    """A text that went some way, with its answer."""
    course, for_staff = chance.choice(WAYS)
    state, failure = chance.choice(STATES)
    async with database.writing() as db:
        number = await inbox.keep(db, Incoming(Channel.SMS, name, "+33639980001", "cantine lundi", at))
        assert number is not None
        await inbox.mark_handled(db, number, course, now=at)
        if for_staff is not None:
            await inbox.leave_to_staff(db, number, for_staff)
        sent_at = at + timedelta(seconds=chance.randint(0, 900) / 10)
        db.add(
            OutboxMessage(
                channel=Channel.SMS, to="+33639980001", text="Réservé", answers=number, queued_at=at, due_at=at,
                state=state, failure=failure, sent_at=sent_at,
            )
        )  # fmt: skip


async def done(database: Database, at: datetime, chance: Random) -> None:
    """A place that was booked or refused, by some channel."""
    reason = chance.choice([None, *Reason])
    author = Author(AuthorKind.GUARDIAN, "Claire", chance.choice([*Channel, "desk", "portal"]), "x", arrived=at)
    async with database.writing() as db:
        act = await open_act(db, author, now=at)
        await record(db, act, Line(Entry.BOOKED if reason is None else Entry.REFUSED, reason=reason))


def instants(town: Town, chance: Random, number: int) -> Iterator[datetime]:
    """Some at random, from the first day to today's morning, and each side of a midnight."""
    begins = Period(FIRST, TODAY, town.zone).begins
    for _ in range(number):
        yield begins + timedelta(seconds=chance.randint(0, 17 * 86400))
    midnight = Period(date(2026, 10, 25), TODAY, town.zone).begins
    yield from (midnight - timedelta(microseconds=1), midnight)


async def counted(database: Database, period: Period) -> dict[date, Day]:
    async with database.reading() as db:
        return dict(await count_days(db, period))


async def shown(database: Database, period: Period, now: datetime) -> dict[date, Day]:
    async with database.reading() as db:
        return dict(await days_of(db, period, now=now))


@pytest.mark.parametrize("seed", range(2))
async def test_what_is_kept_is_what_counting_finds_for_every_part_of_the_period(
    database: Database, town: Town, at: At, seed: int
) -> None:
    chance, now = Random(seed), at("2026-11-03 12:00")
    for number, instant in enumerate(instants(town, chance, 60)):
        await texted(database, str(number), instant, chance)
        await done(database, instant, chance)
    whole = Period(FIRST - timedelta(days=3), TODAY, town.zone)
    live = await counted(database, whole)
    assert await shown(database, whole, now) == live, "nothing is kept yet"
    await keep_totals(database, town.zone, now=now)
    for ahead in range(0, 17, 4):
        part = Period(whole.first + timedelta(days=ahead), TODAY - timedelta(days=ahead // 8), town.zone)
        assert await shown(database, part, now) == {day: live[day] for day in part.days}


async def test_the_past_is_filled_once_and_then_only_the_last_days_again(
    database: Database, town: Town, at: At
) -> None:
    await done(database, at("2026-10-17 23:59"), Random(0))
    assert await keep_totals(database, town.zone, now=at("2026-11-03 00:00")) == 17
    assert await keep_totals(database, town.zone, now=at("2026-11-03 23:59")) == SETTLES
    async with database.reading() as db:
        assert await db.scalar(select(func.count()).select_from(DayTotals)) == 17
        assert await db.scalar(select(func.max(DayTotals.day))) == date(2026, 11, 2), "today is not over"


async def test_an_empty_town_has_nothing_to_count(database: Database, town: Town, at: At) -> None:
    assert await keep_totals(database, town.zone, now=at("2026-11-03 12:00")) == 0


@pytest.mark.parametrize(
    ("later", "arrived"),
    [
        pytest.param("2026-11-09 09:00", 1, id="a receipt within the week counts"),
        pytest.param("2026-11-11 09:00", 0, id="after it the day stays as it was"),
    ],
)
async def test_a_receipt_that_comes_late(database: Database, town: Town, at: At, later: str, arrived: int) -> None:
    await texted(database, "1", at("2026-11-02 09:00"), Random(0))
    async with database.writing() as db:
        await db.execute(update(OutboxMessage).values(state=Sending.SENT, failure=None))
    await keep_totals(database, town.zone, now=at("2026-11-03 00:10"))
    async with database.writing() as db:
        await db.execute(update(OutboxMessage).values(state=Sending.DELIVERED))
    await keep_totals(database, town.zone, now=at(later))
    monday = Period(date(2026, 11, 2), date(2026, 11, 2), town.zone)
    (day,) = (await shown(database, monday, at(later))).values()
    assert day.fates[Sending.DELIVERED, None] == arrived


async def test_a_clock_that_was_put_back_sees_no_totals_of_the_future(database: Database, town: Town, at: At) -> None:
    await keep_totals(database, town.zone, now=at("2026-11-03 12:00"))
    await done(database, at("2026-11-02 09:00"), Random(0))
    await keep_totals(database, town.zone, now=at("2026-11-03 12:00"))
    await done(database, at("2026-11-02 10:00"), Random(0))
    monday = Period(date(2026, 11, 2), date(2026, 11, 2), town.zone)
    assert await shown(database, monday, at("2026-11-02 11:00")) == await counted(database, monday)


def test_days_that_follow_one_another_are_counted_together(town: Town) -> None:
    days = [date(2026, 11, number) for number in (1, 2, 3, 6, 8, 9)]
    found = [(each.first.day, each.last.day) for each in stretches(days, town.zone)]
    assert found == [(1, 3), (6, 6), (8, 9)]
    assert list(stretches([], town.zone)) == []


def test_a_day_without_anything_comes_back_as_it_was_kept() -> None:
    assert from_totals(as_totals(Day())) == Day()
