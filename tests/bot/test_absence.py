"""A parent texts that a child does not come."""

import pytest
from sqlalchemy import select

from booking.tables import Reservation
from tests.bot.conftest import CLAIRE
from tests.bot.phone import Phone, Phones
from tests.conftest import At


@pytest.fixture
async def claire(phones: Phones, at: At) -> Phone:
    """Claire, who booked Tuesday to Friday for both children before the weekend."""
    phones.later(at("2026-11-20 08:00"))
    claire = phones.phone(CLAIRE)
    await claire.says("cantine du 23 au 27 novembre")
    await claire.says("garderie soir mardi 24 et jeudi 26 pour Léo")
    phones.later(at("2026-11-24 08:15"))
    return claire


async def test_sick_today_says_what_is_billed_and_why(claire: Phone) -> None:
    assert await claire.says("Emma est malade") == (
        "Absence notée : cantine pour Emma, mardi 24 novembre. Reste facturé.\n"
        "Règle : le premier jour de maladie est facturé, les suivants non, avec un certificat sous 72 h."
    )


async def test_all_that_is_booked_on_that_day_is_meant(claire: Phone) -> None:
    heard = await claire.says("Léo est malade")
    assert "Annulé : garderie du soir pour Léo, mardi 24 novembre" in heard
    assert "Absence notée : cantine pour Léo, mardi 24 novembre" in heard
    assert "Emma" not in heard


async def test_until_friday_the_rest_of_the_week_is_given_back(claire: Phone) -> None:
    heard = await claire.says("Emma malade jusqu'à vendredi")
    assert "Annulé : cantine pour Emma, jeudi 26 et vendredi 27 novembre" in heard
    assert "Absence notée : cantine pour Emma, mardi 24 novembre" in heard


async def test_the_second_day_asks_for_the_certificate(claire: Phone, phones: Phones, at: At) -> None:
    await claire.says("Emma est malade")
    phones.later(at("2026-11-26 08:30"))
    assert await claire.says("Emma toujours malade") == (
        "Absence notée : cantine pour Emma, jeudi 26 novembre. "
        "Non facturé avec un certificat médical jusqu'au jeudi 26 novembre minuit."
    )


async def test_a_strike_costs_nothing(claire: Phone) -> None:
    heard = await claire.says("grève aujourd'hui Emma ne vient pas")
    assert heard == "Absence notée : cantine pour Emma, mardi 24 novembre. Non facturé."


async def test_without_a_name_one_character_says_which_child_and_the_reason_is_kept(claire: Phone) -> None:
    question = await claire.says("malade aujourd'hui")
    assert "1 Léo\n2 Emma" in question
    heard = await claire.says("2")
    assert heard.startswith("Absence notée : cantine pour Emma, mardi 24 novembre. Reste facturé.\nRègle :")


async def test_after_the_day_is_over_the_day_is_asked_for(claire: Phone, phones: Phones, at: At) -> None:
    phones.later(at("2026-11-24 19:00"))
    question = await claire.says("Emma est malade")
    assert "1 jeudi 26 novembre\n2 vendredi 27 novembre" in question
    assert "Annulé : cantine pour Emma, vendredi 27 novembre" in await claire.says("2")


async def test_an_absence_shows_in_the_bookings_and_can_be_revoked(claire: Phone, phones: Phones) -> None:
    await claire.says("Emma est malade")
    assert "cantine (Emma) absence notée" in await claire.says("c'est bon pour aujourd'hui pour Emma ?")
    await claire.says("finalement cantine aujourd'hui pour Emma")
    async with phones.database.reading() as db:
        assert set(await db.scalars(select(Reservation.absence))) == {None}


async def test_who_cancels_too_late_is_told_how_to_say_that_the_child_is_ill(claire: Phone) -> None:
    heard = await claire.says("annule la cantine d'Emma aujourd'hui")
    assert heard.startswith("Trop tard : cantine pour Emma, mardi 24 novembre")
    assert heard.endswith("Malade ? Écrivez : Emma malade mardi")


async def test_nothing_booked_is_said_so(claire: Phone) -> None:
    assert "Rien n'est réservé lundi 30 novembre" in await claire.says("Emma est malade lundi")
