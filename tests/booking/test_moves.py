"""Another day in the stead of one: both, or neither."""

from datetime import date

import pytest

from booking.domain import Entry, Place, Reason, State
from booking.outcomes import Full, Moved, NothingToCancel, TooLate
from booking.town import Part
from tests.booking.places import World
from tests.conftest import At

MONDAY, TUESDAY = date(2026, 11, 30), date(2026, 12, 1)
WEDNESDAY = date(2026, 12, 2)


@pytest.fixture(autouse=True)
async def open_week(world: World) -> None:
    await world.open(MONDAY, date(2026, 12, 4))


async def test_the_new_day_is_booked_and_the_old_one_free(world: World, at: At) -> None:
    leo = await world.child()
    await world.book(Place(leo, "cantine", MONDAY), at("2026-11-23 09:00"))
    outcome = await world.move(Place(leo, "cantine", MONDAY), Place(leo, "cantine", TUESDAY), at("2026-11-24 09:00"))
    assert isinstance(outcome, Moved)
    assert (outcome.slot.day, outcome.from_day) == (TUESDAY, MONDAY)
    assert [(await world.session("cantine", day)).booked for day in (MONDAY, TUESDAY)] == [0, 1]
    assert [line.entry for line in await world.journal()] == [Entry.BOOKED, Entry.CANCELLED, Entry.BOOKED]


async def test_where_the_new_day_is_full_the_old_one_stays_and_one_refusal_is_kept(world: World, at: At) -> None:
    leo = await world.child()
    await world.set_places("cantine", TUESDAY, 0)
    await world.book(Place(leo, "cantine", MONDAY), at("2026-11-23 09:00"))
    outcome = await world.move(Place(leo, "cantine", MONDAY), Place(leo, "cantine", TUESDAY), at("2026-11-24 09:00"))
    assert isinstance(outcome, Full)
    assert await world.states([leo]) == [State.CONFIRMED]
    lines = await world.journal()
    assert [(line.entry, line.reason, line.date) for line in lines[1:]] == [(Entry.REFUSED, Reason.FULL, TUESDAY)]


async def test_where_the_old_day_cannot_be_cancelled_any_more_nothing_moves(world: World, at: At) -> None:
    leo = await world.child()
    await world.book(Place(leo, "cantine", MONDAY), at("2026-11-23 09:00"))
    outcome = await world.move(Place(leo, "cantine", MONDAY), Place(leo, "cantine", TUESDAY), at("2026-11-27 10:00"))
    assert isinstance(outcome, TooLate)
    assert [(await world.session("cantine", day)).booked for day in (MONDAY, TUESDAY)] == [1, 0]


async def test_nothing_to_move_is_said(world: World, at: At) -> None:
    leo = await world.child()
    outcome = await world.move(Place(leo, "cantine", MONDAY), Place(leo, "cantine", TUESDAY), at("2026-11-24 09:00"))
    assert isinstance(outcome, NothingToCancel)


async def test_a_half_day_moves_within_its_day(world: World, at: At) -> None:
    leo = await world.child(services=("centre",))
    morning, afternoon = (Place(leo, "centre", WEDNESDAY, part) for part in (Part.MORNING, Part.AFTERNOON))
    await world.book(morning, at("2026-11-23 09:00"))
    assert isinstance(await world.move(morning, afternoon, at("2026-11-24 09:00")), Moved)
    parts = [await world.session("centre", WEDNESDAY, part) for part in (Part.MORNING, Part.AFTERNOON)]
    assert [session.booked for session in parts] == [0, 1]


async def test_the_place_left_goes_to_who_waits_for_it(world: World, at: At) -> None:
    leo, emma = await world.child("Léo"), await world.child("Emma")
    await world.set_places("cantine", MONDAY, 1)
    await world.book(Place(leo, "cantine", MONDAY), at("2026-11-23 09:00"))
    await world.wait(Place(emma, "cantine", MONDAY), at("2026-11-23 10:00"))
    await world.move(Place(leo, "cantine", MONDAY), Place(leo, "cantine", TUESDAY), at("2026-11-24 09:00"))
    assert (await world.states([emma]))[0] in (State.CONFIRMED, State.OFFERED)
