"""Who comes at the same instant, over connections of their own."""

import asyncio
from collections import Counter
from dataclasses import replace
from datetime import date

import pytest

from booking.closures import Closing
from booking.domain import Place, State
from booking.outcomes import Booked, Cancelled, Outcome, Waiting
from booking.rules.offers import WaitingRules
from booking.rules.priority import Criterion
from tests.booking.places import World
from tests.conftest import At

MONDAY, TUESDAY = date(2026, 11, 30), date(2026, 12, 1)
NOW = "2026-11-23 09:00"


@pytest.fixture(autouse=True)
async def open_week(world: World) -> None:
    world.change("cantine", lambda s: replace(s, waiting=WaitingRules((Criterion.ARRIVAL,), None)))
    await world.open(MONDAY, date(2026, 12, 4))


def kinds(outcomes: list[Outcome]) -> Counter[type[Outcome]]:
    return Counter(type(outcome) for outcome in outcomes)


async def test_those_who_come_too_late_for_ten_places_wait_at_ranks_without_a_gap(world: World, at: At) -> None:
    await world.set_places("cantine", MONDAY, 10)
    places = [Place(await world.child(f"Enfant {number}"), "cantine", MONDAY) for number in range(16)]
    outcomes = await asyncio.gather(*(world.wait(place, at(NOW)) for place in places))
    assert kinds(outcomes) == {Booked: 10, Waiting: 6}
    assert sorted(outcome.rank for outcome in outcomes if isinstance(outcome, Waiting)) == [1, 2, 3, 4, 5, 6]


async def test_joining_the_list_and_freeing_a_place_never_cross(world: World, at: At) -> None:
    await world.set_places("cantine", MONDAY, 4)
    inside = [Place(await world.child(f"Dedans {number}"), "cantine", MONDAY) for number in range(4)]
    outside = [Place(await world.child(f"Dehors {number}"), "cantine", MONDAY) for number in range(4)]
    for place in inside:
        await world.book(place, at("2026-11-23 08:00"))
    leaving = (world.cancel(place, at(NOW)) for place in inside)
    joining = (world.wait(place, at(NOW)) for place in outside)
    outcomes = await asyncio.gather(*(each for pair in zip(leaving, joining, strict=True) for each in pair))
    assert kinds(outcomes)[Cancelled] == 4
    assert await world.states([place.child_id for place in outside]) == [State.CONFIRMED] * 4
    assert (await world.session("cantine", MONDAY)).booked == 4


async def test_two_moves_in_opposite_directions_both_come_to_an_end(world: World, at: At) -> None:
    leo, emma = await world.child("Léo"), await world.child("Emma")
    for child, day in ((leo, MONDAY), (emma, TUESDAY)):
        await world.book(Place(child, "cantine", day), at(NOW))
    there, back = Place(leo, "cantine", MONDAY), Place(leo, "cantine", TUESDAY)
    await asyncio.gather(
        world.move(there, back, at("2026-11-24 09:00")),
        world.move(replace(back, child_id=emma), replace(there, child_id=emma), at("2026-11-24 09:00")),
    )
    assert [(await world.session("cantine", day)).booked for day in (MONDAY, TUESDAY)] == [1, 1]


async def test_nobody_slips_in_while_staff_close(world: World, at: At) -> None:
    places = [Place(await world.child(f"Enfant {number}", class_name="CE2"), "cantine", MONDAY) for number in range(8)]
    trip = Closing(MONDAY, MONDAY, "sortie", services=frozenset({"cantine"}), classes=frozenset({"CE2"}))
    await asyncio.gather(
        *(world.book(place, at(NOW)) for place in places[:4]),
        world.close(trip, at(NOW)),
        *(world.book(place, at(NOW)) for place in places[4:]),
    )
    assert (await world.session("cantine", MONDAY)).booked == 0
    for place in places:
        assert await world.reservations(place.child_id, State.CONFIRMED) == []


async def test_a_place_given_back_five_times_at_once_is_free_once(world: World, at: At) -> None:
    place = Place(await world.child(), "cantine", MONDAY)
    await world.book(place, at(NOW))
    outcomes = await asyncio.gather(*(world.cancel(place, at("2026-11-24 09:00")) for _ in range(5)))
    assert kinds(outcomes)[Cancelled] == 1
    assert (await world.session("cantine", MONDAY)).booked == 0
