"""Families whom no text reaches: listed, written to, and known once the letter's code comes back."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from booking.database import Database
from booking.invitations.codes import LENGTH, code_in, invite, shown
from booking.tables import Child, Enrolment, Family, Guardian
from booking.town import Town
from bot.importing.letters import Ways, letters, page
from bot.unreached import Unreached, Why, unreached
from channels.errors import Failure
from channels.transport import Channel, Kind
from channels.unreachable import note_unreachable
from tests.bot.conftest import CLAIRE, NADIA, YEAR
from tests.bot.phone import Phones

NEW_PHONE, CHAT = "+33639980077", "770077"


def family(number: str, *guardians: Guardian) -> Family:
    """A family with one child."""
    enrolled = Enrolment(service="cantine", site="jean-moulin", first=YEAR[0], last=YEAR[1])
    child = Child(first_name="Tom", last_name="Roux", school="jean-moulin", enrolments=[enrolled])
    return Family(number=number, missing=[], guardians=list(guardians), children=[child])


async def add(database: Database, *families: Family) -> None:
    """Put them on file."""
    async with database.writing() as db:
        db.add_all(families)


async def found(database: Database) -> Sequence[Unreached]:
    """Whom no text reaches."""
    async with database.reading() as db:
        return await unreached(db)


async def test_each_is_listed_with_the_reason_and_families_cut_off_come_first(phones: Phones) -> None:
    await add(
        phones.database,
        family("F4", Guardian(name="Anne Roux", phone=None), Guardian(name="Luc Roux", phone="+33639980050")),
        family("F5", Guardian(name="Eve Blanc", phone="+33465710001")),
        family("F6", Guardian(name="Ali Noir", phone=NADIA)),
        family("F7", Guardian(name="Zoé Vert", phone=None, telegram_id=77)),
        family("F8", Guardian(name="Max Gris", phone="+33639980051")),
    )
    async with phones.database.writing() as db:
        await note_unreachable(db, Channel.SMS, "+33639980051", Failure.NOT_A_NUMBER, now=phones.clock.now())
    assert [(each.family, each.why, each.cut_off) for each in await found(phones.database)] == [
        ("F2", Why.SHARED, True),
        ("F5", Why.LANDLINE, True),
        ("F6", Why.SHARED, True),
        ("F8", Why.DEAD, True),
        ("F4", Why.NO_PHONE, False),
    ]


@pytest.fixture
async def code(phones: Phones) -> str:
    """A code for Anne Roux, whose file has no phone."""
    await add(phones.database, family("F4", Guardian(name="Anne Roux", phone=None)))
    anne = (await found(phones.database))[0]
    async with phones.database.writing() as db:
        return (await invite(db, [anne.guardian_id], now=phones.clock.now()))[0]


async def test_a_code_texted_from_a_phone_links_it_once(phones: Phones, code: str) -> None:
    phone = phones.phone(NEW_PHONE)
    assert "aucun dossier" in await phone.says("cantine lundi")
    assert "Anne Roux" in await phone.says(f" {shown(code).lower()} ")
    assert "Tom" in await phone.says("cantine lundi")
    assert await found(phones.database) == []
    assert "Anne" not in await phones.phone("+33639980078").says(shown(code))


async def test_a_code_in_the_link_of_a_chat_links_the_chat(phones: Phones, code: str) -> None:
    chat = phones.phone(CHAT, Channel.TELEGRAM)
    assert "Anne Roux" in await chat.says(code, kind=Kind.START)
    assert "Tom" in await chat.says("cantine lundi")


async def test_a_phone_on_two_files_is_told_apart_by_the_code(phones: Phones) -> None:
    await add(phones.database, family("F4", Guardian(name="Anne Roux", phone=CLAIRE)))
    anne = next(each for each in await found(phones.database) if each.name == "Anne Roux")
    async with phones.database.writing() as db:
        (code,) = await invite(db, [anne.guardian_id], now=phones.clock.now())
    phone = phones.phone(CLAIRE)
    assert "Anne Roux" in await phone.says(code)
    assert "Tom" in await phone.says("cantine lundi")


async def test_an_old_code_and_that_of_an_earlier_letter_open_nothing(phones: Phones, code: str) -> None:
    anne = (await found(phones.database))[0]
    async with phones.database.writing() as db:
        (later,) = await invite(db, [anne.guardian_id], now=phones.clock.now())
    assert "Anne" not in await phones.phone(NEW_PHONE).says(code)
    phones.later(phones.clock.now() + timedelta(days=61))
    assert "Anne" not in await phones.phone(NEW_PHONE).says(later)


async def test_who_has_no_say_any_more_is_not_let_in_by_a_letter(phones: Phones, code: str) -> None:
    anne = (await found(phones.database))[0]
    async with phones.database.writing() as db:
        (await db.get_one(Guardian, anne.guardian_id)).withdrawn_at = phones.clock.now()
    assert "Anne" not in await phones.phone(NEW_PHONE).says(code)


async def test_the_code_is_not_kept(phones: Phones, code: str, tmp_path: Path) -> None:
    assert len(code) == LENGTH
    if phones.database.dialect == "sqlite":
        await phones.database.close()
        assert all(code.encode() not in path.read_bytes() for path in tmp_path.glob("*.db*"))


@pytest.mark.parametrize("text", ["cantine lundi", "ABCD-EFGH", "0000-0000-0000", "", "ABCD EFGH JKLM NP"])
def test_other_texts_are_no_code(text: str) -> None:
    assert code_in(text) is None


def test_a_letter_has_the_code_the_squares_and_no_child(town: Town) -> None:
    person = Unreached(1, "Anne <Roux>", "F4", None, "fr", Why.NO_PHONE, True)
    ways = Ways(sms="+33937000001", telegram="AlloBot")
    text = page(letters([person], ["ABCDEFGHJKLM"], ways), town, ways, today=YEAR[0], until=YEAR[1])
    assert "ABCD-EFGH-JKLM" in text
    assert "Anne &lt;Roux&gt;" in text
    assert text.count("<svg") == 2
    assert "<script" not in text
