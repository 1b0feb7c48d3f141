"""Places as staff change them: nobody who is booked loses theirs."""

from datetime import date

import pytest

from booking.domain import Entry, Place, State
from booking.errors import BookingError, DateOutsideYear, UnknownService, UnknownSession, UnknownSite
from booking.outcomes import Full
from tests.booking.places import World
from tests.conftest import At

MONDAY = date(2026, 11, 30)
NOW = "2026-11-23 09:00"


@pytest.fixture(autouse=True)
async def open_monday(world: World) -> None:
    await world.open(MONDAY, MONDAY)


async def test_lowered_below_what_is_booked_it_keeps_the_children_and_says_how_many_are_over(
    world: World, at: At
) -> None:
    children = [await world.child(f"Enfant {number}") for number in range(3)]
    for child in children:
        await world.book(Place(child, "cantine", MONDAY), at(NOW))
    changed = await world.capacity("cantine", MONDAY, 1, at(NOW))
    assert (changed.before, changed.after, changed.over) == (30, 1, 2)
    assert await world.states(children) == [State.CONFIRMED] * 3
    assert (await world.journal())[-1].details == {"before": "30", "after": "1"}


async def test_no_place_is_free_until_there_are_fewer_than_places(world: World, at: At) -> None:
    children = [await world.child(f"Enfant {number}") for number in range(4)]
    for child in children[:3]:
        await world.book(Place(child, "cantine", MONDAY), at(NOW))
    await world.capacity("cantine", MONDAY, 2, at(NOW))
    await world.wait(Place(children[3], "cantine", MONDAY), at(NOW))
    await world.cancel(Place(children[0], "cantine", MONDAY), at(NOW))
    assert await world.states(children) == [State.CANCELLED, State.CONFIRMED, State.CONFIRMED, State.WAITING]
    refused = await world.book(Place(children[0], "cantine", MONDAY), at(NOW))
    assert isinstance(refused, Full)


@pytest.mark.parametrize(
    ("service", "site", "day", "error"),
    [
        pytest.param("piscine", "jean-moulin", MONDAY, UnknownService, id="an unknown service"),
        pytest.param("cantine", "atlantis", MONDAY, UnknownSite, id="an unknown site"),
        pytest.param("cantine", "jean-moulin", date(2029, 1, 8), DateOutsideYear, id="a date outside the year"),
        pytest.param("cantine", "jean-moulin", date(2026, 12, 2), UnknownSession, id="a day without the service"),
    ],
)
async def test_what_does_not_exist_is_an_error_that_names_it(
    world: World, at: At, service: str, site: str, day: date, error: type[BookingError]
) -> None:
    with pytest.raises(error, match=f"{service}|{site}|{day}"):
        await world.capacity(service, day, 3, at(NOW), site=site)
    assert Entry.CAPACITY not in [line.entry for line in await world.journal()]
