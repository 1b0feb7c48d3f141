"""A form has one effect, also when it is sent twice at the same instant, on either database."""

import asyncio
from datetime import date

from booking.database import Database
from booking.domain import State
from booking.town import Town
from channels.desk.roles import Role
from tests.booking.places import World
from tests.channels.desk.office import Office
from tests.conftest import At

MONDAY = date(2026, 11, 30)


async def test_a_double_click_books_once_and_both_lead_to_the_same_page(database: Database, town: Town, at: At) -> None:
    world, office = World(database, town), Office(database, town, at("2026-11-23 09:00"))
    await world.open(MONDAY, MONDAY)
    child = await world.child("Léo")
    async with office.clerk(Role.COUNTER) as clerk:
        page = await clerk.open(f"/guichet/familles/1?semaine={MONDAY}")
        form, (name, value) = page.form_with("Réserver : cantine pour Léo, lundi 30 novembre")
        fields = dict([*form.fields, (name, value)])
        origin = {"Origin": "http://mairie.test"}
        answers = await asyncio.gather(*(clerk.client.post(form.action, data=fields, headers=origin) for _ in range(4)))
    assert len({answer.headers["location"] for answer in answers}) == 1
    assert len(await world.reservations(child, State.CONFIRMED)) == 1
    assert (await world.session("cantine", MONDAY)).booked == 1
