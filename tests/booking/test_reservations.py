"""Book and cancel: what is asked, what comes of it, what the journal keeps."""

import asyncio
from datetime import date

import pytest

from booking.closures import Closing
from booking.domain import Entry, Place, Reason
from booking.errors import UnknownChild
from booking.outcomes import (
    AlreadyBooked,
    Booked,
    Cancelled,
    Closed,
    FileIncomplete,
    Full,
    NoSession,
    NotEnrolled,
    NothingToCancel,
    TooLate,
)
from booking.town import Part
from tests.booking.places import World
from tests.conftest import At

MONDAY = date(2026, 11, 30)
WEDNESDAY = date(2026, 12, 2)


@pytest.fixture(autouse=True)
async def open_week(world: World) -> None:
    await world.open(MONDAY, date(2026, 12, 4))


async def test_a_booking_takes_one_place_and_leaves_one_line(world: World, at: At) -> None:
    leo = await world.child("Léo")
    outcome = await world.book(Place(leo, "cantine", MONDAY), at("2026-11-23 09:00"))
    assert isinstance(outcome, Booked)
    assert (outcome.slot.child, outcome.slot.day) == ("Léo", MONDAY)
    assert outcome.cancel_until == at("2026-11-27 09:00")
    assert (await world.session("cantine", MONDAY)).booked == 1
    assert [(line.entry, line.reason) for line in await world.journal()] == [(Entry.BOOKED, None)]


async def test_booking_twice_is_told_and_takes_no_second_place(world: World, at: At) -> None:
    place = Place(await world.child(), "cantine", MONDAY)
    first = await world.book(place, at("2026-11-23 09:00"))
    again = await world.book(place, at("2026-11-23 09:01"))
    assert isinstance(first, Booked)
    assert isinstance(again, AlreadyBooked)
    assert again.reference == first.reference
    assert (await world.session("cantine", MONDAY)).booked == 1


async def test_a_cancelled_place_is_free_again_and_can_be_booked_again(world: World, at: At) -> None:
    place = Place(await world.child(), "cantine", MONDAY)
    await world.book(place, at("2026-11-23 09:00"))
    assert isinstance(await world.cancel(place, at("2026-11-24 09:00")), Cancelled)
    assert (await world.session("cantine", MONDAY)).booked == 0
    assert isinstance(await world.book(place, at("2026-11-25 09:00")), Booked)
    assert [line.entry for line in await world.journal()] == [Entry.BOOKED, Entry.CANCELLED, Entry.BOOKED]


async def test_the_deadline_is_that_of_the_hour_of_arrival(world: World, at: At) -> None:
    place = Place(await world.child(), "cantine", MONDAY)
    late = await world.book(place, at("2026-11-30 09:00"))
    assert late == TooLate(late.slot, since=at("2026-11-30 09:00"))
    assert isinstance(await world.book(place, at("2026-11-27 08:59:59")), Booked)


async def test_the_last_place_goes_to_one_child_only(world: World, at: At) -> None:
    await world.set_places("cantine", MONDAY, 1)
    leo, emma = await world.child("Léo"), await world.child("Emma")
    assert isinstance(await world.book(Place(leo, "cantine", MONDAY), at("2026-11-23 09:00")), Booked)
    assert isinstance(await world.book(Place(emma, "cantine", MONDAY), at("2026-11-23 09:00")), Full)
    assert [line.reason for line in await world.journal()] == [None, Reason.FULL]


async def test_twenty_at_once_for_ten_places_are_ten(world: World, at: At) -> None:
    await world.set_places("cantine", MONDAY, 10)
    children = [await world.child(f"Enfant {number}") for number in range(20)]
    outcomes = await asyncio.gather(
        *(world.book(Place(child, "cantine", MONDAY), at("2026-11-23 09:00")) for child in children)
    )
    assert sum(isinstance(outcome, Booked) for outcome in outcomes) == 10
    assert sum(isinstance(outcome, Full) for outcome in outcomes) == 10
    assert (await world.session("cantine", MONDAY)).booked == 10


async def test_the_same_child_booked_ten_times_at_once_has_one_place(world: World, at: At) -> None:
    place = Place(await world.child(), "cantine", MONDAY)
    outcomes = await asyncio.gather(*(world.book(place, at("2026-11-23 09:00")) for _ in range(10)))
    assert sum(isinstance(outcome, Booked) for outcome in outcomes) == 1
    assert sum(isinstance(outcome, AlreadyBooked) for outcome in outcomes) == 9
    assert (await world.session("cantine", MONDAY)).booked == 1


async def test_each_refusal_says_why(world: World, at: At) -> None:
    now = at("2026-11-23 09:00")
    leo = await world.child("Léo")
    unfinished = await world.child("Emma", missing=("assurance scolaire",))
    assert isinstance(await world.book(Place(leo, "etude", MONDAY), now), NotEnrolled)
    assert isinstance(await world.book(Place(leo, "cantine", WEDNESDAY), now), NoSession)
    assert await world.book(Place(unfinished, "cantine", MONDAY), now) == FileIncomplete(
        slot=(await world.book(Place(unfinished, "cantine", MONDAY), now)).slot, missing=("assurance scolaire",)
    )
    await world.close(Closing(MONDAY, MONDAY, "grève"), now)
    closed = await world.book(Place(leo, "cantine", MONDAY), now)
    assert isinstance(closed, Closed)
    assert closed.why == "grève"
    assert isinstance(await world.cancel(Place(leo, "cantine", date(2026, 12, 1)), now), NothingToCancel)
    lines = [line.entry for line in await world.journal() if line.entry is not Entry.CLOSURE]
    assert lines == [Entry.REFUSED] * 6


async def test_a_whole_day_at_the_centre_takes_the_morning_and_the_afternoon(world: World, at: At) -> None:
    leo = await world.child(services=("centre",))
    day = Place(leo, "centre", WEDNESDAY, part=Part.DAY)
    assert isinstance(await world.book(day, at("2026-11-23 09:00")), Booked)
    for part in (Part.MORNING, Part.AFTERNOON):
        assert (await world.session("centre", WEDNESDAY, part)).booked == 1
    assert isinstance(await world.cancel(day, at("2026-11-24 09:00")), Cancelled)
    for part in (Part.MORNING, Part.AFTERNOON):
        assert (await world.session("centre", WEDNESDAY, part)).booked == 0


async def test_an_unknown_child_is_an_error_not_a_refusal(world: World, at: At) -> None:
    with pytest.raises(UnknownChild):
        await world.book(Place(999, "cantine", MONDAY), at("2026-11-23 09:00"))
