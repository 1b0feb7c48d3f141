"""Which child has which diet is a scope of its own: a key that reads families does not see it."""

import pytest
from sqlalchemy import update

from booking.tables import Child
from channels.portal.keys import Scope
from tests.channels.portal.conftest import PortalTown

DIET = "sans arachide"


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
