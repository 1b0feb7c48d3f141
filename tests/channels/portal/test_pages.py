"""The parents' pages: let in by a link, the month with every state, many boxes saved at once, history, preferences."""

import re
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from booking.closures import Closing, close_sessions
from booking.domain import Author, AuthorKind, Entry, Place
from booking.journal import open_act, open_system_act
from booking.places import lock_sessions
from booking.reservations import book
from booking.tables import ActRow, Guardian, Session
from channels.portal.links import LASTS
from channels.portal.pages.history import WAYS
from channels.transport import Channel
from messages.wording.catalogue import LANGUAGES, Catalogue
from messages.wording.message import Message
from tests.bot.conftest import CLAIRE, KARIM, NADIA
from tests.channels.portal.browser import Browser, words_of
from tests.channels.portal.conftest import PortalTown
from tests.conftest import At

OF_A_RESERVATION = frozenset(Entry) - {
    Entry.CAPACITY,
    Entry.CLOSURE,
    Entry.LIFTED,
    Entry.STANDING,
    Entry.STANDING_ENDED,
    Entry.PHONE,
    Entry.ANSWERED,
    Entry.FROZEN,
    Entry.WITHDRAWN,
    Entry.LINKED,
    Entry.IMPORTED,
    Entry.EXPORTED,
    Entry.ERASED,
    Entry.FORGOTTEN,
    Entry.SEALED,
    Entry.NOTICE,
    Entry.NOTICE_STOPPED,
    Entry.CALLED,
    Entry.ACCOUNT,
    Entry.WEEKS,
    Entry.REMINDERS,
    Entry.MENDED,
}
MONDAY, TUESDAY, THURSDAY = date(2026, 11, 30), date(2026, 12, 1), date(2026, 12, 3)


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """One kind of database: what differs between the two is tried through the API."""
    return sqlite_url


@pytest.fixture
async def claire(portal_town: PortalTown) -> Browser:
    """Claire's browser, let in."""
    return await Browser.let_in(portal_town, CLAIRE)


async def test_a_preview_of_the_link_does_not_use_it_up(portal_town: PortalTown) -> None:
    scanner, parent = Browser(portal_town), Browser(portal_town)
    link = await parent.link(CLAIRE)
    for _ in range(3):
        seen = await scanner.http.get(link)
        assert seen.status_code == 200
        assert "Moreau" not in seen.text
    assert "novembre 2026" in (await parent.http.post(link)).text


async def test_a_link_lets_one_browser_in_and_no_second_one(portal_town: PortalTown) -> None:
    first, second = Browser(portal_town), Browser(portal_town)
    link = await first.link(CLAIRE)
    await first.http.post(link)
    refused, invented = await second.http.post(link), await second.http.post("/famille/lien/invented")
    assert (refused.status_code, refused.content) == (404, invented.content)
    assert "Léo" in await first.words("/famille")
    assert "Léo" not in await second.words("/famille")


async def test_a_link_is_good_for_a_quarter_of_an_hour(portal_town: PortalTown) -> None:
    browser = Browser(portal_town)
    link = await browser.link(CLAIRE)
    portal_town.later(portal_town.phones.clock.now() + LASTS)
    late, invented = await browser.http.post(link), await browser.http.post("/famille/lien/invented")
    assert (late.status_code, late.content) == (404, invented.content)


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({"Sec-Fetch-Site": "cross-site"}, id="a form of another site"),
        pytest.param({"Origin": "https://evil.example"}, id="the same, by an older browser"),
    ],
)
async def test_another_site_cannot_open_a_link_in_somebodys_browser(
    portal_town: PortalTown, headers: dict[str, str]
) -> None:
    browser = Browser(portal_town)
    link = await browser.link(CLAIRE)
    assert (await browser.http.post(link, headers=headers)).status_code == 403


async def test_many_boxes_are_saved_at_once_each_with_its_result(claire: Browser, portal_town: PortalTown) -> None:
    read = await claire.form(TUESDAY)
    léo, emma = await portal_town.number_of("Léo"), await portal_town.number_of("Emma")
    boxes = [f"{léo}.cantine.{TUESDAY}.day", f"{emma}.cantine.{TUESDAY}.day", f"{léo}.garderie-soir.{THURSDAY}.day"]
    told = words_of((await claire.send("/famille/planning", [*read.fields, *(("p", box) for box in boxes)])).text)
    assert "Réservé : cantine pour Léo et Emma, mardi 1er décembre." in told
    assert "Réservé : garderie du soir pour Léo, jeudi 3 décembre." in told
    again = await claire.form(TUESDAY)
    assert {("p", box) for box in boxes} <= set(again.fields)
    async with portal_town.database.reading() as db:
        act = (await db.scalars(select(ActRow).order_by(ActRow.id.desc()))).first()
    assert act is not None
    assert (act.channel, act.words.count("+")) == ("page", 3)


async def test_taking_a_tick_away_gives_the_place_back(claire: Browser) -> None:
    await claire.tick("Léo", "cantine", TUESDAY)
    told = words_of((await claire.tick("Léo", "cantine", TUESDAY)).text)
    assert "Annulé : cantine pour Léo, mardi 1er décembre" in told


async def test_a_page_that_is_out_of_date_gives_back_only_what_it_showed(claire: Browser) -> None:
    stale = await claire.form(TUESDAY)
    await claire.tick("Léo", "cantine", TUESDAY)
    told = words_of((await claire.send("/famille/planning", stale.fields)).text)
    assert "Vous n'avez rien changé." in told


async def test_what_costs_more_is_asked_about_first(claire: Browser, portal_town: PortalTown) -> None:
    tomorrow = date(2026, 11, 24)
    asked = await claire.tick("Léo", "cantine", tomorrow)
    assert "Hors délai" in words_of(asked.text)
    box = f"{await portal_town.number_of('Léo')}.cantine.{tomorrow}.day"
    assert f'name="l" value="{box}"' in asked.text
    agreed = await claire.send("/famille/planning", [("csrf", await claire.token()), ("l", box)])
    assert "Réservé : cantine pour Léo, mardi 24 novembre, majoré de 50 %." in words_of(agreed.text)


async def test_the_month_says_what_is_full_closed_or_too_late_and_since_when(
    claire: Browser, portal_town: PortalTown
) -> None:
    async with portal_town.database.writing() as db:
        act = await open_system_act(db, "test", now=portal_town.phones.clock.now())
        closing = Closing(THURSDAY, THURSDAY, "grève", services=frozenset({"cantine"}))
        await close_sessions(db, portal_town.town, closing, act=act)
        for locked in await lock_sessions(db, "cantine", "jean-moulin", TUESDAY):
            session = await db.get_one(Session, locked.id)
            session.booked = session.capacity
    december, november = await claire.words("/famille?mois=2026-12"), await claire.words("/famille")
    assert "cantine fermé (grève)" in december
    assert "cantine complet, m'inscrire sur la liste d'attente" in december
    assert "cantine trop tard depuis lun. 23, 9 h" in november
    waiting = words_of((await claire.tick("Léo", "cantine", TUESDAY, wait=True)).text)
    assert "Liste d'attente : cantine pour Léo, mardi 1er décembre, rang 1" in waiting


async def test_the_history_proves_who_asked_when_and_by_which_way(claire: Browser, portal_town: PortalTown) -> None:
    await portal_town.phones.phone(KARIM).says("cantine mardi 1er décembre Emma")
    await claire.tick("Léo", "cantine", TUESDAY)
    history = await claire.words("/famille/historique?mois=2026-12")
    assert "Karim Moreau, par le simulateur : lundi 23 novembre, 9 h" in history
    assert "Claire Moreau, par la page des familles" in history or "sur la page des familles" in history
    assert "1,00–3,60 €" in history
    page = await claire.http.get("/famille/historique?mois=2026-12")
    links = re.findall(r'href="(/famille/historique/\d+)"', page.text)
    steps = [await claire.words(link) for link in links]
    assert any("cantine mardi 1er décembre Emma" in step for step in steps)


async def test_the_language_that_is_chosen_is_that_of_pages_and_messages(
    claire: Browser, portal_town: PortalTown
) -> None:
    await claire.send(
        "/famille/preferences", [("csrf", await claire.token()), ("language", "en"), ("reminders", "always")]
    )
    assert "My planning" in await claire.words("/famille")
    async with portal_town.database.reading() as db:
        me = (await db.scalars(select(Guardian).where(Guardian.phone == CLAIRE))).one()
    assert (me.language, me.reminders) == ("en", "always")


async def test_a_browser_that_was_closed_elsewhere_shows_nothing_any_more(portal_town: PortalTown) -> None:
    phone, shared = await Browser.let_in(portal_town, CLAIRE), await Browser.let_in(portal_town, CLAIRE)
    await phone.send("/famille/preferences/navigateurs", [("csrf", await phone.token()), ("browser", "all")])
    for browser in (phone, shared):
        answer = await browser.http.get("/famille/historique")
        assert answer.status_code == 403
        assert "Léo" not in answer.text


async def test_who_leaves_must_come_in_again_and_the_cookie_alone_is_no_use(claire: Browser) -> None:
    kept = dict(claire.http.cookies)
    await claire.send("/famille/sortir", [("csrf", await claire.token())])
    claire.http.cookies.update(kept)
    assert (await claire.http.get("/famille/preferences")).status_code == 403


async def test_a_form_that_is_not_ours_is_refused(claire: Browser, portal_town: PortalTown) -> None:
    other = await Browser.let_in(portal_town, NADIA)
    answer = await claire.send("/famille/preferences", [("csrf", await other.token()), ("language", "en")])
    assert answer.status_code == 403


async def test_the_cookie_is_out_of_reach_of_scripts_and_of_other_sites(portal_town: PortalTown) -> None:
    browser = Browser(portal_town)
    answer = await browser.http.post(await browser.link(CLAIRE), follow_redirects=False)
    cookie = answer.headers["set-cookie"].lower()
    assert {"httponly", "samesite=lax", "path=/famille"} <= {part.strip() for part in cookie.split(";")}
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")


async def test_the_link_is_asked_for_on_telegram_too(portal_town: PortalTown) -> None:
    async with portal_town.database.writing() as db:
        (await db.scalars(select(Guardian).where(Guardian.phone == CLAIRE))).one().telegram_id = 77
    said = await portal_town.phones.phone("77", Channel.TELEGRAM).says("portail")
    assert re.search(r'href="http://town/famille/lien/[\w-]{22}"', said)


async def test_the_family_sees_that_its_file_is_incomplete(portal_town: PortalTown) -> None:
    nadia = await Browser.let_in(portal_town, NADIA)
    assert "Dossier incomplet, rien ne peut être réservé. Il manque : assurance scolaire" in await nadia.words(
        "/famille"
    )


async def test_who_has_no_say_any_more_is_not_let_in(claire: Browser, portal_town: PortalTown, at: At) -> None:
    async with portal_town.database.writing() as db:
        me = (await db.scalars(select(Guardian).where(Guardian.phone == CLAIRE))).one()
        me.withdrawn_at = at("2026-11-23 09:00") - timedelta(days=1)
    assert (await claire.http.get("/famille/historique")).status_code == 403


async def test_what_staff_and_the_house_itself_did_is_in_the_history_too(
    claire: Browser, portal_town: PortalTown
) -> None:
    await claire.tick("Léo", "cantine", TUESDAY)
    now = portal_town.phones.clock.now()
    async with portal_town.database.writing() as db:
        place = Place(await portal_town.number_of("Emma"), "cantine", TUESDAY)
        at_the_desk = Author(AuthorKind.STAFF, "Mme Roux", "desk", "", arrived=now)
        await book(db, portal_town.town, place, act=await open_act(db, at_the_desk, now=now))
        act = await open_system_act(db, "test", now=now)
        await close_sessions(db, portal_town.town, Closing(TUESDAY, TUESDAY, "neige"), act=act)
    assert "Mme Roux, au guichet : lundi 23 novembre" in await claire.words("/famille/historique?mois=2026-12")
    assert "Annulé, le service étant fermé automatiquement : lundi" in await claire.words("/famille/historique/1")


@pytest.mark.parametrize("entry", sorted(OF_A_RESERVATION))
@pytest.mark.parametrize("language", LANGUAGES)
def test_all_that_can_happen_to_a_reservation_has_words(entry: Entry, language: str) -> None:
    assert Catalogue().say(Message(f"page-entry-{entry}"), language=language, rich=True)


@pytest.mark.parametrize("way", sorted(WAYS))
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_way_has_words(way: str, language: str) -> None:
    assert Catalogue().say(Message(f"by-{way}"), language=language, rich=False)


async def test_an_offer_is_left_or_taken_only_when_the_parent_says_so(claire: Browser, portal_town: PortalTown) -> None:
    await claire.tick("Emma", "cantine", TUESDAY)
    await full(portal_town)
    await claire.tick("Léo", "cantine", TUESDAY, wait=True)
    await claire.tick("Emma", "cantine", TUESDAY)
    read = await claire.form(TUESDAY)
    [leave] = [choice for choice in read.choices if choice.startswith("leave.")]
    await claire.send("/famille/planning", read.fields)
    assert "place gardée" in await claire.words(f"/famille?mois={TUESDAY:%Y-%m}")
    told = words_of((await claire.send("/famille/planning", [*read.fields, ("p", leave)])).text)
    assert "Annulé : cantine pour Léo, mardi 1er décembre" in told
    again = words_of((await claire.send("/famille/planning", [*read.fields, ("p", leave)])).text)
    assert "Annulé" not in again
    async with portal_town.database.reading() as db:
        acts = (await db.scalars(select(ActRow.words).where(ActRow.channel == "page").order_by(ActRow.id))).all()
    assert acts[-2:] == [f"- Léo cantine {TUESDAY}"] * 2


async def test_an_offer_of_another_family_cannot_be_left(claire: Browser, portal_town: PortalTown) -> None:
    await claire.tick("Emma", "cantine", TUESDAY)
    await full(portal_town)
    await claire.tick("Léo", "cantine", TUESDAY, wait=True)
    await claire.tick("Emma", "cantine", TUESDAY)
    [leave] = [choice for choice in (await claire.form(TUESDAY)).choices if choice.startswith("leave.")]
    stranger = await Browser.let_in(portal_town, NADIA)
    token = ("csrf", await stranger.token())
    for guess in (leave, "leave.999999", "leave.x", f"leave.{2**70}"):
        answer = await stranger.send("/famille/planning", [token, ("mois", str(TUESDAY)), ("p", guess)])
        assert answer.status_code in (404, 422)
    assert "place gardée" in await claire.words(f"/famille?mois={TUESDAY:%Y-%m}")


async def full(town: PortalTown) -> None:
    """No place is left in the canteen on Tuesday."""
    async with town.database.writing() as db:
        for locked in await lock_sessions(db, "cantine", "jean-moulin", TUESDAY):
            session = await db.get_one(Session, locked.id)
            session.capacity = session.booked
