"""A freed place that is offered: held for an answer, taken, declined, or passed on when nobody answers."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from booking.domain import Entry, Place, State
from booking.errors import UnknownReservation
from booking.outcomes import AlreadyBooked, Booked, Cancelled, Full, OfferOver
from booking.rules.offers import OfferRules, WaitingRules
from booking.rules.priority import Criterion
from tests.booking.places import World
from tests.conftest import At

MONDAY = date(2026, 11, 30)
TWO_HOURS = OfferRules(lasts=timedelta(hours=2), at_least=timedelta(minutes=30))


@pytest.fixture(autouse=True)
async def one_place_with_offers(world: World) -> None:
    world.change("cantine", lambda s: replace(s, waiting=WaitingRules((Criterion.ARRIVAL,), TWO_HOURS)))
    await world.open(MONDAY, MONDAY)
    await world.set_places("cantine", MONDAY, 1)


async def offered(world: World, at: At, when: str) -> tuple[int, int, int]:
    """A place offered to Emma at that time, with Noé next: both children, and the number of the reservation."""
    taken = Place(await world.child("Léo"), "cantine", MONDAY)
    await world.book(taken, at("2026-11-23 08:00"))
    emma, noe = [await world.child(name) for name in ("Emma", "Noé")]
    for child in (emma, noe):
        await world.wait(Place(child, "cantine", MONDAY), at("2026-11-23 09:00"))
    await world.cancel(taken, at(when))
    return emma, noe, (await world.reservations(emma))[0].id


async def test_the_place_is_held_for_two_hours_and_nobody_else_gets_it(world: World, at: At) -> None:
    emma, _, _ = await offered(world, at, "2026-11-24 10:00")
    reservation = (await world.reservations(emma))[0]
    assert (reservation.state, reservation.offered_until) == (State.OFFERED, at("2026-11-24 12:00"))
    assert (await world.session("cantine", MONDAY)).booked == 1
    other = await world.book(Place(await world.child("Zoé"), "cantine", MONDAY), at("2026-11-24 10:30"))
    assert other == Full(other.slot, rank=2)


async def test_accepted_in_time_it_is_the_childs(world: World, at: At) -> None:
    emma, _, number = await offered(world, at, "2026-11-24 10:00")
    assert isinstance(await world.accept(number, at("2026-11-24 11:59:59")), Booked)
    assert await world.states([emma]) == [State.CONFIRMED]
    assert isinstance(await world.accept(number, at("2026-11-24 12:30")), AlreadyBooked)
    assert [line.entry for line in await world.journal()][-1] is Entry.ACCEPTED


async def test_asking_for_the_place_again_accepts_it(world: World, at: At) -> None:
    emma, _, _ = await offered(world, at, "2026-11-24 10:00")
    assert isinstance(await world.book(Place(emma, "cantine", MONDAY), at("2026-11-24 11:00")), Booked)
    assert await world.states([emma]) == [State.CONFIRMED]


async def test_accepted_too_late_it_is_over(world: World, at: At) -> None:
    _, _, number = await offered(world, at, "2026-11-24 10:00")
    late = await world.accept(number, at("2026-11-24 12:00"))
    assert late == OfferOver(late.slot, at("2026-11-24 12:00"))


async def test_declined_it_goes_to_the_next_at_once(world: World, at: At) -> None:
    emma, noe, number = await offered(world, at, "2026-11-24 10:00")
    assert isinstance(await world.decline(number, at("2026-11-24 10:30")), Cancelled)
    assert await world.states([emma, noe]) == [State.CANCELLED, State.OFFERED]
    assert isinstance(await world.decline(number, at("2026-11-24 10:31")), OfferOver)


async def test_unanswered_it_goes_to_the_next_when_it_runs_out_and_a_second_run_does_nothing(
    world: World, at: At
) -> None:
    emma, noe, _ = await offered(world, at, "2026-11-24 10:00")
    assert await world.expire(at("2026-11-24 11:59")) == 0
    assert await world.expire(at("2026-11-24 12:00")) == 1
    assert await world.states([emma, noe]) == [State.CANCELLED, State.OFFERED]
    assert await world.expire(at("2026-11-24 12:00")) == 0


async def test_the_night_does_not_count(world: World, at: At) -> None:
    emma, _, _ = await offered(world, at, "2026-11-24 20:00")
    assert (await world.reservations(emma))[0].offered_until == at("2026-11-25 09:00")


async def test_near_the_deadline_it_is_shorter(world: World, at: At) -> None:
    emma, _, _ = await offered(world, at, "2026-11-27 08:15")
    assert (await world.reservations(emma))[0].offered_until == at("2026-11-27 09:00")


async def test_with_too_little_time_left_none_is_made(world: World, at: At) -> None:
    emma, _, _ = await offered(world, at, "2026-11-27 08:45")
    assert await world.states([emma]) == [State.WAITING]
    assert (await world.session("cantine", MONDAY)).booked == 0


async def test_an_offer_is_answered_by_its_own_family_only(world: World, at: At) -> None:
    _, noe, number = await offered(world, at, "2026-11-24 10:00")
    stranger = (await world.parents(noe))[0]
    with pytest.raises(UnknownReservation):
        await world.accept(number, at("2026-11-24 11:00"), by=stranger)
