"""Notices as the portal reads them: what was sent, and how far it came; never a draft, never a name."""

import pytest
from httpx import AsyncClient

from channels.notices.tables import Notice
from tests.bot.test_notices import BY_PHONE, TEXT, draft, sent, stopped
from tests.channels.portal.conftest import PortalTown


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """One kind of database: the queries are tried on both where notices are sent."""
    return sqlite_url


async def test_a_notice_is_read_with_counts_that_add_up(api: AsyncClient, portal_town: PortalTown) -> None:
    number = await sent(portal_town.database, BY_PHONE, portal_town.phones.clock.now())
    await portal_town.phones.app.postman.round()
    shown = (await api.get(f"/notices/{number}")).json()
    assert (shown["texts"], shown["people"], shown["audience"]["who"]) == ({"fr": TEXT}, 3, "families")
    assert sum(shown["counts"].values()) == shown["people"]
    assert shown["counts"]["sent"] == 3
    assert "Duval" not in str(shown)
    await stopped(portal_town.database, number, portal_town.phones.clock.now())
    assert (await api.get(f"/notices/{number}")).json()["stopped_at"]


async def test_a_list_comes_in_pieces_and_has_no_drafts(api: AsyncClient, portal_town: PortalTown) -> None:
    now = portal_town.phones.clock.now()
    first = await sent(portal_town.database, BY_PHONE, now)
    async with portal_town.database.writing() as db:
        unsent: Notice = draft(now)
        db.add(unsent)
    second = await sent(portal_town.database, BY_PHONE, now)
    piece = (await api.get("/notices", params={"limit": 1})).json()
    assert [each["id"] for each in piece["items"]] == [first]
    rest = (await api.get("/notices", params={"after": piece["next"]})).json()
    assert ([each["id"] for each in rest["items"]], rest["next"]) == ([second], None)
    assert (await api.get(f"/notices/{unsent.id}")).status_code == 404
