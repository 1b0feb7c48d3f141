"""Several places in one text: looked up together, and each with the outcome that it would have alone."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from booking.domain import Consent, Entry, Place, State
from booking.errors import UnknownChild
from booking.outcomes import Booked, Cancelled, Full, Outcome, Waiting
from booking.rules.offers import WaitingRules
from booking.rules.priority import Criterion
from booking.town import Part
from tests.booking.places import World
from tests.conftest import At

MONDAY, TUESDAY, WEDNESDAY = date(2026, 11, 30), date(2026, 12, 1), date(2026, 12, 2)
NOW = "2026-11-23 09:00"


@pytest.fixture(autouse=True)
async def open_week(world: World) -> None:
    for service in ("cantine", "centre"):
        world.change(service, lambda s: replace(s, waiting=WaitingRules((Criterion.ARRIVAL,), None)))
    await world.open(MONDAY, date(2026, 12, 4))


async def lunches(world: World) -> Sequence[Place]:
    """Two children of one family, on two days."""
    leo = await world.child("Léo")
    emma = await world.sibling(leo, "Emma")
    return [Place(child, "cantine", day) for day in (MONDAY, TUESDAY) for child in (leo, emma)]


def kinds(outcomes: Sequence[Outcome]) -> list[type[Outcome]]:
    return [type(outcome) for outcome in outcomes]


async def test_two_children_on_two_days_have_one_reference_and_a_line_each(world: World, at: At) -> None:
    places = await lunches(world)
    booked = await world.book_together(places, at(NOW))
    assert [(outcome.slot.child, outcome.slot.day) for outcome in booked] == [
        ("Léo", MONDAY), ("Emma", MONDAY), ("Léo", TUESDAY), ("Emma", TUESDAY)
    ]  # fmt: skip
    assert len({outcome.reference for outcome in booked if isinstance(outcome, Booked)}) == 1
    assert [line.entry for line in await world.journal()] == [Entry.BOOKED] * 4
    assert [(await world.session("cantine", day)).booked for day in (MONDAY, TUESDAY)] == [2, 2]


@pytest.mark.parametrize("monday", [0, 1, 2], ids="{} places".format)
@pytest.mark.parametrize("wait", [False, True], ids=["without waiting", "waiting where it is full"])
async def test_outcomes_are_those_of_one_after_the_other(world: World, at: At, monday: int, wait: bool) -> None:
    await world.set_places("cantine", MONDAY, monday)
    await world.set_places("cantine", TUESDAY, 1)
    places = await lunches(world)
    together = await world.book_together(places, at(NOW), consent=Consent(wait=wait))
    lines = [(line.entry, line.reason, line.child_id, line.date) for line in await world.journal()]
    await world.cancel_together(places, at(NOW))
    before = len(await world.journal())
    in_turn = await world.book_in_turn(places, at(NOW), consent=Consent(wait=wait))
    again = [(line.entry, line.reason, line.child_id, line.date) for line in (await world.journal())[before:]]
    assert kinds(together) == kinds(in_turn)
    assert lines == again
    assert [getattr(outcome, "rank", None) for outcome in together] == [
        getattr(outcome, "rank", None) for outcome in in_turn
    ]
    assert (await world.session("cantine", MONDAY)).booked == min(monday, 2)


async def test_the_last_place_goes_to_the_first_child(world: World, at: At) -> None:
    await world.set_places("cantine", MONDAY, 1)
    first, second, *_ = await lunches(world)
    booked, refused = await world.book_together([first, second], at(NOW))
    assert isinstance(booked, Booked)
    assert refused == Full(refused.slot, rank=1)
    assert (await world.session("cantine", MONDAY)).booked == 1


async def test_what_a_family_gives_back_together_goes_to_others(world: World, at: At) -> None:
    await world.set_places("cantine", MONDAY, 1)
    leo, emma, *_ = await lunches(world)
    noe = await world.child("Noé")
    booked, waits = await world.book_together([leo, emma], at(NOW), consent=Consent(wait=True))
    assert kinds([booked, waits]) == [Booked, Waiting]
    assert isinstance(await world.wait(Place(noe, "cantine", MONDAY), at(NOW)), Waiting)
    assert kinds(await world.cancel_together([leo, emma], at(NOW))) == [Cancelled, Cancelled]
    assert await world.states([leo.child_id, emma.child_id, noe]) == [State.CANCELLED, State.CANCELLED, State.CONFIRMED]
    assert (await world.session("cantine", MONDAY)).booked == 1


async def test_a_morning_and_the_whole_day_are_one_place_in_the_morning(world: World, at: At) -> None:
    leo = await world.child(services=("centre",))
    places = [Place(leo, "centre", WEDNESDAY, Part.MORNING), Place(leo, "centre", WEDNESDAY, Part.DAY)]
    assert kinds(await world.book_together(places, at(NOW))) == [Booked, Booked]
    parts = world.town.service("centre").parts
    assert [(await world.session("centre", WEDNESDAY, part)).booked for part in parts] == [1] * len(parts)
    await world.cancel_together(places, at(NOW))
    assert [(await world.session("centre", WEDNESDAY, part)).booked for part in parts] == [0] * len(parts)


async def test_a_child_of_another_family_among_them_stops_all(world: World, at: At) -> None:
    leo, *_ = await lunches(world)
    with pytest.raises(UnknownChild):
        await world.book_together([leo, Place(987_654, "cantine", MONDAY)], at(NOW))
    assert (await world.session("cantine", MONDAY)).booked == 0
