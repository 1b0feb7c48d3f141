"""A real browser for tests of pages, without its sandbox as tests may run as root."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.resources import files
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, async_playwright, expect

CHROMIUM = Path("/usr/bin/chromium")
SWITCHES = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DESK, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}
AXE = files("axe_playwright_python") / "axe.min.js"  # axe-core of Deque, as that package carries it

expect.set_options(timeout=20_000)  # milliseconds; only a busy machine ever needs more than one second

# whoever has no Chromium can still run the suite; where a change is judged, nothing may be left out
needs_chromium = pytest.mark.skipif(
    not CHROMIUM.exists() and "CI" not in os.environ, reason=f"no Chromium at {CHROMIUM} (Debian: apt install chromium)"
)


@asynccontextmanager
async def chromium_open() -> AsyncIterator[Browser]:
    """A browser, closed afterwards."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        yield browser
        await browser.close()


@asynccontextmanager
async def window(browser: Browser, size: dict[str, int] = DESK, *, script: bool = True) -> AsyncIterator[Page]:
    """A page in a window of that size; afterwards, nothing went wrong in it.

    The policy of our pages lets no script in but our files: the browser lifts it for axe alone, see `faults_of`.
    """
    context = await browser.new_context(
        viewport={"width": size["width"], "height": size["height"]},
        java_script_enabled=script,
        locale="fr-FR",
        timezone_id="Europe/Paris",
    )
    page = await context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda line: wrong.append(line.text) if "Content Security Policy" in line.text else None)
    yield page
    await context.close()
    assert wrong == []


async def faults_of(page: Page) -> list[str]:
    """What axe-core finds on the page as it stands: each rule that is broken, and where."""
    await page.evaluate(AXE.read_text("utf-8"))
    found = await page.evaluate("async () => (await axe.run()).violations")
    return [f"{each['id']}: {node['html'][:120]}" for each in found for node in each["nodes"]]


async def fits(page: Page) -> bool:
    """Whether nothing of the page lies beside the window."""
    wide: bool = await page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    return wide
