"""The pages in a real browser: with scripts and without, on a telephone and on a desk; light, and open to all.

axe-core is a package of its own here, run by the browser; nothing is fetched from anywhere.
"""

import asyncio
import os
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, BrowserContext, Page, Response, ViewportSize, async_playwright

from tests.bot.conftest import CLAIRE
from tests.channels.portal.browser import Browser as Parent
from tests.channels.portal.conftest import PortalTown
from tests.fakes.server import serving

CHROMIUM = Path("/usr/bin/chromium")
AT_MOST = 50_000  # bytes of a page in all
PHONE = ViewportSize(width=390, height=844)
DESK = ViewportSize(width=1280, height=900)
PAGES = ("/famille", "/famille?mois=2026-12", "/famille/historique?mois=2026-12", "/famille/preferences")

pytestmark = pytest.mark.skipif(
    not CHROMIUM.exists() and not os.environ.get("CI"), reason="needs Chromium, which CI has"
)


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """One kind of database is enough for what one looks at."""
    return sqlite_url


@pytest.fixture
async def chromium() -> AsyncIterator[Browser]:
    """A browser that asks nobody anything by itself."""
    arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=str(CHROMIUM), args=arguments)
        yield browser
        await browser.close()


@pytest.fixture
async def home(portal_town: PortalTown) -> AsyncIterator[str]:
    """The address of the town's pages."""
    async with serving(portal_town.app) as address:
        yield address


async def let_in(context: BrowserContext, home: str, town: PortalTown) -> Page:
    """Open the link as a parent does: the button is pressed."""
    page = await context.new_page()
    await page.goto(home + await Parent(town).link(CLAIRE))
    await page.get_by_role("button").click()
    await page.wait_for_url(f"{home}/famille")
    return page


async def responses_to(page: Page, address: str) -> list[Response]:
    """All that a browser is sent when it opens an address for the first time."""
    asked: list[Response] = []

    def note(response: Response) -> None:
        asked.append(response)

    page.on("response", note)
    await page.goto(address)
    return asked


@pytest.mark.parametrize("scripts", [pytest.param(False, id="without scripts"), pytest.param(True, id="with scripts")])
@pytest.mark.parametrize("size", [pytest.param(PHONE, id="on a telephone"), pytest.param(DESK, id="on a desk")])
async def test_a_parent_books_many_days_and_gives_one_back(
    chromium: Browser, home: str, portal_town: PortalTown, size: ViewportSize, scripts: bool
) -> None:
    context = await chromium.new_context(viewport=size, java_script_enabled=scripts, locale="fr-FR")
    page = await let_in(context, home, portal_town)
    await page.goto(f"{home}/famille?mois=2026-12")
    for day in ("mardi 1er décembre", "jeudi 3 décembre"):
        await page.get_by_role("group", name=day).get_by_role("group", name="Léo").get_by_label("cantine").check()
    await page.get_by_role("button", name="Enregistrer").click()
    assert "Réservé : cantine pour Léo, mardi 1er et jeudi 3 décembre" in await page.locator(".told").inner_text()
    await page.get_by_role("group", name="jeudi 3").get_by_role("group", name="Léo").get_by_label("cantine").uncheck()
    await page.get_by_role("button", name="Enregistrer").click()
    assert "Annulé : cantine pour Léo, jeudi 3 décembre" in await page.locator(".told").inner_text()
    width = await page.evaluate("document.documentElement.scrollWidth") if scripts else size["width"]
    assert width <= size["width"]
    await context.close()


async def test_every_page_is_light_and_asks_nobody_else(chromium: Browser, home: str, portal_town: PortalTown) -> None:
    for path in PAGES:
        context = await chromium.new_context(viewport=PHONE, java_script_enabled=False)
        page = await let_in(context, home, portal_town)
        await page.close()
        fresh = await context.new_page()
        asked = await responses_to(fresh, home + path)
        weights = await asyncio.gather(*(response.body() for response in asked))
        assert sum(map(len, weights)) < AT_MOST, path
        assert {response.url.startswith(home) for response in asked} == {True}
        assert "<script" not in await fresh.content()
        assert "style=" not in await fresh.content()
        await context.close()


@pytest.mark.parametrize("size", [pytest.param(PHONE, id="on a telephone"), pytest.param(DESK, id="on a desk")])
async def test_axe_finds_nothing(chromium: Browser, home: str, portal_town: PortalTown, size: ViewportSize) -> None:
    context = await chromium.new_context(viewport=size, bypass_csp=True)  # axe is a script, and none is let in
    page = await let_in(context, home, portal_town)
    parent = await Parent.let_in(portal_town, CLAIRE)
    await parent.tick("Léo", "cantine", date(2026, 12, 1))
    await parent.send("/famille/preferences/agenda", [("csrf", await parent.token())])
    for path in (*PAGES, "/famille/historique/1", "/famille/lien/x", "/famille/nulle-part"):
        await page.goto(home + path)
        results = await Axe().run(page)
        assert results.violations_count == 0, f"{path}: {results.generate_report()}"
    stranger = await (await chromium.new_context(viewport=size, bypass_csp=True)).new_page()
    await stranger.goto(f"{home}/famille")
    results = await Axe().run(stranger)
    assert results.violations_count == 0, results.generate_report()
    await context.close()
