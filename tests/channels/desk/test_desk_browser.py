"""The desk in a real browser, as staff use it: at a desk, on a phone, and with scripts switched off."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect
from sqlalchemy import select

from booking.tables import Child
from bot.habits import take_up_habits
from channels.desk.roles import Role
from channels.inbox import keep, leave_to_staff
from channels.tables import ForStaff, OutboxMessage
from channels.transport import Channel, Incoming
from tests.booking.importing.old_files import OldFiles
from tests.browsers import DESK, PHONE, chromium_open, faults_of, fits, needs_chromium, window
from tests.channels.desk.office import PASSWORD, Office
from tests.channels.desk.test_families import FRIDAY, request_for
from tests.fakes.server import serving

pytestmark = needs_chromium
PAGES = (
    "/guichet",
    "/guichet/effectifs/versions?service=cantine",
    "/guichet/appel",
    "/guichet/appel?service=cantine&site=jean-moulin",
    "/guichet/familles",
    "/guichet/familles?q=ma",
    "/guichet/familles/{family}",
    "/guichet/familles/{family}?semaine=2026-11-30",
    "/guichet/familles/{family}/conversation",
    "/guichet/familles/{family}/journal",
    "/guichet/inconnus",
    "/guichet/inconnus/1?q=ma",
    "/guichet/demandes",
    "/guichet/messages",
    "/guichet/messages/2",
    "/guichet/places",
    "/guichet/places/1",
    "/guichet/fermetures",
    "/guichet/fermetures/voir?site=jean-moulin&motif=neige",
    "/guichet/fermetures/voir?site=nulle-part&du=2026-11-01",
    "/guichet/rappels",
    "/guichet/bilan",
    "/guichet/bilan?du=2026-11-20&au=2026-11-10",
    "/guichet/mis-de-cote",
    "/guichet/mis-de-cote/1",
    "/guichet/mot-de-passe",
    "/guichet/nulle-part",
)
SET_ASIDE = (
    "Z1;Moreau;Léo;12/03/2018;Victor-Hugo;CE2;Claire Moreau;06 39 98 77 01;oui;",
    "Z1;Moreau;Emma;31/02/2019;Jean-Moulin;CE1;Claire Moreau;06 39 98 77 01;oui;",
    "Z2;Haddad;Inès;01/09/2019;Marie-Curie;CE1;;;oui;",
)


@pytest.fixture
async def chromium() -> AsyncIterator[Browser]:
    async with chromium_open() as browser:
        yield browser


@pytest.fixture
async def address(office: Office, tmp_path: Path) -> AsyncIterator[str]:
    """The desk of a town at work, with somebody of every role."""
    for role in Role:
        await office.hire(f"Agent {role}", role)
    async with office.database.writing() as db:
        now = office.clock.now()
        await take_up_habits(db, office.town, now=now)
        kept = await keep(db, Incoming(Channel.SMS, "SM1", "+33639985555", "cantine lundi pour Inès", now))
        assert kept is not None
        await leave_to_staff(db, kept, ForStaff.UNKNOWN_SENDER)
        asked = await keep(
            db, Incoming(Channel.SMS, "SM2", "+33639980001", "cantine lundi pour Marcel, rappelez-moi", now)
        )
        assert asked is not None
        await leave_to_staff(db, asked, ForStaff.ASKED)
    await request_for(office, FRIDAY)
    await OldFiles(office.database, office.town, tmp_path, office.clock.now()).bring_in(*SET_ASIDE)
    async with serving(office.app) as address:
        yield address


async def log_in(page: Page, address: str, role: Role = Role.ADMINISTRATOR) -> None:
    await page.goto(f"{address}/guichet")
    await page.get_by_label("Nom").fill(f"Agent {role}")
    await page.get_by_label("Mot de passe").fill(PASSWORD)
    await page.get_by_role("button", name="Se connecter").click()
    await expect(page.get_by_role("heading", level=1)).to_contain_text("Aujourd'hui")


async def family_of(office: Office, child: str) -> int:
    async with office.database.reading() as db:
        found = await db.scalar(select(Child.family_id).where(Child.first_name == child).order_by(Child.id))
        assert found is not None
        return found


async def find_raphael(page: Page) -> None:
    await page.get_by_role("link", name="Familles").click()
    await page.get_by_label("Nom, prénom d'un enfant").fill("raphael")
    await page.keyboard.press("Enter")
    await page.get_by_role("link", name="Raphaël").click()


async def book_with_an_override(page: Page) -> None:
    """Find a family, and book today's canteen for a child, after the deadline and with a reason."""
    await find_raphael(page)
    await page.get_by_role("button", name="Réserver : cantine pour Raphaël, lundi 23 novembre").click()
    await expect(page.get_by_role("alert")).to_contain_text("Trop tard")
    await page.get_by_label("Motif").fill("urgence familiale")
    await page.get_by_role("button", name="Passer outre").click()
    await expect(page.get_by_role("status")).to_contain_text("Réservé : cantine pour Raphaël, lundi 23 novembre")
    await page.get_by_role("link", name="Journal").click()
    await expect(page.get_by_text("urgence familiale")).to_be_visible()


@pytest.mark.parametrize(
    ("size", "script"), [(DESK, True), (PHONE, True), (DESK, False)], ids=["desk", "phone", "without scripts"]
)
async def test_a_clerk_logs_in_finds_a_family_and_books_with_an_override(
    chromium: Browser, address: str, size: dict[str, int], script: bool
) -> None:
    async with window(chromium, size, script=script) as page:
        await log_in(page, address, Role.COUNTER)
        await book_with_an_override(page)


async def test_after_the_back_button_a_day_that_was_booked_is_shown_as_booked(chromium: Browser, address: str) -> None:
    async with window(chromium) as page:
        await log_in(page, address, Role.COUNTER)
        await find_raphael(page)
        await page.get_by_role("link", name="Semaine suivante").click()
        button = page.get_by_role("button", name="Réserver : cantine pour Raphaël, lundi 30 novembre")
        await button.click()
        await expect(page.get_by_role("status")).to_contain_text("Réservé")
        await page.go_back()
        await expect(button).to_have_count(0)
        await expect(
            page.get_by_role("button", name="Annuler : cantine pour Raphaël, lundi 30 novembre")
        ).to_be_visible()


async def test_a_long_text_outlives_the_login_in_which_it_was_begun(
    chromium: Browser, address: str, office: Office
) -> None:
    async with window(chromium) as page:
        await log_in(page, address, Role.COUNTER)
        await find_raphael(page)
        await page.get_by_role("button", name="Réserver : cantine pour Raphaël, lundi 23 novembre").click()
        reason = "Le père est hospitalisé depuis dimanche, la grand-mère vient mardi seulement. " * 4
        await page.get_by_label("Motif").fill(reason)
        office.clock.move_to(office.clock.now() + timedelta(hours=10, minutes=1))
        await page.get_by_role("button", name="Passer outre").click()
        await expect(page.get_by_text("n'est pas perdu")).to_be_visible()
        await page.get_by_label("Nom").fill("Agent counter")
        await page.get_by_label("Mot de passe").fill(PASSWORD)
        await page.get_by_role("button", name="Se connecter").click()
        await expect(page.get_by_label("Votre texte")).to_have_value(reason.strip() + " ")
        await page.get_by_role("button", name="Envoyer").click()
        await expect(page.get_by_role("status")).to_contain_text("Réservé")


@pytest.mark.parametrize("script", [True, False], ids=["with scripts", "without scripts"])
async def test_a_manager_closes_a_school_click_by_click_and_opens_it_again(
    chromium: Browser, address: str, script: bool
) -> None:
    async with window(chromium, PHONE, script=script) as page:
        await log_in(page, address, Role.MANAGER)
        await page.get_by_role("link", name="Fermetures").click()
        await page.get_by_label("École ou lieu").select_option("jean-moulin")
        await page.get_by_label("Pourquoi").fill("grève")
        await page.get_by_role("button", name="Voir ce que cela change").click()
        await expect(page.get_by_text("sans frais")).to_be_visible()
        await page.get_by_role("button", name="Fermer").click()
        await expect(page.get_by_role("status")).to_contain_text("Les familles sont prévenues")
        await expect(page.get_by_role("heading", name="où en sont les messages")).to_be_visible()
        await page.get_by_role("button", name="Rouvrir").click()
        await expect(page.get_by_role("status")).to_contain_text("Rouvert")


async def test_a_parent_is_answered_on_a_phone_without_scripts(chromium: Browser, address: str, office: Office) -> None:
    async with window(chromium, PHONE, script=False) as page:
        await log_in(page, address, Role.MESSENGER)
        await page.get_by_role("link", name="Messages").click()
        await page.get_by_role("link", name="cantine lundi pour Marcel").click()
        await page.get_by_role("button", name="Je m'en occupe").click()
        await page.get_by_label("Votre réponse").fill("Bonjour, nous vous appelons à 14 h.")
        await page.get_by_role("button", name="Envoyer la réponse").click()
        await expect(page.get_by_role("status")).to_contain_text("Votre réponse part")
    async with office.database.reading() as db:
        sent = await db.scalar(select(OutboxMessage.text).where(OutboxMessage.batch == "answer:2"))
    assert sent == "Bonjour, nous vous appelons à 14 h."


@pytest.mark.parametrize("script", [True, False], ids=["with scripts", "without scripts"])
async def test_a_roll_call_is_saved_from_the_playground(chromium: Browser, address: str, script: bool) -> None:
    async with window(chromium, PHONE, script=script) as page:
        await log_in(page, address, Role.READER)
        await page.goto(f"{address}/guichet/appel?service=cantine&site=jean-moulin")
        await page.get_by_role("radio", name="là").first.check()
        await page.get_by_role("button", name="Enregistrer l'appel").first.click()
        await expect(page.get_by_role("status")).to_contain_text("1 présent, 0 absent")
        await expect(page.get_by_role("radio", name="là").first).to_be_checked()


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
async def test_every_page_fits_its_window_and_axe_finds_nothing(
    chromium: Browser, address: str, office: Office, size: dict[str, int]
) -> None:
    family = await family_of(office, "Raphaël")
    async with window(chromium, size) as page:
        await page.goto(f"{address}/guichet/connexion")
        assert await faults_of(page) == []
        await log_in(page, address)
        for path in PAGES:
            await page.goto(address + path.replace("{family}", str(family)))
            assert await fits(page), path
            assert size is PHONE or await faults_of(page) == [], path  # the same page: axe looks once
        await page.goto(f"{address}/guichet/familles/{family}")
        await page.get_by_role("button", name="Réserver : cantine pour Raphaël, lundi 23 novembre").click()
        assert await fits(page)
        assert await faults_of(page) == []
