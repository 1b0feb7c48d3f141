"""Statements that go past SQLAlchemy to the driver: the same values, the same errors, the same transactions."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from traceback import format_exception

import pytest
from sqlalchemy import Integer, bindparam, insert, select, text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from booking.database import WIRE, Database, run, write
from booking.domain import AuthorKind, State
from booking.statements import prepared
from booking.tables import ActRow, Child, Family, Reservation, Session
from booking.town import Part

ACT = {
    "family_id": None,
    "guardian_id": None,
    "author": AuthorKind.GUARDIAN,
    "author_name": "Claire Martin",
    "channel": "sms",
    "words": "cantine lundi : « ça »",
    "arrived": datetime(2026, 11, 23, 8, 59, 59, 999_999, tzinfo=UTC),
    "at": datetime(2026, 11, 23, 9, tzinfo=UTC),
    "takes_back": None,
}
OPENING = insert(ActRow).returning(ActRow.id)
ACTS = select(ActRow.id, ActRow.author, ActRow.words, ActRow.arrived, ActRow.takes_back).order_by(ActRow.id)
MAKING_FAMILY = insert(Family).inline()
NAMED = select(ActRow.words).where(ActRow.author_name == bindparam("name"))
BY_NUMBERS = select(ActRow.id).where(ActRow.id.in_(bindparam("numbers", type_=Integer, expanding=True)))
NUMBERS = select(Family.number)
RENUMBERING = update(Family).where(Family.number == bindparam("old")).values(number=bindparam("new"))


async def acts(db: AsyncSession) -> Sequence[tuple[object, ...]]:
    return [tuple(row) for row in await run(db, ACTS)]


async def test_values_come_back_as_they_went_in(database: Database) -> None:
    async with database.writing() as db:
        number = (await run(db, OPENING, **ACT)).scalar_one()
        assert await acts(db) == [(number, AuthorKind.GUARDIAN, ACT["words"], ACT["arrived"], None)]


async def test_what_the_mapper_reads_is_the_same(database: Database) -> None:
    async with database.writing() as db:
        db.add(Family(number="F1", missing=["assurance"]))
        await db.flush()
        family = (await db.scalars(select(Family))).one()
        db.add(Child(family_id=family.id, first_name="Léo", last_name="Martin", born=date(2018, 2, 28)))
        session = Session(
            service="cantine", site="a", date=date(2026, 11, 30), part=Part.DAY, capacity=3, closed_classes={"CP": "é"}
        )
        db.add(session)
        await db.flush()
        act = (await run(db, OPENING, **ACT)).scalar_one()
        child = (await db.scalars(select(Child))).one()
        made = await run(
            db, insert(Reservation).returning(Reservation.id), child_id=child.id, session_id=session.id, act_id=act,
            state=State.CONFIRMED, made_at=ACT["at"], from_hour=time(7, 30), terms={"kind": "free"}, meal=True,
        )  # fmt: skip
        read = select(
            Reservation.state, Reservation.from_hour, Reservation.terms, Reservation.cancel_terms, Reservation.meal,
            Child.born, Family.missing, Session.part, Session.closed_classes,
        ).join(Child, Child.id == Reservation.child_id).join(Family).join(Session)  # fmt: skip
        direct = (await run(db, read.where(Reservation.id == bindparam("id")), id=made.scalar_one())).one()
        assert tuple(direct) == tuple((await db.execute(read)).one())


async def test_rows_have_the_names_of_their_columns(database: Database) -> None:
    async with database.writing() as db:
        await run(db, OPENING, **ACT)
        row = (await run(db, ACTS)).one()
        assert (row.author, row.words) == (AuthorKind.GUARDIAN, ACT["words"])


async def test_many_are_written_at_once(database: Database) -> None:
    async with database.writing() as db:
        await write(db, MAKING_FAMILY, *({"number": f"F{n}", "missing": []} for n in range(3)))
        await write(db, MAKING_FAMILY)
        assert sorted(await db.scalars(select(Family.number))) == ["F0", "F1", "F2"]
        assert all(family.resident for family in await db.scalars(select(Family)))  # the columns' own defaults


async def test_a_list_of_values_goes_by_sqlalchemy(database: Database) -> None:
    async with database.writing() as db:
        numbers = [(await run(db, OPENING, **ACT)).scalar_one() for _ in range(3)]
        found = await run(db, BY_NUMBERS, numbers=numbers[1:])
        assert sorted(found.scalars()) == numbers[1:]
        assert prepared(BY_NUMBERS, db.info[WIRE].dialect, ("numbers",)) is None


async def test_a_statement_is_compiled_once(database: Database) -> None:
    async with database.reading() as db:
        dialect = db.info[WIRE].dialect
        await run(db, NAMED, name="Claire")
        assert prepared(NAMED, dialect, ("name",)) is prepared(NAMED, dialect, ("name",))


async def test_a_failure_rolls_back_and_quotes_no_values(database: Database) -> None:
    with pytest.raises(DBAPIError) as failed:
        await open_two(database, ACT, ACT | {"author_name": None})
    said = "".join(format_exception(failed.value))
    assert "Martin" not in said
    assert "cantine lundi" not in said
    async with database.reading() as db:
        assert await acts(db) == []


async def open_two(database: Database, *two: Mapping[str, object]) -> None:
    async with database.writing() as db:
        for act in two:
            await run(db, OPENING, **act)


async def test_what_the_mapper_holds_back_is_committed_too(database: Database) -> None:
    async with database.writing() as db:
        db.add(Family(number="F1"))
    async with database.reading() as db:
        assert (await db.scalars(select(Family.number))).all() == ["F1"]


async def test_a_task_that_is_cancelled_leaves_nothing_and_no_lock(database: Database) -> None:
    inside = asyncio.Event()

    async def work() -> None:
        async with database.writing() as db:
            await run(db, OPENING, **ACT)
            inside.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(work())
    await inside.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    async with database.writing() as db:
        assert await acts(db) == []
        await run(db, OPENING, **ACT)


async def test_a_task_may_be_cancelled_at_any_moment(postgres_url: str) -> None:
    database = Database(postgres_url)

    async def work() -> None:
        async with database.writing() as db:
            await run(db, OPENING, **ACT)

    await work()
    done = 1
    for steps in range(60):  # of the loop: while it begins, runs, commits
        task = asyncio.create_task(work())
        for _ in range(steps):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.wait([task])
        done += not task.cancelled()
        await work()
        done += 1
    async with database.reading() as db:
        assert len(await acts(db)) >= done  # more, where it was cancelled between the commit and its answer
    await database.close()


async def test_a_connection_that_the_server_closed_is_not_used_again(postgres_url: str) -> None:
    database = Database(postgres_url)
    async with database.writing() as db:
        await write(db, MAKING_FAMILY, {"number": "F1", "missing": []})
    await hang_up_on_all(postgres_url)
    async with database.writing() as db:
        await write(db, RENUMBERING, {"old": "F1", "new": "F2"})
        assert (await run(db, NUMBERS)).scalars().all() == ["F2"]
    await database.close()


async def hang_up_on_all(url: str) -> None:
    """Have the server end every other connection to this database, as a restart does."""
    other = Database(url, pool_size=1)
    async with other.writing() as db:
        others = "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        await db.execute(text(f"SELECT pg_terminate_backend(pid) {others}"))
    await other.close()
    await asyncio.sleep(0.05)  # for the news to come in over the socket
