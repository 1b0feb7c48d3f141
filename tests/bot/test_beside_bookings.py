"""What a parent texts beside bookings: thanks, a heart, an angry face, opening hours, a bill, "I am late"."""

import pytest
from sqlalchemy import select

from channels.tables import ForStaff, InboxMessage
from tests.bot.conftest import CLAIRE
from tests.bot.phone import Phone, Phones

OFFICE = "04 65 71 20 26"


@pytest.fixture
def claire(phones: Phones) -> Phone:
    return phones.phone(CLAIRE)


async def for_staff(phones: Phones) -> list[ForStaff]:
    async with phones.database.reading() as db:
        reasons = select(InboxMessage.for_staff).where(InboxMessage.for_staff.is_not(None))
        return [reason for reason in await db.scalars(reasons) if reason is not None]


@pytest.mark.parametrize("words", ["ok merci", "👍", "Super, merci beaucoup et bonne soirée !", "ok", "❤️"])
async def test_who_only_thanks_is_not_told_that_nothing_was_asked(claire: Phone, words: str) -> None:
    await claire.says("cantine lundi")
    assert await claire.says(words) == "Avec plaisir."


async def test_an_angry_face_is_no_thanks(claire: Phone, phones: Phones) -> None:
    assert (await claire.says("😡😡")).startswith("Je suis désolé.")
    assert await for_staff(phones) == [ForStaff.ANGRY]


async def test_opening_hours_come_from_the_file_of_the_town(claire: Phone) -> None:
    assert await claire.says("à quelle heure ferme la garderie ?") == (
        "garderie du matin : de 7 h 30 à 8 h 30.\ngarderie du soir : de 16 h 30 à 18 h 30."
    )
    assert "cantine : de 11 h 45 à 13 h 35." in await claire.says("quels sont les horaires ?")


@pytest.mark.parametrize("words", ["j'ai pas reçu ma facture", "combien je vous dois pour novembre ?"])
async def test_a_bill_goes_to_a_person_at_once(claire: Phone, phones: Phones, words: str) -> None:
    assert (await claire.says(words)).startswith("C'est transmis : le service scolaire vous répond aujourd'hui.")
    assert await for_staff(phones) == [ForStaff.ASKED]


async def test_who_is_late_to_fetch_a_child_is_told_to_call(claire: Phone, phones: Phones) -> None:
    heard = await claire.says("je suis en retard j'arrive à 18h45")
    assert heard.startswith(f"Prévenez vite par téléphone : {OFFICE}.")
    assert await for_staff(phones) == [ForStaff.ASKED]


async def test_a_request_beside_it_is_done_all_the_same(claire: Phone, phones: Phones) -> None:
    assert "Réservé : garderie du soir pour Léo" in await claire.says("je serai en retard jeudi, garderie du soir Léo")
    assert await for_staff(phones) == []
