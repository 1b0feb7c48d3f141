"""Closed by staff: free of charge, refused meanwhile, and back as it was when it opens again."""

from dataclasses import replace
from datetime import date

import pytest

from booking.closures import Closing
from booking.domain import Entry, Place, State
from booking.errors import DateOutsideYear, UnknownClass, UnknownClosure, UnknownService, UnknownSite
from booking.outcomes import Booked, Closed
from booking.patterns import Pattern
from booking.reopening import Lifted
from booking.rules.calendar import Weekday
from booking.rules.offers import WaitingRules
from booking.rules.priority import Criterion
from booking.standing import Wish
from tests.booking.places import World
from tests.conftest import At

MONDAY, TUESDAY = date(2026, 11, 30), date(2026, 12, 1)
STRIKE = Closing(MONDAY, MONDAY, "grève", services=frozenset({"cantine"}))


@pytest.fixture(autouse=True)
async def open_week(world: World) -> None:
    world.change("cantine", lambda s: replace(s, waiting=WaitingRules((Criterion.ARRIVAL,), None)))
    await world.open(MONDAY, date(2026, 12, 4))


async def booked(world: World, at: At, name: str = "Léo", day: date = MONDAY, *, class_name: str = "CP") -> int:
    """A child with a place."""
    child = await world.child(name, class_name=class_name)
    assert isinstance(await world.book(Place(child, "cantine", day), at("2026-11-23 09:00")), Booked)
    return child


async def test_it_cancels_at_any_hour_without_cost_and_tells_each_family(world: World, at: At) -> None:
    leo, emma = await booked(world, at), await booked(world, at, "Emma", TUESDAY)
    made = await world.close(STRIKE, at("2026-11-30 07:00"))  # no parent could cancel any more
    assert made.cancelled == 1
    assert await world.states([leo, emma]) == [State.CANCELLED, State.CONFIRMED]
    assert (await world.reservations(leo))[0].cancel_terms is None
    assert (await world.session("cantine", MONDAY)).booked == 0
    closure, closed = (await world.journal())[-2:]
    assert (closure.entry, closed.entry, closed.details["why"]) == (Entry.CLOSURE, Entry.CLOSED, "grève")


async def test_meanwhile_bookings_are_refused_in_staffs_words(world: World, at: At) -> None:
    await world.close(STRIKE, at("2026-11-24 09:00"))
    outcome = await world.book(Place(await world.child(), "cantine", MONDAY), at("2026-11-24 10:00"))
    assert outcome == Closed(outcome.slot, "grève")


async def test_opened_again_the_same_reservations_are_there_as_they_were(world: World, at: At) -> None:
    await world.set_places("cantine", MONDAY, 1)
    leo, noe = await booked(world, at), await world.child("Noé")
    await world.wait(Place(noe, "cantine", MONDAY), at("2026-11-23 10:00"))
    before = [row.id for child in (leo, noe) for row in await world.reservations(child)]
    made = await world.close(STRIKE, at("2026-11-24 09:00"))
    assert await world.lift(made.id, at("2026-11-25 09:00")) == Lifted(restored=1, waiting=1)
    assert await world.states([leo, noe]) == [State.CONFIRMED, State.WAITING]
    assert [row.id for child in (leo, noe) for row in await world.reservations(child)] == before
    assert (await world.session("cantine", MONDAY)).booked == 1
    assert [line.entry for line in await world.journal()][-3:] == [Entry.LIFTED, Entry.REOPENED, Entry.REOPENED]


async def test_lifting_twice_does_nothing_more(world: World, at: At) -> None:
    await booked(world, at)
    made = await world.close(STRIKE, at("2026-11-24 09:00"))
    await world.lift(made.id, at("2026-11-25 09:00"))
    assert await world.lift(made.id, at("2026-11-25 09:01")) == Lifted(0, 0)


async def test_with_fewer_places_afterwards_those_who_booked_first_have_them(world: World, at: At) -> None:
    leo, emma = await booked(world, at), await booked(world, at, "Emma")
    made = await world.close(STRIKE, at("2026-11-24 09:00"))
    await world.capacity("cantine", MONDAY, 1, at("2026-11-24 10:00"))
    assert await world.lift(made.id, at("2026-11-25 09:00")) == Lifted(restored=1, waiting=1)
    assert await world.states([leo, emma]) == [State.CONFIRMED, State.WAITING]


async def test_what_another_closure_covers_stays_closed_until_that_one_is_lifted_too(world: World, at: At) -> None:
    leo = await booked(world, at)
    strike = await world.close(STRIKE, at("2026-11-24 09:00"))
    snow = await world.close(replace(STRIKE, why="neige"), at("2026-11-24 10:00"))
    assert snow.cancelled == 0
    assert await world.lift(strike.id, at("2026-11-25 09:00")) == Lifted(0, 0)
    refused = await world.book(Place(leo, "cantine", MONDAY), at("2026-11-25 10:00"))
    assert refused == Closed(refused.slot, "neige")
    assert await world.lift(snow.id, at("2026-11-25 11:00")) == Lifted(1, 0)
    assert await world.states([leo]) == [State.CONFIRMED]


async def test_a_single_class_is_closed_and_its_places_go_to_who_waits(world: World, at: At) -> None:
    await world.set_places("cantine", MONDAY, 1)
    leo, noe = await booked(world, at, class_name="CE2"), await world.child("Noé")
    await world.wait(Place(noe, "cantine", MONDAY), at("2026-11-23 10:00"))
    trip = replace(STRIKE, why="sortie", classes=frozenset({"CE2"}), sites=frozenset({"jean-moulin"}))
    await world.close(trip, at("2026-11-24 09:00"))
    assert await world.states([leo, noe]) == [State.CANCELLED, State.CONFIRMED]
    refused = await world.book(Place(leo, "cantine", MONDAY), at("2026-11-24 10:00"))
    assert refused == Closed(refused.slot, "sortie")


async def test_who_lost_the_place_to_others_waits_when_the_class_is_back(world: World, at: At) -> None:
    await world.set_places("cantine", MONDAY, 1)
    leo, noe = await booked(world, at, class_name="CE2"), await world.child("Noé")
    await world.wait(Place(noe, "cantine", MONDAY), at("2026-11-23 10:00"))
    made = await world.close(replace(STRIKE, classes=frozenset({"CE2"})), at("2026-11-24 09:00"))
    assert await world.lift(made.id, at("2026-11-25 09:00")) == Lifted(restored=0, waiting=1)
    assert await world.states([leo, noe]) == [State.WAITING, State.CONFIRMED]


async def test_sessions_that_open_later_are_closed_from_the_start(world: World, at: At) -> None:
    fortnight = replace(STRIKE, last=date(2026, 12, 11))
    await world.close(fortnight, at("2026-11-24 09:00"))
    await world.open(date(2026, 12, 7), date(2026, 12, 11))
    assert (await world.session("cantine", date(2026, 12, 7))).closed == "grève"


async def test_standing_bookings_pick_up_what_opens_again(world: World, at: At) -> None:
    made = await world.close(STRIKE, at("2026-11-20 08:00"))
    leo = await world.child()
    mondays = Pattern(frozenset({Weekday.MONDAY}), MONDAY, MONDAY)
    await world.standing(Wish(leo, "cantine", mondays), at("2026-11-20 09:00"))
    assert await world.reservations(leo) == []
    await world.lift(made.id, at("2026-11-21 09:00"))
    assert await world.states([leo]) == [State.CONFIRMED]


async def test_days_gone_by_stay_free_of_charge(world: World, at: At) -> None:
    leo = await booked(world, at)
    made = await world.close(STRIKE, at("2026-11-30 07:00"))
    assert await world.lift(made.id, at("2026-12-01 09:00")) == Lifted(0, 0)
    assert await world.states([leo]) == [State.CANCELLED]


@pytest.mark.parametrize(
    ("what", "error"),
    [
        pytest.param(replace(STRIKE, services=frozenset({"piscine"})), UnknownService, id="an unknown service"),
        pytest.param(replace(STRIKE, sites=frozenset({"atlantis"})), UnknownSite, id="an unknown site"),
        pytest.param(replace(STRIKE, classes=frozenset({"CM3"})), UnknownClass, id="a class that does not exist"),
        pytest.param(
            replace(STRIKE, sites=frozenset({"marie-curie"}), classes=frozenset({"PS"})),
            UnknownClass,
            id="a class of another school",
        ),
        pytest.param(replace(STRIKE, last=date(2028, 1, 1)), DateOutsideYear, id="a date outside the year"),
    ],
)
async def test_what_does_not_exist_is_an_error(world: World, at: At, what: Closing, error: type[Exception]) -> None:
    with pytest.raises(error):
        await world.close(what, at("2026-11-24 09:00"))


async def test_a_closure_that_does_not_exist_is_an_error(world: World, at: At) -> None:
    with pytest.raises(UnknownClosure):
        await world.lift(99, at("2026-11-24 09:00"))
