"""Who comes: counted from the confirmed reservations, with diets, by site and class."""

from datetime import date

import pytest

from booking.domain import Place
from booking.errors import BookingError, DateOutsideYear, UnknownService, UnknownSite
from booking.head_counts import HeadCount, head_counts
from booking.town import Part
from tests.booking.places import World
from tests.conftest import At

MONDAY, WEDNESDAY = date(2026, 11, 30), date(2026, 12, 2)
NOW = "2026-11-23 09:00"


@pytest.fixture(autouse=True)
async def open_week(world: World) -> None:
    await world.open(MONDAY, date(2026, 12, 4))


async def test_children_are_counted_by_class_and_diet(world: World, at: At) -> None:
    for class_name, diet in (("CP", None), ("CP", "sans porc"), ("CP", "sans porc"), ("CE1", None)):
        child = await world.child(class_name=class_name, diet=diet)
        await world.book(Place(child, "cantine", MONDAY), at(NOW))
    async with world.database.reading() as db:
        counts = await head_counts(db, world.town, MONDAY, service="cantine", site="jean-moulin")
    assert {(count.class_name, count.diet, count.children) for count in counts} == {
        ("CP", None, 1),
        ("CP", "sans porc", 2),
        ("CE1", None, 1),
    }


async def test_who_waits_or_gave_back_is_not_counted(world: World, at: At) -> None:
    await world.set_places("cantine", MONDAY, 1)
    leo, emma = await world.child("Léo"), await world.child("Emma")
    await world.book(Place(leo, "cantine", MONDAY), at(NOW))
    await world.wait(Place(emma, "cantine", MONDAY), at(NOW))
    async with world.database.reading() as db:
        assert sum(count.children for count in await head_counts(db, world.town, MONDAY)) == 1
    await world.cancel(Place(emma, "cantine", MONDAY), at(NOW))
    await world.cancel(Place(leo, "cantine", MONDAY), at(NOW))
    async with world.database.reading() as db:
        assert await head_counts(db, world.town, MONDAY) == []


async def test_meals_that_are_a_choice_are_counted_apart(world: World, at: At) -> None:
    for meal in (True, False):
        child = await world.child(services=("centre",))
        await world.book(Place(child, "centre", WEDNESDAY, Part.MORNING, meal=meal), at(NOW))
    async with world.database.reading() as db:
        counts = await head_counts(db, world.town, WEDNESDAY, service="centre")
    assert {(count.part, count.meal, count.children) for count in counts} == {
        (Part.MORNING, True, 1),
        (Part.MORNING, False, 1),
    }
    assert all(isinstance(count, HeadCount) for count in counts)


@pytest.mark.parametrize(
    ("day", "service", "site", "error"),
    [
        pytest.param(date(2029, 1, 8), None, None, DateOutsideYear, id="a date outside the year"),
        pytest.param(MONDAY, "piscine", None, UnknownService, id="an unknown service"),
        pytest.param(MONDAY, None, "atlantis", UnknownSite, id="an unknown site"),
    ],
)
async def test_what_does_not_exist_is_an_error(
    world: World, day: date, service: str | None, site: str | None, error: type[BookingError]
) -> None:
    with pytest.raises(error):
        async with world.database.reading() as db:
            await head_counts(db, world.town, day, service=service, site=site)
