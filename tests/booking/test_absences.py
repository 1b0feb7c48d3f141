"""A child who does not come: given back in time, else noted, with what the rule asks for.

The canteen of the demonstration town: cancelled until the school day before, 9 h. Sickness is free from the second day
on, with a certificate within 72 hours; a strike is free; anything else is billed.
"""

from datetime import date

import pytest

from booking.domain import Entry, Place, State
from booking.head_counts import head_counts
from booking.outcomes import Absent, Booked, Cancelled, NothingToCancel, Waiting
from booking.rules.absence import AbsenceReason
from tests.booking.places import World
from tests.conftest import At

MONDAY, TUESDAY, THURSDAY, FRIDAY = (date(2026, 11, day) for day in (23, 24, 26, 27))
SICK, STRIKE, NONE = AbsenceReason.SICKNESS, AbsenceReason.STRIKE, AbsenceReason.NONE_GIVEN
LONG_BEFORE = "2026-11-10 09:00"


@pytest.fixture
async def leo(world: World, at: At) -> int:
    """Léo eats at the canteen all week."""
    await world.open(MONDAY, date(2026, 12, 4))
    leo = await world.child("Léo", services=("cantine", "garderie-soir"))
    for day in (MONDAY, TUESDAY, THURSDAY, FRIDAY):
        await world.book(Place(leo, "cantine", day), at(LONG_BEFORE))
    return leo


async def test_what_may_still_be_cancelled_is_given_back(world: World, leo: int, at: At) -> None:
    (outcome,) = await world.absent(leo, [FRIDAY], SICK, at("2026-11-26 08:59"))
    assert isinstance(outcome, Cancelled)
    assert outcome.terms is None


async def test_too_late_to_cancel_the_child_is_noted_as_absent_and_keeps_its_place(
    world: World, leo: int, at: At
) -> None:
    (outcome,) = await world.absent(leo, [FRIDAY], NONE, at("2026-11-26 09:00"))
    assert isinstance(outcome, Absent)
    assert (outcome.billed, outcome.proof_until) == (True, None)
    assert await world.states([leo]) == [State.CONFIRMED]
    assert (await world.session("cantine", FRIDAY)).booked == 1


async def test_the_first_day_of_sickness_is_billed_and_what_is_in_time_given_back(
    world: World, leo: int, at: At
) -> None:
    given_back, noted = await world.absent(leo, [TUESDAY, THURSDAY], SICK, at("2026-11-24 08:00"))
    assert isinstance(given_back, Cancelled)
    assert isinstance(noted, Absent)
    assert (noted.slot.day, noted.billed) == (TUESDAY, True)


async def test_an_absence_that_goes_on_counts_from_its_first_day(world: World, leo: int, at: At) -> None:
    await world.absent(leo, [MONDAY], SICK, at("2026-11-23 08:30"))
    (second,) = await world.absent(leo, [TUESDAY], SICK, at("2026-11-24 08:30"))
    assert isinstance(second, Absent)
    assert not second.billed
    assert second.proof_until == at("2026-11-26 00:00")


async def test_a_day_on_which_the_child_came_begins_a_new_absence(world: World, leo: int, at: At) -> None:
    await world.absent(leo, [MONDAY], SICK, at("2026-11-23 08:30"))
    (later,) = await world.absent(leo, [THURSDAY], SICK, at("2026-11-26 08:30"))
    assert isinstance(later, Absent)
    assert later.billed


async def test_notice_after_its_hour_frees_nothing(world: World, leo: int, at: At) -> None:
    await world.absent(leo, [MONDAY], SICK, at("2026-11-23 08:30"))
    (second,) = await world.absent(leo, [TUESDAY], SICK, at("2026-11-24 09:00"))
    assert isinstance(second, Absent)
    assert second.billed


async def test_what_the_town_itself_causes_is_free(world: World, leo: int, at: At) -> None:
    (outcome,) = await world.absent(leo, [TUESDAY], STRIKE, at("2026-11-24 11:00"))
    assert isinstance(outcome, Absent)
    assert (outcome.billed, outcome.proof_until) == (False, None)


async def test_what_was_told_is_in_the_journal(world: World, leo: int, at: At) -> None:
    await world.absent(leo, [MONDAY, TUESDAY], SICK, at("2026-11-23 09:30"))
    lines = [line for line in await world.journal() if line.entry is Entry.ABSENT]
    assert [(line.date, line.before, line.after) for line in lines] == [
        (MONDAY, State.CONFIRMED, State.CONFIRMED),
        (TUESDAY, State.CONFIRMED, State.CONFIRMED),
    ]
    assert lines[0].details == {"reason": "sickness", "billed": "yes"}
    assert lines[1].details["billed"] == "unless proven"


async def test_an_absent_child_is_not_counted_among_those_who_come(world: World, leo: int, at: At) -> None:
    await world.absent(leo, [TUESDAY], SICK, at("2026-11-24 08:30"))
    async with world.database.reading() as db:
        assert await head_counts(db, world.town, TUESDAY) == []
        assert [count.children for count in await head_counts(db, world.town, THURSDAY)] == [1]


async def test_who_is_booked_once_more_comes_after_all(world: World, leo: int, at: At) -> None:
    await world.absent(leo, [TUESDAY], SICK, at("2026-11-24 08:30"))
    assert isinstance(await world.book(Place(leo, "cantine", TUESDAY), at("2026-11-24 08:45")), Booked)
    assert [line.entry for line in await world.journal()][-1] is Entry.COMES
    async with world.database.reading() as db:
        assert [count.children for count in await head_counts(db, world.town, TUESDAY)] == [1]


async def test_a_place_on_the_waiting_list_is_left(world: World, leo: int, at: At) -> None:
    await world.set_places("garderie-soir", TUESDAY, 0)
    assert isinstance(await world.wait(Place(leo, "garderie-soir", TUESDAY), at("2026-11-24 08:00")), Waiting)
    (outcome,) = await world.absent(leo, [TUESDAY], SICK, at("2026-11-24 11:00"), service="garderie-soir")
    assert isinstance(outcome, Cancelled)


async def test_a_service_without_rules_of_absence_bills_what_is_too_late(world: World, leo: int, at: At) -> None:
    await world.book(Place(leo, "garderie-soir", TUESDAY), at("2026-11-23 08:00"))
    (outcome,) = await world.absent(leo, [TUESDAY], SICK, at("2026-11-24 10:00"), service="garderie-soir")
    assert isinstance(outcome, Absent)
    assert outcome.billed


async def test_what_is_not_booked_is_no_absence(world: World, leo: int, at: At) -> None:
    (outcome,) = await world.absent(leo, [date(2026, 11, 30)], SICK, at("2026-11-24 10:00"))
    assert isinstance(outcome, NothingToCancel)
