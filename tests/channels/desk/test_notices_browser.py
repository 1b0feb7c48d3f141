"""Notices in a real browser: written, looked at, sent, watched until all have it; another one stopped."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from playwright.async_api import Browser, Page, expect
from sqlalchemy import select

from booking.tables import Guardian
from bot.app import build
from channels.desk.roles import Role
from channels.simulator import SimulatorTransport
from channels.tables import OutboxMessage, Sending
from tests.browsers import DESK, PHONE, chromium_open, faults_of, fits, needs_chromium, window
from tests.channels.desk.office import PASSWORD, Office
from tests.fakes.server import serving

pytestmark = needs_chromium
FRENCH = "Grève mardi 24 novembre à l'école Jean-Moulin : pas de cantine, la garderie est assurée."
ENGLISH = "Strike on Tuesday 24 November at Jean-Moulin: no school lunch 🥪, after-school care is open."


@pytest.fixture
async def chromium() -> AsyncIterator[Browser]:
    async with chromium_open() as browser:
        yield browser


@pytest.fixture
async def address(office: Office) -> AsyncIterator[str]:
    """The desk, a messenger and a manager; a parent who reads English, and one without a telephone."""
    for role in (Role.MESSENGER, Role.MANAGER):
        await office.hire(f"Agent {role}", role)
    async with office.database.writing() as db:
        first, second, *_ = await db.scalars(select(Guardian).order_by(Guardian.id))
        first.language, second.phone = "en", None
    async with serving(office.app) as address:
        yield address


@asynccontextmanager
async def postman_at_work(office: Office) -> AsyncIterator[None]:
    """Messages leave, and a little later all of them have arrived."""
    postman = build(office.town, office.database, office.clock, [SimulatorTransport()]).postman

    async def work() -> None:
        while True:
            await postman.round()
            async with office.database.writing() as db:
                for message in await db.scalars(select(OutboxMessage).where(OutboxMessage.state == Sending.SENT)):
                    message.state = Sending.DELIVERED
            await asyncio.sleep(0.05)

    working = asyncio.create_task(work())
    try:
        yield
    finally:
        working.cancel()


async def log_in(page: Page, address: str, role: Role = Role.MESSENGER) -> None:
    await page.goto(f"{address}/guichet/avis")
    await page.get_by_label("Nom").fill(f"Agent {role}")
    await page.get_by_label("Mot de passe").fill(PASSWORD)
    await page.get_by_role("button", name="Se connecter").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Avis")


async def is_in_order(page: Page) -> None:
    """The page fits its window and axe finds nothing in it."""
    assert await fits(page)
    assert await faults_of(page) == []


async def write(page: Page, *, scripts: bool = True) -> None:
    """Write a notice in two languages, as far as the page on which it is sent."""
    await page.get_by_role("link", name="Écrire un avis").click()
    if scripts:
        await is_in_order(page)
    await page.get_by_label("En français").fill(FRENCH)
    await page.get_by_label("En anglais").fill(ENGLISH)
    await page.get_by_label("École ou lieu").select_option("école Jean-Moulin")
    await page.get_by_role("button", name="Voir avant d'envoyer").click()
    await expect(page.get_by_text("rien n'est parti")).to_be_visible()
    await expect(page.get_by_text("Familles : école Jean-Moulin")).to_be_visible()
    await expect(page.get_by_text(ENGLISH)).to_be_visible()
    if scripts:
        await is_in_order(page)


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
async def test_a_notice_is_written_sent_and_watched_until_all_have_it(
    chromium: Browser, address: str, office: Office, size: dict[str, int]
) -> None:
    async with window(chromium, size) as page:
        await log_in(page, address)
        await write(page)
        await page.get_by_role("button", name="Envoyer à").click()
        await expect(page.get_by_role("status")).to_contain_text("L'avis part maintenant")
        await expect(page.get_by_role("button", name="Arrêter l'envoi")).to_be_visible()
        await is_in_order(page)
        async with postman_at_work(office):
            await expect(page.get_by_text("terminé")).to_be_visible()  # nobody reloads: the page asks by itself
            await expect(page.get_by_role("row", name="reçu")).not_to_contain_text("0 0 %")
            await expect(page.get_by_role("button", name="Arrêter l'envoi")).to_have_count(0)
        await expect(page.locator("#state-now b", has_text="100 %")).to_be_visible()
        await is_in_order(page)
        await page.goto(f"{address}/guichet/avis")
        await is_in_order(page)


async def test_another_one_is_stopped_and_the_list_to_telephone_is_there(chromium: Browser, address: str) -> None:
    async with window(chromium) as page:
        await log_in(page, address, Role.MANAGER)
        await write(page)
        await page.get_by_role("button", name="Envoyer à").click()
        await page.get_by_role("button", name="Arrêter l'envoi").click()
        await expect(page.get_by_role("status")).to_contain_text("ne le recevront pas")
        await expect(page.get_by_text("Arrêté par Agent manager")).to_be_visible()
        await page.get_by_role("link", name="arrêté avant de partir").click()
        await expect(page.get_by_role("heading", name="Arrêté avant de partir")).to_be_visible()
        await is_in_order(page)


async def test_all_of_it_works_without_scripts(chromium: Browser, address: str, office: Office) -> None:
    async with window(chromium, script=False) as page:
        await log_in(page, address)
        await write(page, scripts=False)
        await page.get_by_role("link", name="Modifier").click()
        await expect(page.get_by_label("En anglais")).to_have_value(ENGLISH)
        await page.get_by_role("button", name="Voir avant d'envoyer").click()
        await page.get_by_role("button", name="Envoyer à").click()
        await expect(page.get_by_role("status")).to_contain_text("L'avis part maintenant")
        async with postman_at_work(office), asyncio.timeout(30):
            while await page.get_by_text("terminé").count() == 0:
                await page.get_by_role("link", name="Actualiser").click()
        await expect(page.locator("#state-now b", has_text="100 %")).to_be_visible()
