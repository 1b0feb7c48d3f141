"""Whose text is it? Numbers on two families' files, and people who have no say about the children any more."""

from collections.abc import Collection
from datetime import date

import pytest
from sqlalchemy import select

from booking.closures import Closing, close_sessions
from booking.domain import Author, AuthorKind
from booking.families import withdraw
from booking.journal import open_act
from booking.tables import Family, Guardian, JournalLine
from bot.jobs import Worker
from channels.opt_outs import opted_out
from channels.purpose import UNASKED, Purpose
from channels.tables import ForStaff, InboxMessage
from channels.transport import Channel, Kind
from tests.bot.conftest import CLAIRE, KARIM, child
from tests.bot.phone import Phone, Phones

GRANDMOTHER = "+33639980005"


@pytest.fixture
async def grandmother(phones: Phones) -> Phone:
    """Odile Moreau stands on two files: that of Jules and Rose, and that of Tom and another Rose."""
    async with phones.database.writing() as db:
        for number, names in (("F7", ("Jules", "Rose")), ("F8", ("Tom", "Rose"))):
            guardian = Guardian(name="Odile Moreau", phone=GRANDMOTHER, language="fr")
            children = [child(name, "cantine", "garderie-soir") for name in names]
            db.add(Family(number=number, missing=[], guardians=[guardian], children=children))
    return phones.phone(GRANDMOTHER)


async def take_away(phones: Phones, phone: str) -> None:
    """Staff withdraw the right of whoever has this number."""
    async with phones.database.writing() as db:
        now = phones.clock.now()
        author = Author(AuthorKind.STAFF, "Mme Dupuis", "desk", "jugement du 20 novembre", now)
        guardian = (await db.scalars(select(Guardian).where(Guardian.phone == phone))).one()
        await withdraw(db, guardian, act=await open_act(db, author, now=now))


async def for_staff(phones: Phones) -> list[ForStaff | None]:
    async with phones.database.reading() as db:
        reasons = select(InboxMessage.for_staff).where(InboxMessage.for_staff.is_not(None))
        return list(await db.scalars(reasons.order_by(InboxMessage.id)))


async def unwanted(phones: Phones, number: str) -> Collection[Purpose]:
    async with phones.database.reading() as db:
        return await opted_out(db, Channel.SIMULATOR, number)


async def test_a_number_on_two_files_is_asked_for_a_name_and_given_none(grandmother: Phone) -> None:
    question = await grandmother.says("cantine lundi")
    assert "plusieurs dossiers" in question
    assert not any(name in question for name in ("Jules", "Rose", "Tom", "Moreau"))


async def test_a_stop_from_a_number_on_two_files_holds_at_once(grandmother: Phone, phones: Phones) -> None:
    assert "REPRISE" in await grandmother.says("STOP")
    assert await unwanted(phones, GRANDMOTHER) == set(UNASKED)
    await grandmother.says("REPRISE")
    assert await unwanted(phones, GRANDMOTHER) == set()


async def test_a_stop_from_a_number_on_no_file_is_kept_for_the_day_it_is_on_one(phones: Phones) -> None:
    stranger = phones.phone("+33639989999")
    assert "REPRISE" in await stranger.says("STOP SMS")
    assert await unwanted(phones, "+33639989999") == set(UNASKED)


async def test_what_was_wanted_is_done_once_the_name_is_said(grandmother: Phone) -> None:
    await grandmother.says("cantine lundi")
    assert "Réservé : cantine pour Tom et Rose, lundi 30 novembre." in await grandmother.says("tom")


async def test_the_file_once_known_is_remembered(grandmother: Phone) -> None:
    await grandmother.says("cantine lundi")
    await grandmother.says("Jules")
    assert "cantine pour Jules et Rose, mardi 1er décembre" in await grandmother.says("cantine mardi 1er")


async def test_a_child_named_in_the_text_says_which_file_is_meant(grandmother: Phone) -> None:
    assert "cantine pour Tom, lundi 30 novembre" in await grandmother.says("cantine lundi pour Tom")
    assert "cantine pour Jules, lundi 30 novembre" in await grandmother.says("et cantine lundi pour Jules aussi")


async def test_a_name_on_both_files_is_settled_by_the_number_of_the_file(grandmother: Phone) -> None:
    await grandmother.says("cantine lundi pour Rose")
    assert "plusieurs dossiers" not in await grandmother.says("dossier F8")
    assert "lundi 30 novembre : cantine (Rose)" in await grandmother.says("mes réservations")
    assert "cantine pour Tom, mardi 1er décembre" in await grandmother.says("cantine mardi 1er pour Tom")


async def test_who_does_not_know_a_name_is_left_to_a_person(grandmother: Phone, phones: Phones) -> None:
    await grandmother.says("cantine lundi")
    assert "04 65 71 20 26" in await grandmother.says("Kevin")
    assert await for_staff(phones) == [ForStaff.UNKNOWN_SENDER]


async def test_who_has_no_say_any_more_is_answered_like_a_stranger_and_staff_see_it(phones: Phones) -> None:
    karim = phones.phone(KARIM)
    await karim.says("cantine lundi")
    await take_away(phones, KARIM)
    heard = await karim.says("mes réservations")
    assert "aucun dossier" in heard
    assert "04 65 71 20 26" in heard
    assert not any(name in heard for name in ("Léo", "Emma", "Moreau"))
    assert await for_staff(phones) == [ForStaff.WITHDRAWN]
    async with phones.database.reading() as db:
        assert "withdrawn" in [line.value for line in await db.scalars(select(JournalLine.entry))]


async def test_who_has_no_say_any_more_does_not_come_back_by_telegram(phones: Phones) -> None:
    chat = phones.phone("5000000001", Channel.TELEGRAM)
    await chat.says("", kind=Kind.CONTACT, phone=KARIM)
    await take_away(phones, KARIM)
    assert "aucun dossier" in await chat.says("mes réservations")
    assert "aucun dossier" in await chat.says("", kind=Kind.CONTACT, phone=KARIM)
    assert await for_staff(phones) == [ForStaff.WITHDRAWN, ForStaff.WITHDRAWN]


async def test_who_has_no_say_any_more_is_told_of_no_closure_either(phones: Phones) -> None:
    claire, karim = phones.phone(CLAIRE), phones.phone(KARIM)
    await claire.says("cantine mardi 1er pour Léo")
    await karim.says("bonjour")
    await take_away(phones, KARIM)
    async with phones.database.writing() as db:
        now = phones.clock.now()
        act = await open_act(db, Author(AuthorKind.STAFF, "Mme Dupuis", "desk", "", now), now=now)
        tuesday = date(2026, 12, 1)
        await close_sessions(db, phones.app.town, Closing(tuesday, tuesday, "grève"), act=act)
    before = len(await karim.heard())
    await Worker(phones.app).tell()
    assert "Fermé mardi 1er décembre" in (await claire.heard())[-1].text
    assert len(await karim.heard()) == before
