"""Where and when a guardian can be told something unasked."""

import pytest
from sqlalchemy import select

from booking.tables import Guardian
from booking.town import Town
from bot.reaching import Reach, earliest, out_of_reach, reach, reach_all, ways_to
from bot.tables import ConversationRow
from channels.errors import Failure
from channels.opt_outs import opt_out, resume
from channels.purpose import UNASKED, Purpose
from channels.tables import OptedOutBy
from channels.transport import Channel, Kind
from channels.unreachable import note_unreachable
from channels.ways import Way
from tests.bot.conftest import CLAIRE, KARIM
from tests.bot.phone import Phones
from tests.conftest import At

EVERYWHERE = (Channel.SMS, Channel.TELEGRAM, Channel.SIMULATOR)
CHAT = "5000000001"


@pytest.mark.parametrize(
    ("now", "leaves"),
    [
        pytest.param("2026-11-23 20:59", "2026-11-23 20:59", id="the last minute of a Monday"),
        pytest.param("2026-11-23 21:00", "2026-11-24 08:00", id="the first minute of the night"),
        pytest.param("2026-11-24 03:00", "2026-11-24 08:00", id="after midnight"),
        pytest.param("2026-11-24 08:00", "2026-11-24 08:00", id="the first minute of the day"),
        pytest.param("2026-11-28 21:00", "2026-11-30 08:00", id="Saturday night waits for Monday"),
        pytest.param("2026-11-29 12:00", "2026-11-30 08:00", id="Sunday noon"),
        pytest.param("2026-12-24 22:00", "2026-12-26 08:00", id="the eve of Christmas, a Friday"),
        pytest.param("2026-12-25 00:00", "2026-12-26 08:00", id="a public holiday"),
        pytest.param("2027-03-27 22:00", "2027-03-30 08:00", id="over the change to summer time, and Easter Monday"),
        pytest.param("2026-10-24 22:00", "2026-10-26 08:00", id="over the change to winter time"),
    ],
)
@pytest.mark.parametrize("purpose", [Purpose.NEWS, Purpose.REMINDER, Purpose.NOTICE])
def test_what_is_said_unasked_waits_for_the_day(town: Town, at: At, now: str, leaves: str, purpose: Purpose) -> None:
    assert earliest(at(now), purpose, town) == at(leaves)


@pytest.mark.parametrize("purpose", [Purpose.ANSWER, Purpose.URGENT])
def test_answers_and_what_is_urgent_do_not_wait(town: Town, at: At, purpose: Purpose) -> None:
    assert earliest(at("2026-11-29 03:00"), purpose, town) == at("2026-11-29 03:00")


async def reached(phones: Phones, name: str, purpose: Purpose = Purpose.NOTICE) -> Reach | None:
    async with phones.database.reading() as db:
        guardian = (await db.scalars(select(Guardian).where(Guardian.name == name))).one()
        return await reach(db, guardian, purpose=purpose, channels=EVERYWHERE)


async def test_who_never_wrote_is_told_by_text(phones: Phones) -> None:
    assert await reached(phones, "Karim Moreau") == Reach(Channel.SMS, KARIM)


async def test_who_wrote_is_told_where_they_wrote_last(phones: Phones) -> None:
    async with phones.database.writing() as db:
        claire = (await db.scalars(select(Guardian).where(Guardian.name == "Claire Moreau"))).one()
        claire.telegram_id = int(CHAT)
    await phones.phone(CHAT, Channel.TELEGRAM).says("bonjour")
    await phones.phone(CLAIRE, Channel.SMS).says("bonjour")
    assert await reached(phones, "Claire Moreau") == Reach(Channel.SMS, CLAIRE)
    await phones.phone(CHAT, Channel.TELEGRAM).says("bonjour")
    assert await reached(phones, "Claire Moreau") == Reach(Channel.TELEGRAM, CHAT)


async def test_a_bot_that_was_shut_out_gives_way_to_the_phone_until_it_is_let_in(phones: Phones) -> None:
    async with phones.database.writing() as db:
        claire = (await db.scalars(select(Guardian).where(Guardian.name == "Claire Moreau"))).one()
        claire.telegram_id = int(CHAT)
    chat = phones.phone(CHAT, Channel.TELEGRAM)
    await chat.says("bonjour")
    await chat.says("", kind=Kind.BLOCKED)
    assert await reached(phones, "Claire Moreau") == Reach(Channel.SMS, CLAIRE)
    await chat.says("", kind=Kind.UNBLOCKED)
    assert await reached(phones, "Claire Moreau") == Reach(Channel.TELEGRAM, CHAT)


async def test_a_number_that_was_refused_leads_somewhere_once_somebody_writes_from_it(phones: Phones) -> None:
    for refused in (Failure.NOT_A_NUMBER, Failure.NOT_A_MOBILE):
        async with phones.database.writing() as db:
            await note_unreachable(db, Channel.SMS, KARIM, refused, now=phones.clock.now())
        assert await reached(phones, "Karim Moreau") is None
        await phones.phone(KARIM, Channel.SMS).says("bonjour")
        assert await reached(phones, "Karim Moreau") == Reach(Channel.SMS, KARIM)


@pytest.mark.parametrize("purpose", UNASKED)
async def test_a_stop_ends_each_purpose_and_only_reprise_begins_again(phones: Phones, purpose: Purpose) -> None:
    claire = phones.phone(CLAIRE, Channel.SMS)
    await claire.says("STOP")
    assert await reached(phones, "Claire Moreau", purpose) is None
    await claire.says("cantine lundi")
    assert await reached(phones, "Claire Moreau", purpose) is None
    await claire.says("REPRISE")
    assert await reached(phones, "Claire Moreau", purpose) == Reach(Channel.SMS, CLAIRE)


async def test_shutting_the_bot_out_and_letting_it_in_does_not_lift_a_stop(phones: Phones) -> None:
    async with phones.database.writing() as db:
        karim = (await db.scalars(select(Guardian).where(Guardian.name == "Karim Moreau"))).one()
        karim.telegram_id, karim.phone = int(CHAT), None
    chat = phones.phone(CHAT, Channel.TELEGRAM)
    for kind, words in ((Kind.TEXT, "STOP"), (Kind.BLOCKED, ""), (Kind.UNBLOCKED, "")):
        await chat.says(words, kind=kind)
    assert await reached(phones, "Karim Moreau") is None


async def test_an_opt_out_of_one_purpose_leaves_the_others(phones: Phones, at: At) -> None:
    now = at("2026-11-23 09:00")
    async with phones.database.writing() as db:
        await opt_out(db, Channel.SMS, KARIM, source=OptedOutBy.PROVIDER, now=now, purposes=[Purpose.NOTICE])
    assert await reached(phones, "Karim Moreau", Purpose.NOTICE) is None
    assert await reached(phones, "Karim Moreau", Purpose.NEWS) == Reach(Channel.SMS, KARIM)
    async with phones.database.writing() as db:
        await resume(db, Channel.SMS, KARIM, now=now)
    assert await reached(phones, "Karim Moreau", Purpose.NOTICE) == Reach(Channel.SMS, KARIM)


async def test_of_many_each_has_their_own_way_and_who_has_none_is_left_out(phones: Phones, at: At) -> None:
    async with phones.database.writing() as db:
        await note_unreachable(db, Channel.SMS, KARIM, Failure.NOT_A_MOBILE, now=at("2026-11-23 09:00"))
        everybody = (await db.scalars(select(Guardian))).all()
        ways = await reach_all(db, everybody, purpose=Purpose.NOTICE, channels=EVERYWHERE)
    assert {everybody_by.name for everybody_by in everybody if everybody_by.id in ways} == {
        "Claire Moreau",
        "Nadia Haddad",
    }


async def test_staff_see_every_way_to_a_guardian_and_what_stands_in_it(phones: Phones, at: At) -> None:
    now = at("2026-11-23 09:00")
    async with phones.database.writing() as db:
        karim = (await db.scalars(select(Guardian).where(Guardian.name == "Karim Moreau"))).one()
        karim.telegram_id = int(CHAT)
        await opt_out(db, Channel.SMS, KARIM, source=OptedOutBy.TEXT, now=now)
        await note_unreachable(db, Channel.TELEGRAM, CHAT, Failure.BLOCKED, now=now)
        ways = (await ways_to(db, [karim], purpose=Purpose.NOTICE, channels=EVERYWHERE))[karim.id]
    assert ways == [
        Way(Channel.SMS, KARIM, opted_out_since=now),
        Way(Channel.TELEGRAM, CHAT, refused=Failure.BLOCKED),
    ]
    assert not any(way.is_open for way in ways)


@pytest.mark.parametrize("wrote", [None, Channel.SMS, Channel.TELEGRAM])
@pytest.mark.parametrize("phone", [None, KARIM, "+33465712026", "+32465712026"])
@pytest.mark.parametrize("chat", [None, CHAT])
async def test_who_is_out_of_reach_is_whoever_has_no_open_way(
    phones: Phones, at: At, chat: str | None, phone: str | None, wrote: Channel | None
) -> None:
    """Whatever was refused or ended there, by whichever channels the town speaks."""
    async with phones.database.writing() as db:
        karim = (await db.scalars(select(Guardian).where(Guardian.name == "Karim Moreau"))).one()
        karim.phone, karim.telegram_id = phone, None if chat is None else int(chat)
        if wrote is not None:
            wrote_from = CHAT if wrote is Channel.TELEGRAM else phone or "+33639980077"
            db.add(
                ConversationRow(
                    channel=wrote, address=wrote_from, guardian_id=karim.id, started_at=at("2026-11-20 09:00")
                )
            )
    for channel, address in ((Channel.SMS, phone), (Channel.TELEGRAM, chat)):
        await agree(phones)
        if address is not None:
            async with phones.database.writing() as db:
                now = at("2026-11-23 09:00")
                await opt_out(db, channel, address, source=OptedOutBy.TEXT, now=now)
            await agree(phones)
            async with phones.database.writing() as db:
                await resume(db, channel, address, now=at("2026-11-23 10:00"))
                await note_unreachable(db, channel, address, Failure.NOT_A_NUMBER, now=at("2026-11-23 10:00"))
    await agree(phones)


async def agree(phones: Phones) -> None:
    async with phones.database.reading() as db:
        guardians = (await db.scalars(select(Guardian))).all()
        for channels in (EVERYWHERE, (Channel.SMS,), (Channel.SIMULATOR,), (Channel.TELEGRAM,)):
            ways = await ways_to(db, guardians, purpose=Purpose.NEWS, channels=channels)
            closed = {number for number, each in ways.items() if not any(way.is_open for way in each)}
            found = await db.scalars(select(Guardian.id).where(out_of_reach(channels, Purpose.NEWS)))
            assert set(found) == closed
