"""What one parent does on a page, or the portal for them, the other parent hears of; they themselves do not."""

from datetime import date

from httpx import AsyncClient

from bot.jobs import Worker
from tests.bot.conftest import CLAIRE, KARIM
from tests.channels.portal.browser import Browser
from tests.channels.portal.conftest import PortalTown
from tests.channels.portal.portal_client import Portal

MONDAY = date(2026, 11, 30)


async def told(town: PortalTown, phone: str) -> list[str]:
    """What was said unasked to a phone that talks to the simulator."""
    await Worker(town.phones.app).tell()
    return [message.text for message in await town.phones.phone(phone).heard()]


async def test_what_the_portal_books_for_one_parent_is_told_to_the_other(
    api: AsyncClient, portal_town: PortalTown
) -> None:
    await portal_town.phones.phone(CLAIRE).says("aide")
    await portal_town.phones.phone(KARIM).says("aide")
    portal = Portal(api)
    await portal.enter(CLAIRE)
    booked = await portal.book("Léo", "cantine", MONDAY)
    assert (await told(portal_town, KARIM))[-1] == ("Claire Moreau a réservé : cantine pour Léo, lundi 30 novembre.")
    assert len(await told(portal_town, CLAIRE)) == 1
    await portal.cancel(booked.reservations[0])
    assert (await told(portal_town, KARIM))[-1] == "Claire Moreau a annulé : cantine pour Léo, lundi 30 novembre."
    assert len(await told(portal_town, KARIM)) == 3


async def test_what_is_saved_on_a_page_is_told_to_the_other(portal_town: PortalTown) -> None:
    await portal_town.phones.phone(KARIM).says("aide")
    browser = await Browser.let_in(portal_town, CLAIRE)
    await browser.tick("Léo", "cantine", MONDAY)
    assert (await told(portal_town, KARIM))[-1] == ("Claire Moreau a réservé : cantine pour Léo, lundi 30 novembre.")
