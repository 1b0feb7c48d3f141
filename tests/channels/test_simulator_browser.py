"""The phone simulator in a real browser: with its script, and without."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path

import pytest
from playwright.async_api import Browser, BrowserContext, Page, async_playwright, expect

from tests.channels.townhall import BENOIT, TownHall
from tests.fakes.server import serving

CHROMIUM = Path("/usr/bin/chromium")
SWITCHES = [
    "--no-sandbox",  # tests may run as root
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DESK, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 700}
AT_THE_END = "log => Math.abs(log.scrollTop) < 2 && log.scrollHeight > log.clientHeight"

expect.set_options(timeout=20_000)  # milliseconds; only a busy machine ever needs more than one second

# whoever has no Chromium can still run the suite; where a change is judged, nothing may be left out
pytestmark = pytest.mark.skipif(
    not CHROMIUM.exists() and "CI" not in os.environ, reason=f"no Chromium at {CHROMIUM} (Debian: apt install chromium)"
)


@pytest.fixture
async def chromium() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        yield browser
        await browser.close()


@pytest.fixture
async def address(townhall: TownHall) -> AsyncIterator[str]:
    async with serving(townhall.app) as address, townhall.at_work():
        yield f"{address}/demo"


@asynccontextmanager
async def visit(
    chromium: Browser, address: str, viewport: dict[str, int] = DESK, *, script: bool = True
) -> AsyncIterator[Page]:
    """The page in a window of that size; afterwards, nothing went wrong in it."""
    context = await window(chromium, viewport, script)
    page = await context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda line: wrong.append(line.text) if "Content Security Policy" in line.text else None)
    await page.goto(address)
    yield page
    await context.close()
    assert wrong == []


async def window(chromium: Browser, viewport: dict[str, int], script: bool) -> BrowserContext:
    return await chromium.new_context(
        viewport={"width": viewport["width"], "height": viewport["height"]},
        java_script_enabled=script,
        locale="fr-FR",
        timezone_id="Europe/Paris",
    )


async def write(page: Page, words: str) -> None:
    box = page.get_by_label("Votre message")
    await box.fill(words)
    await box.press("Enter")


async def test_what_is_typed_is_sent_and_answered_without_leaving_the_page(chromium: Browser, address: str) -> None:
    async with visit(chromium, address) as page:
        await page.evaluate("window.stayed = true")
        await write(page, "cantine lundi")
        await expect(page.locator(".mine p")).to_have_text("cantine lundi")
        await expect(page.locator(".theirs p")).to_have_text("Reçu : cantine lundi")
        await expect(page.get_by_label("Votre message")).to_have_value("")
        assert await page.evaluate("window.stayed")


async def test_a_suggestion_is_sent_by_a_press(chromium: Browser, address: str) -> None:
    async with visit(chromium, address) as page:
        await page.get_by_role("button", name="mes réservations").click()
        await expect(page.locator(".theirs p")).to_have_text("Reçu : mes réservations")


async def test_a_text_of_two_lines_can_be_written(chromium: Browser, address: str, townhall: TownHall) -> None:
    async with visit(chromium, address) as page:
        box = page.get_by_label("Votre message")
        await box.press_sequentially("bonjour")
        await box.press("Shift+Enter")
        await box.press_sequentially("cantine lundi")
        await box.press("Enter")
        await expect(page.locator(".mine p")).to_have_count(1)
    assert [kept.text.splitlines() for kept in await townhall.received()] == [["bonjour", "cantine lundi"]]


async def test_what_happens_elsewhere_appears_by_itself_and_what_is_being_typed_stays(
    chromium: Browser, address: str, townhall: TownHall
) -> None:
    async with visit(chromium, address) as page:
        await page.get_by_label("Votre message").fill("cantine ma")
        await townhall.say("L'école est fermée jeudi.")
        await townhall.reserve("Inès", "cantine", date(2026, 11, 30))
        await townhall.set_sessions("cantine", date(2026, 11, 24), booked=30)
        await expect(page.get_by_role("log")).to_contain_text("L'école est fermée jeudi.")
        await expect(page.locator("#agenda")).to_contain_text("cantine Inès")
        await expect(page.locator("#places .full").first).to_contain_text("complet")
        await expect(page.get_by_label("Votre message")).to_have_value("cantine ma")
        await expect(page.get_by_label("Votre message")).to_be_focused()


async def test_a_message_that_stays_is_not_written_anew(chromium: Browser, address: str) -> None:
    async with visit(chromium, address) as page:
        await write(page, "un")
        await expect(page.locator(".theirs p")).to_have_text("Reçu : un")
        await page.locator(".mine").evaluate("bubble => { bubble.seen = true }")
        await write(page, "deux")
        await expect(page.locator(".theirs p")).to_have_count(2)
        assert await page.locator(".mine").first.evaluate("bubble => bubble.seen"), "a reader would hear it twice"


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
async def test_a_long_conversation_shows_its_end(
    chromium: Browser, address: str, townhall: TownHall, script: bool
) -> None:
    for number in range(12):
        await townhall.say(f"message {number}")
    await townhall.settle()
    async with visit(chromium, address, PHONE, script=script) as page:
        await expect(page.get_by_text("message 11")).to_be_in_viewport()
        await expect(page.get_by_text("message 0")).not_to_be_in_viewport()


async def test_it_goes_to_the_end_with_each_text(chromium: Browser, address: str, townhall: TownHall) -> None:
    for number in range(12):
        await townhall.say(f"message {number}")
    await townhall.settle()
    async with visit(chromium, address, PHONE) as page:
        await page.get_by_role("log").evaluate("log => { log.scrollTop = -log.scrollHeight }")
        await write(page, "cantine lundi")
        await expect(page.get_by_text("Reçu : cantine lundi")).to_be_in_viewport()
        assert await page.get_by_role("log").evaluate(AT_THE_END)


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
async def test_a_refusal_is_said_under_the_conversation_and_the_text_stays(
    chromium: Browser, address: str, script: bool
) -> None:
    async with visit(chromium, address, script=script) as page:
        await page.get_by_label("Votre message").fill("é" * 1601)
        await page.get_by_role("button", name="Envoyer").click()
        await expect(page.locator(".phone").get_by_role("alert")).to_contain_text("un SMS en compte 1600 au plus")
        await expect(page.get_by_label("Votre message")).to_have_value("é" * 1601)
        await page.get_by_label("Votre message").fill("cantine lundi")
        await page.get_by_role("button", name="Envoyer").click()
        await expect(page.locator(".mine p")).to_have_text("cantine lundi")
        await expect(page.locator("#notice-text")).to_be_hidden()


async def test_the_clock_moves_and_its_field_goes_along(chromium: Browser, address: str) -> None:
    async with visit(chromium, address) as page:
        await page.get_by_role("button", name="Lendemain 8 h").click()
        await expect(page.locator("#now")).to_have_text("08:00 mardi 24 novembre 2026")
        await expect(page.get_by_label("Jour et heure")).to_have_value("2026-11-24T08:00")
        await page.get_by_label("Jour et heure").fill("2026-12-03T08:59")
        await page.get_by_label("Jour et heure").press("Enter")
        await expect(page.locator("#now")).to_have_text("08:59 jeudi 3 décembre 2026")


async def test_a_choice_of_parent_shows_that_parents_phone(chromium: Browser, address: str) -> None:
    async with visit(chromium, address) as page:
        await page.get_by_label("Vous êtes").select_option(label="Numéro inconnu · 06 39 98 99 99")
        await expect(page.get_by_role("heading", name="Aucun dossier")).to_be_visible()


async def test_a_server_that_is_gone_is_told_and_the_text_kept(chromium: Browser, address: str) -> None:
    async with visit(chromium, address) as page:
        await page.context.set_offline(True)
        await write(page, "cantine lundi")
        await expect(page.locator("#notice-text")).to_have_text("Pas de connexion : rien n'est parti. Réessayez.")
        await expect(page.get_by_label("Votre message")).to_have_value("cantine lundi")
        await page.context.set_offline(False)
        await page.get_by_label("Votre message").press("Enter")
        await expect(page.locator(".theirs p")).to_have_text("Reçu : cantine lundi")


async def test_all_of_it_works_without_script(chromium: Browser, address: str) -> None:
    async with visit(chromium, address, script=False) as page:
        await page.get_by_label("Vous êtes").select_option("+33639980001")
        await page.get_by_role("button", name="Choisir").click()
        await expect(page.locator("#family")).to_contain_text("Samuel")
        await page.get_by_label("Votre message").fill("bonjour")
        await page.get_by_role("button", name="Envoyer").click()
        await expect(page.locator(".mine p")).to_have_text("bonjour")
        await page.get_by_role("button", name="+ 1 h").click()
        await expect(page.locator("#now")).to_contain_text("10:00")
        await expect(page.locator("#family")).to_contain_text("Samuel")
        await page.get_by_role("button", name="aide").click()
        await expect(page.locator(".mine p")).to_have_text(["bonjour", "aide"])


@pytest.mark.parametrize("viewport", [DESK, {"width": 1024, "height": 768}, PHONE], ids=["desk", "tablet", "phone"])
async def test_nothing_runs_out_of_the_window(chromium: Browser, address: str, viewport: dict[str, int]) -> None:
    async with visit(chromium, f"{address}?phone=%2B{BENOIT[1:]}", viewport) as page:
        await write(page, "m" * 300)
        await expect(page.locator(".theirs p")).to_have_count(1)
        assert await page.evaluate("document.documentElement.scrollWidth") == viewport["width"]
        await expect(page.get_by_role("button", name="Envoyer")).to_be_in_viewport()


async def test_the_keyboard_reaches_everything_in_the_order_of_the_page(chromium: Browser, address: str) -> None:
    async with visit(chromium, address) as page:
        await page.get_by_label("Vous êtes").focus()
        reached = []
        for _ in range(7):
            await page.keyboard.press("Tab")
            reached.append(await page.evaluate("document.activeElement.ariaLabel ?? document.activeElement.value"))
        assert reached == ["Conversation", "cantine lundi", "annule lundi", "mes réservations", "aide", "", "Envoyer"]
