"""Which child has which diet is a scope of its own: a key that reads families does not see it."""

from datetime import date, timedelta

import pytest
from sqlalchemy import update

from booking.tables import Child
from channels.portal.keys import Scope
from tests.bot.conftest import CLAIRE
from tests.channels.portal.conftest import PortalTown
from tests.channels.portal.portal_client import Portal
from tests.channels.portal.test_authorisation import OPERATIONS, call

DIET, MONDAY = "sans arachide", date(2026, 11, 30)


@pytest.mark.parametrize(
    ("scopes", "seen"),
    [
        pytest.param((Scope.FAMILIES,), None, id="a key that may read families"),
        pytest.param((Scope.FAMILIES, Scope.DIETS), DIET, id="a key that may see diets too"),
    ],
)
async def test_the_api_shows_a_diet_to_a_key_of_that_scope(
    portal_town: PortalTown, scopes: tuple[Scope, ...], seen: str | None
) -> None:
    child = await portal_town.number_of("Léo")
    async with portal_town.database.writing() as db:
        await db.execute(update(Child).where(Child.id == child).values(diet=DIET))
    async with portal_town.client(await portal_town.key(scopes=scopes)) as client:
        families = (await client.get("/families/1/children")).json()["items"]
    assert {one["id"]: one["diet"] for one in families}[child] == seen


async def test_no_other_address_shows_a_diet_but_that_of_the_numbers_for_the_kitchens(portal_town: PortalTown) -> None:
    child = await portal_town.number_of("Léo")
    async with portal_town.database.writing() as db:
        await db.execute(update(Child).where(Child.id == child).values(diet=DIET))
    scopes = [scope for scope in Scope if scope is not Scope.DIETS]
    async with portal_town.client(await portal_town.key(scopes=scopes)) as client:
        claire = Portal(client)
        await claire.enter(CLAIRE)
        [reservation] = (await claire.book("Léo", "cantine", MONDAY)).reservations
        standing = await claire.every([4], "Léo", "cantine", MONDAY, MONDAY + timedelta(days=14))
        numbers = {"family": claire.family, "child": child, "reservation": reservation, "standing": standing}
        reading = [path for method, path in OPERATIONS if method == "GET"]
        shown = {path for path in reading if DIET in (await call(client, "GET", path, **numbers))[1].decode()}
    assert shown == {"/head-counts"}
