"""Notices on their way: each address once, nothing once they were stopped, nothing at night; on both databases."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from booking.audience import Who
from booking.database import Database
from booking.domain import Author, AuthorKind
from booking.journal import open_act
from booking.tables import ActRow, Family, Guardian
from bot.pages import ways_by
from bot.tables import ConversationRow
from channels.notices.choosing import choose
from channels.notices.people import people_of
from channels.notices.sending import send, stop
from channels.notices.steps import Step, steps_of
from channels.notices.tables import Notice, Recipient
from channels.tables import OutboxMessage, Sending
from channels.transport import Channel
from tests.bot.conftest import CLAIRE, KARIM, NADIA
from tests.bot.phone import Phones
from tests.channels.office import CAMILLE, CHAT, Office
from tests.conftest import At

TEXT = "Cantine fermée mardi <matin & midi>."
BY_PHONE = (Channel.SIMULATOR,)


def draft(now: datetime, *, urgent: bool = False) -> Notice:
    """To everybody."""
    return Notice(texts={"fr": TEXT}, who=Who.FAMILIES, urgent=urgent, changed_by="Claire Duval", changed_at=now)


async def sent(
    database: Database, channels: Sequence[Channel], now: datetime, *, later: timedelta = timedelta(), **more: bool
) -> int:
    """Staff have sent a notice; its number."""
    async with database.writing() as db:
        return await send_in(db, draft(now, **more), channels, now, now + later)


async def send_in(
    db: AsyncSession, notice: Notice, channels: Sequence[Channel], now: datetime, due_at: datetime
) -> int:
    db.add(notice)
    await db.flush()
    people = await choose(db, notice, partial(ways_by, channels), today=now.date())
    author = Author(AuthorKind.STAFF, "Claire Duval", "desk", TEXT, arrived=now)
    await send(db, notice, people, due_at=due_at, act=await open_act(db, author, now=now))
    return notice.id


async def sent_by_half(database: Database, now: datetime) -> None:
    async with database.writing() as db:
        await send_in(db, draft(now), BY_PHONE, now, now)
        raise ConnectionError


async def stopped(database: Database, number: int, now: datetime) -> None:
    async with database.writing() as db:
        author = Author(AuthorKind.STAFF, "Claire Duval", "desk", "Arrêter", arrived=now)
        await stop(db, await db.get_one(Notice, number), act=await open_act(db, author, now=now))


async def steps(database: Database, number: int) -> dict[Step, int]:
    """How many guardians are where."""
    async with database.reading() as db:
        return {step: count for step, count in (await steps_of(db, number)).items() if count}


async def states(database: Database) -> dict[str, Sending]:
    """What became of the message to each address."""
    async with database.reading() as db:
        return {row.to: row.state for row in await db.scalars(select(OutboxMessage))}


async def couple(office: Office, *, phone: str) -> None:
    """Camille, who writes by Telegram, and Dominique of that telephone."""
    camille = await office.guardian()
    async with office.database.writing() as db:
        family = (await db.scalars(select(Family))).one()
        db.add(Guardian(family_id=family.id, name="Dominique Martin", phone=phone, language="fr"))
        db.add(
            ConversationRow(
                channel=Channel.TELEGRAM, address=str(CHAT), guardian_id=camille, started_at=office.time, pending=None
            )
        )


async def test_what_staff_typed_reaches_telegram_as_they_typed_it(office: Office) -> None:
    await couple(office, phone="+33639980002")
    number = await sent(office.database, (Channel.SMS, Channel.TELEGRAM), office.time)
    await office.postman.round()
    assert office.sent == [TEXT]
    assert office.chatted == [TEXT]
    assert await steps(office.database, number) == {Step.SENT: 2}


async def test_who_is_reached_the_other_way_counts_by_what_came_of_that(office: Office) -> None:
    await couple(office, phone="+33639980002")
    await office.telegram.block(CHAT)
    number = await sent(office.database, (Channel.SMS, Channel.TELEGRAM), office.time)
    for _ in range(2):
        await office.postman.round()
    assert await steps(office.database, number) == {Step.SENT: 2}


async def test_two_who_share_a_telephone_get_one_text_there_though_telegram_fails(office: Office) -> None:
    await couple(office, phone=CAMILLE)
    await office.telegram.block(CHAT)
    number = await sent(office.database, (Channel.SMS, Channel.TELEGRAM), office.time)
    for _ in range(3):
        await office.postman.round()
    assert office.sent == [TEXT]
    assert await steps(office.database, number) == {Step.SENT: 1, Step.FAILED: 1}
    async with office.database.reading() as db:
        [person] = await people_of(db, number, [Step.FAILED])
    assert (person.name, person.failure) == ("Camille Martin", "blocked")


async def test_a_failure_in_the_middle_leaves_nothing_behind_and_the_next_try_sends_once(phones: Phones) -> None:
    now = phones.clock.now()
    with pytest.raises(ConnectionError):
        await sent_by_half(phones.database, now)
    async with phones.database.reading() as db:
        for table in (Notice, Recipient, OutboxMessage, ActRow):
            assert await db.scalar(select(func.count()).select_from(table)) == 0
    await sent(phones.database, BY_PHONE, now)
    assert await states(phones.database) == dict.fromkeys((CLAIRE, KARIM, NADIA), Sending.QUEUED)


async def test_what_was_in_hand_when_staff_stopped_it_and_came_back_does_not_leave(phones: Phones) -> None:
    now = phones.clock.now()
    number = await sent(phones.database, BY_PHONE, now)
    async with phones.database.writing() as db:
        await db.execute(update(OutboxMessage).where(OutboxMessage.to == CLAIRE).values(state=Sending.SENDING))
    await stopped(phones.database, number, now)
    async with phones.database.writing() as db:
        await db.execute(update(OutboxMessage).where(OutboxMessage.to == CLAIRE).values(state=Sending.QUEUED))
    await phones.app.postman.round()
    assert await steps(phones.database, number) == {Step.STOPPED: 3}


async def test_what_has_not_left_by_evening_waits_for_the_morning_unless_it_is_urgent(phones: Phones, at: At) -> None:
    number = await sent(phones.database, BY_PHONE, at("2026-11-23 20:59"))
    urgent = await sent(phones.database, BY_PHONE, at("2026-11-23 20:59"), urgent=True)
    phones.later(at("2026-11-23 21:01"))
    for _ in range(2):
        await phones.app.postman.round()
    assert await steps(phones.database, number) == {Step.WAITING: 3}
    assert await steps(phones.database, urgent) == {Step.SENT: 3}
    phones.later(at("2026-11-24 08:00"))
    await phones.app.postman.round()
    assert await steps(phones.database, number) == {Step.SENT: 3}


async def test_who_has_no_say_any_more_when_it_leaves_is_not_told(phones: Phones, at: At) -> None:
    number = await sent(phones.database, BY_PHONE, phones.clock.now(), later=timedelta(hours=2))
    async with phones.database.writing() as db:
        karim = update(Guardian).where(Guardian.phone == KARIM).values(withdrawn_at=phones.clock.now())
        await db.execute(karim)
    phones.later(at("2026-11-23 11:01"))
    await phones.app.postman.round()
    assert await states(phones.database) == {CLAIRE: Sending.SENT, KARIM: Sending.EXPIRED, NADIA: Sending.SENT}
    assert await steps(phones.database, number) == {Step.SENT: 2, Step.EXPIRED: 1}
