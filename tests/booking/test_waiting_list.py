"""Full: the rank one would take, a place on the list for those who agree, and who is next when a place comes free."""

from dataclasses import replace
from datetime import date

import pytest

from booking.domain import Consent, Entry, Place, State
from booking.outcomes import Booked, Cancelled, Full, Waiting
from booking.patterns import Pattern
from booking.rules.acts import Group
from booking.rules.calendar import Weekday
from booking.rules.offers import WaitingRules
from booking.rules.priority import Criterion
from booking.standing import Wish
from booking.town import Part, Quota, Service
from tests.booking.places import World
from tests.conftest import At

MONDAY = date(2026, 11, 30)
WEDNESDAY = date(2026, 12, 2)


@pytest.fixture(autouse=True)
async def one_place_given_on_at_once(world: World) -> None:
    for service in ("cantine", "centre"):
        world.change(service, lambda s: replace(s, waiting=WaitingRules((Criterion.ARRIVAL,), None)))
    await world.open(MONDAY, date(2026, 12, 4))
    await world.set_places("cantine", MONDAY, 1)
    await world.set_places("centre", WEDNESDAY, 1)


async def full(world: World, at: At) -> Place:
    """The only place, taken."""
    place = Place(await world.child("Léo"), "cantine", MONDAY)
    assert isinstance(await world.book(place, at("2026-11-23 08:00")), Booked)
    return place


async def test_full_tells_the_rank_and_keeps_nobody_waiting_unasked(world: World, at: At) -> None:
    await full(world, at)
    emma = await world.child("Emma")
    outcome = await world.book(Place(emma, "cantine", MONDAY), at("2026-11-23 09:00"))
    assert outcome == Full(outcome.slot, rank=1)
    assert await world.reservations(emma) == []


async def test_who_agrees_waits_at_the_rank_that_was_told(world: World, at: At) -> None:
    await full(world, at)
    for rank, name in enumerate(("Emma", "Noé", "Zoé"), start=1):
        place = Place(await world.child(name), "cantine", MONDAY)
        told = await world.book(place, at(f"2026-11-23 09:0{rank}"))
        waiting = await world.wait(place, at(f"2026-11-23 09:0{rank}"))
        assert told == Full(told.slot, rank=rank)
        assert isinstance(waiting, Waiting)
        assert waiting.rank == rank
    assert (await world.session("cantine", MONDAY)).booked == 1


async def test_asking_again_tells_the_rank_of_now(world: World, at: At) -> None:
    await full(world, at)
    emma, noe = [Place(await world.child(name), "cantine", MONDAY) for name in ("Emma", "Noé")]
    for place in (emma, noe):
        await world.wait(place, at("2026-11-23 09:00"))
    await world.cancel(emma, at("2026-11-23 10:00"))
    again = await world.book(noe, at("2026-11-23 11:00"))
    assert isinstance(again, Waiting)
    assert again.rank == 1


async def test_a_freed_place_goes_to_the_first_in_order(world: World, at: At) -> None:
    taken = await full(world, at)
    emma, noe = [await world.child(name) for name in ("Emma", "Noé")]
    for child in (emma, noe):
        await world.wait(Place(child, "cantine", MONDAY), at("2026-11-23 09:00"))
    assert isinstance(await world.cancel(taken, at("2026-11-24 09:00")), Cancelled)
    assert await world.states([emma, noe]) == [State.CONFIRMED, State.WAITING]
    assert [line.entry for line in await world.journal()][-2:] == [Entry.CANCELLED, Entry.PROMOTED]


async def test_a_promotion_is_told_without_the_words_of_another_family(world: World, at: At) -> None:
    taken = await full(world, at)
    await world.wait(Place(await world.child("Emma"), "cantine", MONDAY), at("2026-11-23 09:00"))
    await world.cancel(taken, at("2026-11-24 09:00"))
    cancelled, promoted = (await world.journal())[-2:]
    assert promoted.act_id != cancelled.act_id
    assert promoted.details == {"freed_by": str(cancelled.act_id)}


async def test_the_order_is_that_of_arrival_not_of_handling(world: World, at: At) -> None:
    taken = await full(world, at)
    late, early = [await world.child(name) for name in ("Emma", "Noé")]
    await world.wait(Place(late, "cantine", MONDAY), at("2026-11-23 10:00"))
    await world.wait(Place(early, "cantine", MONDAY), at("2026-11-23 09:00"))  # handled after, arrived before
    await world.cancel(taken, at("2026-11-24 09:00"))
    assert await world.states([late, early]) == [State.WAITING, State.CONFIRMED]


@pytest.mark.parametrize(
    "criterion",
    [Criterion.RESIDENTS, Criterion.BOTH_PARENTS_WORK, Criterion.MARKED, Criterion.SIBLINGS, Criterion.REGULAR],
)
async def test_the_town_chooses_who_comes_first(world: World, at: At, criterion: Criterion) -> None:
    world.change("cantine", lambda s: replace(s, waiting=WaitingRules((criterion, Criterion.ARRIVAL), None)))
    taken = await full(world, at)
    first_come = await world.child("Emma", resident=False)
    preferred = await world.child("Noé", both_parents_work=True, marked=True)
    await world.sibling(preferred, "Zoé")
    tuesdays = Pattern(frozenset({Weekday.TUESDAY}), date(2026, 9, 1), date(2027, 6, 30))
    await world.standing(Wish(preferred, "cantine", tuesdays), at("2026-11-20 09:00"))
    await world.wait(Place(first_come, "cantine", MONDAY), at("2026-11-23 09:00"))
    joined = await world.wait(Place(preferred, "cantine", MONDAY), at("2026-11-23 10:00"))
    assert isinstance(joined, Waiting)
    assert joined.rank == 1
    await world.cancel(taken, at("2026-11-24 09:00"))
    assert [(await world.reservations(preferred, State.CONFIRMED))[-1].session_id] == [
        (await world.session("cantine", MONDAY)).id
    ]
    assert await world.states([first_come]) == [State.WAITING]


async def test_who_asks_for_more_days_comes_first_where_the_town_says_so(world: World, at: At) -> None:
    world.change("cantine", lambda s: replace(s, waiting=WaitingRules((Criterion.MORE_DAYS,), None)))
    await world.set_places("cantine", date(2026, 12, 1), 0)
    taken = await full(world, at)
    one_day, two_days = [await world.child(name) for name in ("Emma", "Noé")]
    await world.wait(Place(one_day, "cantine", MONDAY), at("2026-11-23 09:00"))
    both = Pattern(frozenset({Weekday.MONDAY, Weekday.TUESDAY}), MONDAY, date(2026, 12, 1))
    await world.standing(Wish(two_days, "cantine", both), at("2026-11-23 10:00"), consent=Consent(wait=True))
    await world.cancel(taken, at("2026-11-24 09:00"))
    assert (await world.reservations(two_days))[0].state is State.CONFIRMED
    assert await world.states([one_day]) == [State.WAITING]


async def test_a_day_waits_for_both_its_parts_and_takes_both_or_none(world: World, at: At) -> None:
    morning = Place(await world.child("Léo", services=("centre",)), "centre", WEDNESDAY, Part.MORNING)
    afternoon = Place(await world.child("Emma", services=("centre",)), "centre", WEDNESDAY, Part.AFTERNOON)
    noe = await world.child("Noé", services=("centre",))
    for place in (morning, afternoon):
        await world.book(place, at("2026-11-23 09:00"))
    assert isinstance(await world.wait(Place(noe, "centre", WEDNESDAY, Part.DAY), at("2026-11-23 10:00")), Waiting)
    await world.cancel(morning, at("2026-11-24 09:00"))
    assert {row.state for row in await world.reservations(noe)} == {State.WAITING}
    await world.cancel(afternoon, at("2026-11-24 10:00"))
    assert {row.state for row in await world.reservations(noe)} == {State.CONFIRMED}


async def test_a_half_day_that_the_first_cannot_use_goes_to_the_next(world: World, at: At) -> None:
    children = [await world.child(name, services=("centre",)) for name in ("Léo", "Emma", "Noé", "Zoé")]
    morning, afternoon, whole, half = (
        Place(child, "centre", WEDNESDAY, part)
        for child, part in zip(children, (Part.MORNING, Part.AFTERNOON, Part.DAY, Part.MORNING), strict=True)
    )
    for place in (morning, afternoon):
        await world.book(place, at("2026-11-23 09:00"))
    for place in (whole, half):
        await world.wait(place, at("2026-11-23 10:00"))
    await world.cancel(morning, at("2026-11-24 09:00"))
    assert await world.states(children[2:]) == [State.WAITING, State.CONFIRMED]


async def test_nobody_is_promoted_after_the_deadline(world: World, at: At) -> None:
    taken = await full(world, at)
    emma = await world.child("Emma")
    await world.wait(Place(emma, "cantine", MONDAY), at("2026-11-23 09:00"))
    world.change("cantine", lambda s: replace(s, cancelling=world.town.service("garderie-soir").cancelling))
    assert isinstance(await world.cancel(taken, at("2026-11-27 09:00")), Cancelled)
    assert await world.states([emma]) == [State.WAITING]


async def test_who_is_not_entitled_any_more_is_passed_over(world: World, at: At) -> None:
    taken = await full(world, at)
    emma, noe = [await world.child(name) for name in ("Emma", "Noé")]
    for child in (emma, noe):
        await world.wait(Place(child, "cantine", MONDAY), at("2026-11-23 09:00"))
    await world.set_papers(emma, "assurance scolaire")
    await world.cancel(taken, at("2026-11-24 09:00"))
    assert await world.states([emma, noe]) == [State.WAITING, State.CONFIRMED]


async def test_who_becomes_entitled_by_time_alone_is_served_by_the_job(world: World, at: At) -> None:
    taken = await full(world, at)
    emma = await world.child("Emma")
    await world.wait(Place(emma, "cantine", MONDAY), at("2026-11-23 09:00"))
    await world.set_papers(emma, "assurance scolaire")
    await world.cancel(taken, at("2026-11-24 09:00"))
    assert await world.serve(at("2026-11-24 10:00")) == 0
    await world.set_papers(emma)
    assert await world.serve(at("2026-11-24 11:00")) == 1
    assert await world.states([emma]) == [State.CONFIRMED]


async def test_a_raised_capacity_serves_the_list(world: World, at: At) -> None:
    await full(world, at)
    emma, noe = [await world.child(name) for name in ("Emma", "Noé")]
    for child in (emma, noe):
        await world.wait(Place(child, "cantine", MONDAY), at("2026-11-23 09:00"))
    changed = await world.capacity("cantine", MONDAY, 2, at("2026-11-24 09:00"))
    assert (changed.before, changed.after, changed.over, changed.served) == (1, 2, 0, 1)
    assert await world.states([emma, noe]) == [State.CONFIRMED, State.WAITING]


def with_share(service: Service) -> Service:
    """One of the places is for children from elsewhere."""
    share = Quota("hors commune", "jean-moulin", 1, who=frozenset({Group.NON_RESIDENTS}))
    return replace(service, quotas=(share,))


async def test_a_group_whose_share_is_used_up_waits_beside_free_places(world: World, at: At) -> None:
    world.change("cantine", with_share)
    await world.set_places("cantine", MONDAY, 5)
    first, second = [await world.child(name, resident=False) for name in ("Emma", "Noé")]
    assert isinstance(await world.book(Place(first, "cantine", MONDAY), at("2026-11-23 09:00")), Booked)
    refused = await world.book(Place(second, "cantine", MONDAY), at("2026-11-23 09:00"))
    assert refused == Full(refused.slot, rank=1, quota="hors commune")
    assert isinstance(
        await world.book(Place(await world.child("Léo"), "cantine", MONDAY), at("2026-11-23 09:00")), Booked
    )
    await world.wait(Place(second, "cantine", MONDAY), at("2026-11-23 10:00"))
    await world.cancel(Place(first, "cantine", MONDAY), at("2026-11-24 09:00"))
    assert await world.states([second]) == [State.CONFIRMED]


async def test_leaving_the_list_is_never_too_late(world: World, at: At) -> None:
    await full(world, at)
    place = Place(await world.child("Emma"), "cantine", MONDAY)
    await world.wait(place, at("2026-11-23 09:00"))
    assert isinstance(await world.cancel(place, at("2026-11-30 11:00")), Cancelled)
