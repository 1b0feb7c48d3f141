"""The calendar at a secret address, as a calendar program reads it."""

import re
from datetime import date

import pytest
from icalendar import Calendar
from sqlalchemy import select

from channels.portal.tables import CalendarFeed
from tests.bot.conftest import CLAIRE
from tests.channels.portal.browser import Browser
from tests.channels.portal.conftest import PortalTown

TUESDAY = date(2026, 12, 1)


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """One kind of database: what differs between the two is tried through the API."""
    return sqlite_url


async def renewed(browser: Browser) -> str:
    """A new address of the calendar."""
    await browser.send("/famille/preferences/agenda", [("csrf", await browser.token())])
    page = (await browser.http.get("/famille/preferences")).text
    found = re.search(r'value="http://town(/famille/agenda/[^"]+)"', page)
    assert found is not None
    return found.group(1)


async def test_what_is_booked_is_in_the_calendar_at_its_hours(portal_town: PortalTown) -> None:
    claire, stranger = await Browser.let_in(portal_town, CLAIRE), Browser(portal_town)
    address = await renewed(claire)
    await claire.tick("Léo", "cantine", TUESDAY)
    answer = await stranger.http.get(address)
    assert answer.headers["Content-Type"].startswith("text/calendar")
    [event] = Calendar.from_ical(answer.text).walk("VEVENT")
    assert str(event["summary"]) == "Léo : cantine"
    assert event.decoded("dtstart").isoformat() == "2026-12-01T11:45:00+01:00"
    assert (str(event["location"]), str(event["status"])) == ("école Jean-Moulin", "CONFIRMED")


async def test_a_renewed_address_leaves_the_old_one_to_nobody(portal_town: PortalTown) -> None:
    claire = await Browser.let_in(portal_town, CLAIRE)
    old = await renewed(claire)
    new = await renewed(claire)
    gone, guessed = await claire.http.get(old), await claire.http.get("/famille/agenda/guessed.ics")
    assert new != old
    assert (gone.status_code, gone.content) == (404, guessed.content)
    assert (await claire.http.get(new)).status_code == 200


async def test_the_address_is_not_in_the_database(portal_town: PortalTown) -> None:
    claire = await Browser.let_in(portal_town, CLAIRE)
    secret = (await renewed(claire)).removeprefix("/famille/agenda/").removesuffix(".ics")
    async with portal_town.database.reading() as db:
        feed = (await db.scalars(select(CalendarFeed))).one()
    assert secret not in repr(vars(feed))
