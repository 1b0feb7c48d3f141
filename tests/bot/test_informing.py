"""Once, with the first reply, a person is told who runs this and where to read more; and whenever they ask."""

import pytest
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient
from sqlalchemy import update

from booking.tables import Guardian
from booking.town import Town
from booking.town_file import demonstration_town
from channels.privacy.page import privacy_page
from channels.transport import Channel
from messages.wording.segments import segments
from tests.bot.conftest import CLAIRE
from tests.bot.phone import Phones

STRANGER = "+33639980099"


@pytest.fixture
def informing(phones: Phones) -> Phones:
    """The demonstration's own town, whose people have not been told yet."""
    return Phones(demonstration_town(), phones.database, phones.clock.now())


async def test_the_first_reply_says_it_and_the_next_ones_do_not(informing: Phones) -> None:
    phone = informing.phone(CLAIRE)
    first = await phone.says("cantine lundi pour Léo")
    assert first.startswith("Saint-Aubin-les-Oliviers. Vos données : INFOS\nRéservé : cantine pour Léo")
    assert segments(first) == 1
    assert "INFOS" not in await phone.says("annule")


async def test_where_it_would_cost_a_segment_it_is_said_shorter(informing: Phones) -> None:
    first = await informing.phone(STRANGER).says("bonjour")
    assert first.startswith("Vos données : INFOS\n")


async def test_where_that_would_cost_one_too_it_is_said_in_two_words(informing: Phones) -> None:
    told = await informing.phone(CLAIRE).says("cantine lundi pour Léo et Emma, garderie du matin lundi pour Léo")
    assert told.startswith("RGPD : INFOS\n")
    assert segments(told) == 1


async def test_in_telegram_a_line_more_costs_nothing(informing: Phones) -> None:
    first = await informing.phone("77001", Channel.TELEGRAM).says("bonjour")
    assert first.startswith("Saint-Aubin-les-Oliviers. Vos données : INFOS\n")


async def test_it_is_said_in_the_language_of_the_person(informing: Phones) -> None:
    async with informing.database.writing() as db:
        await db.execute(update(Guardian).where(Guardian.phone == CLAIRE).values(language="en"))
    assert "Your data: INFOS" in await informing.phone(CLAIRE).says("cantine lundi pour Léo")


@pytest.mark.parametrize("text", ["INFOS", "mes données", "rgpd ?", "RGPD"])
async def test_whoever_asks_gets_the_link(phones: Phones, text: str) -> None:
    for number in (CLAIRE, STRANGER):
        assert "http://town/confidentialite" in await phones.phone(number).says(text)


async def test_an_open_question_stays_open_meanwhile(phones: Phones) -> None:
    phone = phones.phone(CLAIRE)
    await phone.says("cantine tous les jeudis pour Emma")
    await phone.says("infos")
    assert "Réservé" in await phone.says("oui")


@pytest.mark.parametrize(
    ("path", "words"),
    [
        pytest.param("/confidentialite", ("Vos données", "12 mois", "CNIL", "dpo@", "Commune de"), id="in French"),
        pytest.param("/confidentialite/en", ("Your data", "12 months", "CNIL", "dpo@"), id="in English"),
    ],
)
async def test_the_page_is_open_to_all_and_light(town: Town, path: str, words: tuple[str, ...]) -> None:
    app = FastAPI()
    app.include_router(privacy_page(town, https=True))
    async with AsyncClient(transport=ASGITransport(app), base_url="http://town") as browser:
        answer = await browser.get(path)
        assert (await browser.get("/confidentialite/static/base.css")).status_code == 200
    assert answer.status_code == 200
    assert len(answer.content) < 20_000
    for word in words:
        assert word in answer.text
