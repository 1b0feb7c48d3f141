"""For whom a service is, in which pieces it is taken, and what does not exist."""

from dataclasses import replace
from datetime import date, time

import pytest

from booking.domain import Place
from booking.errors import UnknownChild, UnknownService
from booking.outcomes import AlreadyBooked, Booked, NotForChild, NotOffered, OutsideYear
from booking.rules.acts import Span
from booking.rules.eligibility import Age, Conditions, NotResident, TooYoung, WrongClass
from booking.rules.units import Amount, Piece, Units, WeekIncomplete
from booking.town import Hours, Part
from tests.booking.places import World
from tests.conftest import At

MONDAY, WEDNESDAY = date(2026, 11, 30), date(2026, 12, 2)
NOW = "2026-11-23 09:00"


@pytest.fixture(autouse=True)
async def open_week(world: World) -> None:
    await world.open(MONDAY, date(2026, 12, 4))


async def test_each_condition_that_a_child_does_not_meet_is_named(world: World, at: At) -> None:
    conditions = Conditions(youngest=Age(years=6), classes=frozenset({"CE2"}), residents_only=True)
    world.change("cantine", lambda s: replace(s, conditions=conditions))
    child = await world.child(born=date(2022, 1, 10), class_name="CP", resident=False)
    outcome = await world.book(Place(child, "cantine", MONDAY), at(NOW))
    assert isinstance(outcome, NotForChild)
    assert outcome.why == (TooYoung(date(2028, 1, 10)), WrongClass(frozenset({"CE2"})), NotResident())


async def test_a_piece_of_a_day_that_is_not_offered_is_refused(world: World, at: At) -> None:
    units = Units(pieces=frozenset({Piece.DAY_WITH_MEAL}))
    world.change("centre", lambda s: replace(s, units=units))
    child = await world.child(services=("centre",))
    half = await world.book(Place(child, "centre", WEDNESDAY, Part.MORNING), at(NOW))
    assert isinstance(half, NotOffered)
    assert isinstance(await world.book(Place(child, "centre", WEDNESDAY, Part.DAY, meal=True), at(NOW)), Booked)


async def test_where_weeks_are_taken_whole_a_single_day_is_refused_and_the_week_is_not(world: World, at: At) -> None:
    world.change("cantine", lambda s: replace(s, units=Units(whole_weeks=True)))
    child = await world.child()
    week = [Place(child, "cantine", day) for day in (MONDAY, date(2026, 12, 1), date(2026, 12, 3), date(2026, 12, 4))]
    alone = await world.book(week[0], at(NOW))
    assert isinstance(alone, NotOffered)
    assert alone.why == (WeekIncomplete(MONDAY, tuple(place.day for place in week[1:])),)
    assert [type(outcome) for outcome in await world.book_together(week, at(NOW))] == [Booked] * 4


async def test_what_the_child_has_counts_toward_the_least_and_the_most(world: World, at: At) -> None:
    units = Units(at_least=(Amount(Span.WEEK, days=2),), at_most=(Amount(Span.WEEK, days=3),))
    world.change("cantine", lambda s: replace(s, units=units))
    child = await world.child()
    days = (MONDAY, date(2026, 12, 1), date(2026, 12, 3), date(2026, 12, 4))
    first, second, third, fourth = (Place(child, "cantine", day) for day in days)
    assert isinstance(await world.book(first, at(NOW)), NotOffered)
    await world.book_together([first, second], at(NOW))
    assert isinstance(await world.book(third, at(NOW)), Booked)
    assert isinstance(await world.book(fourth, at(NOW)), NotOffered)


async def test_the_missing_half_of_a_day_can_be_added(world: World, at: At) -> None:
    child = await world.child(services=("centre",))
    await world.book(Place(child, "centre", WEDNESDAY, Part.MORNING), at(NOW))
    assert isinstance(await world.book(Place(child, "centre", WEDNESDAY, Part.DAY), at(NOW)), Booked)
    assert isinstance(await world.book(Place(child, "centre", WEDNESDAY, Part.DAY), at(NOW)), AlreadyBooked)
    for part in (Part.MORNING, Part.AFTERNOON):
        assert (await world.session("centre", WEDNESDAY, part)).booked == 1


async def test_hours_are_kept_with_the_reservation(world: World, at: At) -> None:
    child = await world.child(services=("creche",), class_name="PS")
    hours = Hours(time(9), time(11))
    await world.book(Place(child, "creche", MONDAY, Part.MORNING, hours=hours), at(NOW))
    reservation = (await world.reservations(child))[0]
    assert (reservation.from_hour, reservation.until_hour) == (time(9), time(11))


async def test_without_enrolment_a_child_goes_where_its_school_is(world: World, at: At) -> None:
    world.change("cantine", lambda s: replace(s, enrolment=False))
    child = await world.child(services=())
    assert isinstance(await world.book(Place(child, "cantine", MONDAY), at(NOW)), Booked)
    assert (await world.session("cantine", MONDAY)).booked == 1


async def test_a_date_outside_the_school_year_is_refused_with_the_year(world: World, at: At) -> None:
    outcome = await world.book(Place(await world.child(), "cantine", date(2028, 1, 10)), at(NOW))
    assert outcome == OutsideYear(outcome.slot, date(2026, 8, 24), date(2027, 8, 20))


async def test_the_child_of_another_family_is_an_error(world: World, at: At) -> None:
    leo, emma = await world.child("Léo"), await world.child("Emma")
    mother_of_emma = (await world.parents(emma))[0]
    for act in (world.book, world.cancel):
        with pytest.raises(UnknownChild):
            await act(Place(leo, "cantine", MONDAY), at(NOW), by=mother_of_emma)
    assert isinstance(await world.book(Place(emma, "cantine", MONDAY), at(NOW), by=mother_of_emma), Booked)


async def test_an_unknown_service_is_an_error(world: World, at: At) -> None:
    with pytest.raises(UnknownService):
        await world.book(Place(await world.child(), "piscine", MONDAY), at(NOW))
