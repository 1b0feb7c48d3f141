"""Who cannot be reached by a message, why, and how else: on the family's file, and as a list."""

import pytest
from sqlalchemy import func, select

from booking.tables import Guardian
from channels.errors import Failure
from channels.opt_outs import opt_out
from channels.tables import OptedOutBy
from channels.transport import Channel
from channels.unreachable import note_unreachable
from tests.channels.desk.office import Office

CHAT = 5_000_000_001
NOBODY = "Tout le monde peut être joint"


@pytest.fixture
async def parents(office: Office) -> list[Guardian]:
    """The two parents of one family, in a town that sends texts."""
    office.sends_texts({})
    async with office.database.reading() as db:
        of_two = select(Guardian.family_id).group_by(Guardian.family_id).having(func.count() == 2)
        couple = select(Guardian).where(Guardian.family_id.in_(of_two), Guardian.phone.is_not(None))
        first, second, *_ = (await db.scalars(couple.order_by(Guardian.family_id, Guardian.id))).all()
    assert first.family_id == second.family_id
    return [first, second]


async def stop(office: Office, guardian: Guardian) -> None:
    async with office.database.writing() as db:
        now = office.clock.now()
        await opt_out(db, Channel.SMS, guardian.phone or "", source=OptedOutBy.TEXT, now=now)


async def refuse(office: Office, guardian: Guardian) -> None:
    async with office.database.writing() as db:
        phone, now = guardian.phone or "", office.clock.now()
        await note_unreachable(db, Channel.SMS, phone, Failure.NOT_A_NUMBER, now=now)


async def test_a_file_says_by_which_channels_its_parents_are_reached(office: Office, parents: list[Guardian]) -> None:
    async with office.database.writing() as db:
        (await db.get_one(Guardian, parents[0].id)).telegram_id = CHAT
    async with office.clerk() as clerk:
        page = await clerk.open(f"/guichet/familles/{parents[0].family_id}")
    assert "joignable par SMS, Telegram" in page.words
    assert "Autrement" not in page.words


async def test_who_wants_no_messages_is_called_or_told_through_the_other_parent(
    office: Office, parents: list[Guardian]
) -> None:
    await stop(office, parents[0])
    async with office.clerk() as clerk:
        page = await clerk.open(f"/guichet/familles/{parents[0].family_id}")
        assert "ne peut être joint par message SMS : ne veut que des réponses (STOP) depuis le" in page.words
        assert f"Autrement : par téléphone, {as_read(parents[0])} ; {parents[1].name}, par SMS." in page.words
        listed = await clerk.open("/guichet/injoignables")
    assert parents[0].name in listed.words
    assert "famille injoignable" not in listed.words
    assert parents[1].name not in listed.words.partition("Autrement")[0]


async def test_a_family_that_is_cut_off_comes_first_and_gets_a_letter(office: Office, parents: list[Guardian]) -> None:
    for parent in parents:
        await refuse(office, parent)
    async with office.clerk() as clerk:
        page = await clerk.open("/guichet/injoignables")
    assert "1 famille sans aucun responsable joignable" in page.words
    assert page.words.count("famille injoignable") == 2
    assert "SMS : numéro qui n'existe pas Autrement : par courrier." in page.words


async def test_a_landline_takes_no_texts(office: Office, parents: list[Guardian]) -> None:
    async with office.database.writing() as db:
        (await db.get_one(Guardian, parents[0].id)).phone = "+33465712026"
        (await db.get_one(Guardian, parents[1].id)).phone = None
    async with office.clerk() as clerk:
        page = await clerk.open("/guichet/injoignables")
    assert "SMS : pas un mobile Autrement : par téléphone, 04 65 71 20 26." in page.words
    assert "ni téléphone ni Telegram au dossier Autrement : par courrier." in page.words


async def test_where_all_are_reached_the_list_says_so(office: Office, parents: list[Guardian]) -> None:
    async with office.database.writing() as db:
        for guardian in await db.scalars(select(Guardian).where(Guardian.phone.is_(None))):
            guardian.telegram_id = CHAT + guardian.id
    async with office.clerk() as clerk:
        assert NOBODY in (await clerk.open("/guichet/injoignables")).words
    await stop(office, parents[1])
    async with office.clerk(name="Karim Ziani") as clerk:
        assert NOBODY not in (await clerk.open("/guichet/injoignables")).words


async def test_a_long_list_comes_a_hundred_at_a_time(office: Office, parents: list[Guardian]) -> None:
    async with office.database.writing() as db:
        db.add_all(Guardian(family_id=parents[0].family_id, name=f"Parent {place:03}") for place in range(150))
    async with office.clerk() as clerk:
        page = await clerk.open("/guichet/injoignables")
        assert ("Parent 000" in page.words, "Parent 149" in page.words) == (True, False)
        page = await clerk.open("/guichet/injoignables?apres=100")
    assert ("Parent 000" in page.words, "Parent 149" in page.words) == (False, True)
    assert "Les suivants" not in page.words


def as_read(guardian: Guardian) -> str:
    digits = "0" + (guardian.phone or "").removeprefix("+33")
    return " ".join(digits[place : place + 2] for place in range(0, 10, 2))
