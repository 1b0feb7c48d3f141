"""Texts sent from the phone simulator, and their answers."""

from datetime import timedelta
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient

from booking.town import Town
from channels.simulator import SimulatorTransport, router
from channels.tables import Handling
from channels.transport import Channel, Incoming, Outgoing, Style
from tests.channels.simulator_page import conversation, page, text, words_of
from tests.channels.townhall import BENOIT, DELPHINE, STRANGER, TownHall
from tests.conftest import At


async def test_a_text_is_kept_with_its_number_and_its_hour(browser: AsyncClient, townhall: TownHall, at: At) -> None:
    await text(browser, townhall, "cantine lundi")
    (kept,) = await townhall.received()
    assert (kept.channel, kept.sender, kept.text) == (Channel.SIMULATOR, BENOIT, "cantine lundi")
    assert timedelta() <= kept.received_at - at("2026-11-23 09:00") < timedelta(minutes=1)


async def test_after_a_text_one_is_back_at_the_same_parent(browser: AsyncClient, townhall: TownHall) -> None:
    answer = await text(browser, townhall, "cantine lundi", DELPHINE)
    assert answer.status_code == 303
    assert parse_qs(urlsplit(answer.headers["Location"]).query) == {"phone": [DELPHINE]}


async def test_the_answer_stands_under_its_text_with_the_hour(browser: AsyncClient, townhall: TownHall) -> None:
    await text(browser, townhall, "cantine lundi")
    html = (await browser.get("/demo")).text
    assert conversation(html) == ["mine: cantine lundi", "theirs: Reçu : cantine lundi"]
    assert "lundi 23 novembre Vous: cantine lundi 09:00 Mairie: Reçu: cantine lundi 09:00" in words_of(html)


async def test_a_clock_moved_back_does_not_turn_the_conversation_over(
    browser: AsyncClient, townhall: TownHall, at: At
) -> None:
    await text(browser, townhall, "un")
    townhall.clock.move_to(at("2026-09-07 08:00"))
    await text(browser, townhall, "deux")
    html = (await browser.get("/demo")).text
    assert conversation(html) == ["mine: un", "theirs: Reçu : un", "mine: deux", "theirs: Reçu : deux"]
    assert words_of(html).index("lundi 23 novembre") < words_of(html).index("lundi 7 septembre Vous: deux")


async def test_while_an_answer_is_made_one_sees_that(browser: AsyncClient, townhall: TownHall) -> None:
    townhall.answering = False
    await text(browser, townhall, "cantine lundi")
    assert "La réponse arrive" in await page(browser)
    townhall.answering = True
    await townhall.inbox.sweep()
    await townhall.settle()
    assert "La réponse arrive" not in await page(browser)


async def test_a_message_shows_once_it_has_left(browser: AsyncClient, townhall: TownHall) -> None:
    await townhall.say("L'école est fermée demain.")
    assert "L'école est fermée demain." not in await page(browser)
    await townhall.settle()
    assert "L'école est fermée demain." in await page(browser)


async def test_a_text_given_up_says_so(browser: AsyncClient, townhall: TownHall) -> None:
    townhall.answering = False
    await text(browser, townhall, "cantine lundi")
    async with townhall.database.writing() as db:
        (message,) = await townhall.received()
        message.state = Handling.FAILED
        await db.merge(message)
    assert "resté sans réponse, un agent va le lire" in await page(browser)


async def test_what_looks_like_html_is_only_text(browser: AsyncClient, townhall: TownHall) -> None:
    await text(browser, townhall, "<script>alert('é')</script> & \"co\"")
    html = (await browser.get("/demo")).text
    assert "<script>alert" not in html
    assert conversation(html)[0] == "mine: <script>alert('é')</script> & \"co\""


async def test_a_link_in_an_answer_can_be_followed(browser: AsyncClient, townhall: TownHall) -> None:
    await townhall.say("Votre page : https://town.example/famille/abc")
    await townhall.settle()
    assert '<a href="https://town.example/famille/abc"' in (await browser.get("/demo")).text


async def test_a_stranger_can_text(browser: AsyncClient, townhall: TownHall) -> None:
    await text(browser, townhall, "bonjour", STRANGER)
    assert "Mairie: Reçu: bonjour" in await page(browser, STRANGER)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        pytest.param("", "Écrivez un message avant de l'envoyer.", id="empty"),
        pytest.param(" \n\t ", "Écrivez un message avant de l'envoyer.", id="only blanks"),
        pytest.param("\x00", "Écrivez un message avant de l'envoyer.", id="only what cannot be stored"),
        pytest.param("é" * 1601, "Ce message a 1601 caractères", id="one character too many"),
        pytest.param("é" * 10_000, "un SMS en compte 1600 au plus.", id="ten thousand characters"),
    ],
)
async def test_an_unfit_text_is_refused_with_words_and_not_kept(
    browser: AsyncClient, townhall: TownHall, words: str, said: str
) -> None:
    answer = await text(browser, townhall, words)
    assert answer.status_code == 422
    assert said in words_of(answer.text)
    assert await townhall.received() == []


async def test_a_refused_text_is_still_in_its_box(browser: AsyncClient, townhall: TownHall) -> None:
    answer = await text(browser, townhall, "<b>" + "é" * 1600)
    assert "&lt;b&gt;" + "é" * 1600 + "</textarea>" in answer.text


async def test_the_longest_text_is_taken(browser: AsyncClient, townhall: TownHall) -> None:
    await text(browser, townhall, "é" * 1600)
    assert [len(kept.text) for kept in await townhall.received()] == [1600]


async def test_bytes_that_are_no_text_do_no_harm(browser: AsyncClient, townhall: TownHall) -> None:
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = await browser.post("/demo/texts", content=b"phone=%2B33639980006&text=cantine+%ff%fe", headers=form)
    assert answer.status_code == 303
    assert "cantine" in (await townhall.received())[0].text


@pytest.mark.parametrize("phone", ["+33600000000", "n'importe quoi", "'; drop table guardians", "+", "\x00"])
async def test_a_number_of_nobody_is_refused_with_words(browser: AsyncClient, townhall: TownHall, phone: str) -> None:
    said = "Ce numéro n'est celui d'aucun parent de la démonstration."
    seen = await browser.get("/demo", params={"phone": phone})
    sent = await text(browser, townhall, "cantine lundi", phone)
    assert [(answer.status_code, said in unescape(answer.text)) for answer in (seen, sent)] == [
        (404, True),
        (404, True),
    ]
    assert await townhall.received() == []


async def test_a_text_that_could_not_be_kept_is_given_back(townhall: TownHall, town: Town) -> None:
    async def disk_full(_: Incoming) -> None:
        raise OSError("no space left on device")

    app = FastAPI()
    app.include_router(router(disk_full, townhall.database, town, townhall.clock))
    async with AsyncClient(transport=ASGITransport(app), base_url="http://town") as browser:
        answer = await browser.post("/demo/texts", data={"phone": BENOIT, "text": "cantine lundi"})
    assert answer.status_code == 503
    assert "Le message n'a pas pu être enregistré. Réessayez dans un instant." in unescape(answer.text)
    assert "cantine lundi</textarea>" in answer.text


async def test_its_transport_has_nowhere_to_send_and_gives_ids_that_differ() -> None:
    transport = SimulatorTransport()
    ids = {await transport.send(Outgoing(Channel.SIMULATOR, BENOIT, "bonjour")) for _ in range(100)}
    assert len(ids) == 100
    assert (transport.channel, transport.style) == (Channel.SIMULATOR, Style.PLAIN)
