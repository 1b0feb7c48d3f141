"""The phone simulator: what its page shows, and how it is served."""

import re
from datetime import date

import pytest
from httpx import ASGITransport, AsyncClient

from booking.database import Database
from booking.domain import State
from booking.sessions import open_sessions
from booking.tables import Child, Enrolment, Family, Guardian
from booking.town import Part, Town
from tests.channels.simulator_page import conversation, page, text, words_of
from tests.channels.townhall import BENOIT, DELPHINE, STRANGER, Queries, TownHall
from tests.conftest import At

MONDAY, TUESDAY, WEDNESDAY = date(2026, 11, 30), date(2026, 12, 1), date(2026, 12, 2)


async def test_it_opens_on_the_first_family_with_two_children_at_school(browser: AsyncClient) -> None:
    html = (await browser.get("/demo")).text
    assert f'<option value="{BENOIT}" selected>Benoît Da-Silva · 06 39 98 00 06</option>' in html
    assert "Inès MS école Jean-Moulin" in words_of(html)
    assert "Gabriel CP école Jean-Moulin" in words_of(html)


async def test_every_guardian_with_a_phone_can_be_chosen_and_a_stranger(browser: AsyncClient) -> None:
    html = (await browser.get("/demo")).text
    phones = re.findall(r'<option value="(\+\d+)"', html)
    assert len(phones) == len(set(phones)) > 48
    assert {BENOIT, DELPHINE} < set(phones)
    assert phones[-1] == STRANGER
    assert "Numéro inconnu · 06 39 98 99 99" in html


async def test_a_number_whose_plus_was_lost_on_the_way_is_understood(browser: AsyncClient) -> None:
    assert "Samuel CE2" in words_of((await browser.get("/demo?phone=+33639980001")).text)


async def test_a_stranger_sees_no_family(browser: AsyncClient) -> None:
    shown = await page(browser, STRANGER)
    assert "Ce numéro n'est sur le dossier d'aucune famille" in shown
    assert "Les réservations" not in shown


async def test_what_the_family_has_booked_stands_under_its_day(browser: AsyncClient, townhall: TownHall) -> None:
    await townhall.reserve("Inès", "cantine", TUESDAY)
    await townhall.reserve("Gabriel", "etude", MONDAY, state=State.WAITING)
    shown = await page(browser)
    assert re.search(
        r"Les réservations lundi 30 novembre étude Gabriel liste d'attente \w{6} mardi 1er décembre cantine Inès", shown
    )


async def test_a_morning_and_an_afternoon_are_one_day(browser: AsyncClient, townhall: TownHall) -> None:
    await townhall.reserve("Gabriel", "centre", WEDNESDAY, parts=(Part.MORNING, Part.AFTERNOON))
    assert "centre de loisirs Gabriel" in await page(browser)


async def test_a_morning_alone_is_called_one(browser: AsyncClient, townhall: TownHall) -> None:
    await townhall.reserve("Gabriel", "centre", WEDNESDAY, parts=(Part.MORNING,))
    assert "centre de loisirs , matin Gabriel" in await page(browser)


async def test_what_is_cancelled_or_past_is_not_shown(browser: AsyncClient, townhall: TownHall) -> None:
    await townhall.reserve("Inès", "cantine", MONDAY, state=State.CANCELLED)
    await townhall.reserve("Inès", "cantine", date(2026, 11, 20))
    assert "Rien de réservé pour l'instant." in await page(browser)


async def test_another_familys_reservations_and_texts_are_not_shown(browser: AsyncClient, townhall: TownHall) -> None:
    await townhall.reserve("Inès", "cantine", MONDAY)
    await text(browser, townhall, "pour Inès", BENOIT)
    shown = await browser.get("/demo", params={"phone": DELPHINE})
    assert "Rien de réservé pour l'instant." in shown.text
    assert conversation(shown.text) == []


@pytest.mark.parametrize(
    ("booked", "closed", "said"),
    [
        pytest.param(12, None, "cantine 18 sur / 30", id="so many left of so many"),
        pytest.param(30, None, "cantine complet", id="none left"),
        pytest.param(12, "grève", "cantine fermé", id="closed, whatever is left"),
    ],
)
async def test_the_places_left_are_told(
    browser: AsyncClient, townhall: TownHall, booked: int, closed: str | None, said: str
) -> None:
    await townhall.set_sessions("cantine", date(2026, 11, 23), booked=booked, closed=closed)
    assert said in await page(browser)


async def test_it_shows_the_next_days_with_something_to_book(browser: AsyncClient, townhall: TownHall, at: At) -> None:
    townhall.clock.move_to(at("2026-12-18 20:00"))  # the last evening before the Christmas holidays
    assert "Les places libres Service ven. 18 déc. lun. 4 janv. mar. 5 janv. mer. 6 janv. jeu. 7 janv." in await page(
        browser
    )


async def test_the_fragment_is_the_live_parts_of_the_page(browser: AsyncClient, townhall: TownHall) -> None:
    await text(browser, townhall, "cantine lundi")
    whole = (await browser.get("/demo")).text
    fragment = (await browser.get("/demo/fragment", params={"phone": BENOIT})).text
    parts = set(re.findall(r'id="([\w-]+)" data-live', fragment))
    assert parts == {"messages", "now", "bar-hour", "family", "agenda", "places"}
    assert parts <= set(re.findall(r'id="([\w-]+)" data-live', whole))
    assert conversation(fragment) == conversation(whole)


async def test_a_look_costs_the_same_queries_however_much_was_said(browser: AsyncClient, townhall: TownHall) -> None:
    await text(browser, townhall, "texte 0")
    queries = Queries(townhall.database)
    await browser.get("/demo/fragment", params={"phone": BENOIT})
    after_one = len(queries.asked)
    for number in range(1, 20):
        await text(browser, townhall, f"texte {number}")
    queries.asked.clear()
    await browser.get("/demo/fragment", params={"phone": BENOIT})
    assert len(queries.asked) == after_one <= 5


@pytest.mark.parametrize("phone", [None, "", "abc", "33639980006\x00"])
async def test_a_fragment_for_what_is_no_number_is_refused(browser: AsyncClient, phone: str | None) -> None:
    answer = await browser.get("/demo/fragment", params={} if phone is None else {"phone": phone})
    assert answer.status_code == 422


@pytest.mark.parametrize(
    ("name", "kind"),
    [("simulator.css", "text/css"), ("simulator.js", "text/javascript"), ("icon.svg", "image/svg+xml")],
)
async def test_its_files_are_kept_for_ever_under_an_address_of_their_own(
    browser: AsyncClient, name: str, kind: str
) -> None:
    html = (await browser.get("/demo")).text
    (address,) = re.findall(rf'"(/demo/static/{re.escape(name)}\?v=\w+)"', html)
    answer = await browser.get(address)
    assert answer.headers["Content-Type"].split(";")[0] == kind
    assert "immutable" in answer.headers["Cache-Control"]
    bare = await browser.get(f"/demo/static/{name}", headers={"If-None-Match": answer.headers["ETag"]})
    assert (bare.status_code, bare.headers["Cache-Control"]) == (304, "no-cache")


@pytest.mark.parametrize("name", ["nothing.css", "..%2Frouter.py", "%2e%2e%2frouter.py", "%2Fetc%2Fpasswd", ""])
async def test_no_other_file_is_given(browser: AsyncClient, name: str) -> None:
    assert (await browser.get(f"/demo/static/{name}")).status_code == 404


async def test_nothing_on_the_page_needs_an_inline_script_or_style(browser: AsyncClient, townhall: TownHall) -> None:
    await text(browser, townhall, "cantine lundi")
    answer = await browser.get("/demo")
    assert "'unsafe-inline'" not in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "no-store"
    assert re.findall(r"<style|style=|\son\w+=|<script(?! src=)", answer.text) == []


async def test_a_colon_stays_on_the_line_of_its_word(browser: AsyncClient, townhall: TownHall) -> None:
    await townhall.say("Pour annuler : ANNULE ; « oui » ?")
    await townhall.settle()
    assert "Pour annuler\u00a0: ANNULE\u00a0; «\u00a0oui\u00a0»\u00a0?" in (await browser.get("/demo")).text


async def test_a_town_without_families_still_has_a_strangers_phone(sqlite_url: str, town: Town, at: At) -> None:
    database = Database(sqlite_url)
    townhall = TownHall(database, town, at("2026-11-23 09:00"))
    async with AsyncClient(transport=ASGITransport(townhall.app), base_url="http://town") as browser:
        html = (await browser.get("/demo")).text
    await database.close()
    assert f'<option value="{STRANGER}" selected>' in html


async def test_each_kind_of_database_shows_the_same(database: Database, town: Town, at: At) -> None:
    year = town.school_year
    enrolled = Enrolment(service="cantine", site="jean-moulin", first=year.first_day, last=year.last_day)
    children = [
        Child(first_name="Léo", last_name="Martin", school="jean-moulin", class_name="CP", enrolments=[enrolled]),
        Child(first_name="Mia", last_name="Martin"),
    ]
    async with database.writing() as db:
        db.add(Family(number="T1", guardians=[Guardian(name="Claire Martin", phone=BENOIT)], children=children))
        await open_sessions(db, town, MONDAY, WEDNESDAY, now=at("2026-11-30 09:00"))
    townhall = TownHall(database, town, at("2026-11-30 09:00"))
    async with AsyncClient(transport=ASGITransport(townhall.app), base_url="http://town") as browser:
        await text(browser, townhall, "cantine mardi")
        shown = await page(browser)
    assert "Reçu: cantine mardi" in shown
    assert "ven." not in shown
    assert "Service lun. 30 nov. mar. 1 déc. école Jean-Moulin cantine 30 sur / 30 30 sur / 30 Les enfants" in shown
    assert "Mia aucune inscription" in shown


async def test_children_without_enrolment_have_no_places_to_look_at(database: Database, town: Town, at: At) -> None:
    guardian = Guardian(name="Claire Martin", phone=BENOIT)
    async with database.writing() as db:
        db.add(Family(number="T1", guardians=[guardian], children=[Child(first_name="Mia", last_name="Martin")]))
        await open_sessions(db, town, MONDAY, WEDNESDAY, now=at("2026-11-30 09:00"))
    townhall = TownHall(database, town, at("2026-11-30 09:00"))
    async with AsyncClient(transport=ASGITransport(townhall.app), base_url="http://town") as browser:
        assert "Rien d'ouvert dans les jours qui viennent." in await page(browser)
