"""A town tries everything before it pays: `serve` with the provider on trial, and no other setting of a provider."""

import asyncio
import re
from pathlib import Path

import httpx

from tests.processes import CLOCK, PROGRAM, environment, free_port, prepared, run

CAMILLE = "0639980009"  # mother of Raphaël and Victor


FAILS_NOW, FAILS_FOR_GOOD = "0639989902", "0639989903"


async def test_a_text_on_the_page_is_answered_and_numbers_fail_as_the_readme_says(
    sqlite_url: str, tmp_path: Path
) -> None:
    await prepared(tmp_path, sqlite_url)
    port = free_port()
    process = await asyncio.create_subprocess_exec(
        PROGRAM, "serve", "--port", str(port), cwd=tmp_path, stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env=environment(tmp_path, database_url=sqlite_url, clock=CLOCK, provider="essai"),
    )  # fmt: skip
    try:
        page = await address_of_page(process)
        async with asyncio.timeout(30), httpx.AsyncClient(trust_env=False, follow_redirects=True) as browser:
            await until_it_listens(browser, page)
            for number in (FAILS_FOR_GOOD, FAILS_NOW, CAMILLE):
                form = {"de": number, "canal": "sms", "texte": "cantine lundi pour Victor"}
                shown = await browser.post(page, data=form)
            while rows(shown.text).count("remis") < 2:
                shown = await browser.get(page)
    finally:
        process.terminate()
        await process.communicate()
    assert "Réservé : cantine pour Victor, lundi 30 novembre." in shown.text
    outbox = await run("outbox", folder=tmp_path, settings={"database_url": sqlite_url, "clock": CLOCK})
    assert "Rien n'attend." in outbox.out
    assert "ce numéro n'existe pas" in outbox.out


async def test_a_worker_beside_it_is_refused(tmp_path: Path) -> None:
    for command in (["worker"], ["serve", "--no-worker", "--port", "0"]):
        refused = await run(*command, folder=tmp_path, settings={"provider": "essai"})
        assert (refused.status, "ALLO_PROVIDER" in refused.err) == (2, True)


async def address_of_page(process: asyncio.subprocess.Process) -> str:
    """What a start says on the terminal."""
    assert process.stdout is not None
    async with asyncio.timeout(30):
        async for line in process.stdout:
            if found := re.search(r"http://\S+/essai/\S+", line.decode()):
                return found[0]
    raise AssertionError("no address was said")


async def until_it_listens(browser: httpx.AsyncClient, page: str) -> None:
    while True:
        try:
            await browser.get(page)
        except httpx.TransportError:
            await asyncio.sleep(0.05)
        else:
            return


def rows(page: str) -> str:
    """The messages on the page, without the table of numbers."""
    return page.partition("<h2>Messages</h2>")[2].partition("<h2>")[0]
