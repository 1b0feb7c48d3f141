"""Reminders: the bot speaks first, once, at the right moment, only to those for whom it matters, and OUI is enough."""

import pytest

from booking.database import Database
from booking.town import Town
from tests.bot.conftest import CLAIRE, KARIM
from tests.bot.reminding import EVE_AT_SIX, Reminded, reminded_in, reminding
from tests.conftest import At

MONDAYS = ("2026-11-02", "2026-11-09", "2026-11-16", "2026-11-23")


@pytest.fixture
async def canteen(database: Database, town: Town, at: At) -> Reminded:
    """A town that reminds of the canteen only, the eve at 18 h; Leo and Emma usually come on Mondays."""
    reminded = await reminded_in(reminding(town, cantine=EVE_AT_SIX), database, at)
    await reminded.came(CLAIRE, "Léo", *MONDAYS)
    await reminded.came(CLAIRE, "Emma", *MONDAYS)
    return reminded


async def test_the_eve_of_the_deadline_names_all_children_who_usually_come(canteen: Reminded) -> None:
    assert await canteen.hears(CLAIRE, "2026-11-26 17:59") == []
    (text,) = await canteen.hears(CLAIRE, "2026-11-26 18:00")
    assert text == (
        "Rien de réservé : cantine pour Léo et Emma, lundi 30 novembre. "
        "Possible avant vendredi 27 novembre, 9 h, ensuite +50 %. Réserver ?\nOUI / NON"
    )
    claire = canteen.phone(CLAIRE)
    assert (await claire.says("oui")).startswith("Réservé : cantine pour Léo et Emma, lundi 30 novembre.")
    assert await canteen.arrived(KARIM) != []
