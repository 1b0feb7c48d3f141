"""What staff can take on themselves, and what nobody can."""

from datetime import date

import pytest

from booking.closures import Closing
from booking.domain import AuthorKind, Place, State
from booking.errors import OverrideError
from booking.outcomes import Booked, Cancelled, Closed, FileIncomplete, Full, NotEnrolled, TooLate
from booking.overrides import can_override
from booking.reservations import book, cancel
from tests.booking.places import STAFF, World
from tests.conftest import At

MONDAY = date(2026, 11, 30)
IN_TIME, TOO_LATE = "2026-11-23 09:00", "2026-11-30 11:00"


@pytest.fixture(autouse=True)
async def open_monday(world: World) -> None:
    await world.open(MONDAY, MONDAY)


async def overriding(world: World, place: Place, at: At, *, booking: bool = True) -> object:
    async with world.database.writing() as db:
        act = await world.act(db, at(TOO_LATE), STAFF)
        return await (book if booking else cancel)(db, world.town, place, act=act, overriding=True)


async def test_a_deadline_can_be_passed_over_both_ways(world: World, at: At) -> None:
    place = Place(await world.child(), "cantine", MONDAY)
    refused = await world.book(place, at(TOO_LATE), by=STAFF)
    assert isinstance(refused, TooLate)
    assert can_override(refused)
    assert isinstance(await overriding(world, place, at), Booked)
    assert isinstance(await world.cancel(place, at(TOO_LATE), by=STAFF), TooLate)
    assert isinstance(await overriding(world, place, at, booking=False), Cancelled)
    assert (await world.session("cantine", MONDAY)).booked == 0


async def test_a_missing_paper_can_be_passed_over_but_not_a_missing_enrolment(world: World, at: At) -> None:
    without_paper = Place(await world.child(missing=("assurance",)), "cantine", MONDAY)
    assert isinstance(await world.book(without_paper, at(IN_TIME)), FileIncomplete)
    assert isinstance(await overriding(world, without_paper, at), Booked)
    not_enrolled = Place(await world.child(services=(), missing=("assurance",)), "cantine", MONDAY)
    assert isinstance(await overriding(world, not_enrolled, at), NotEnrolled)


async def test_a_place_that_is_not_there_is_given_to_nobody(world: World, at: At) -> None:
    await world.set_places("cantine", MONDAY, 0)
    outcome = await overriding(world, Place(await world.child(), "cantine", MONDAY), at)
    assert isinstance(outcome, Full)
    assert not can_override(outcome)


async def test_what_is_closed_stays_closed(world: World, at: At) -> None:
    closing = Closing(MONDAY, MONDAY, "grève", services=frozenset({"cantine"}))
    await world.close(closing, at(IN_TIME))
    assert isinstance(await overriding(world, Place(await world.child(), "cantine", MONDAY), at), Closed)


async def test_nobody_but_staff_can(world: World, at: At) -> None:
    child = await world.child()
    async with world.database.writing() as db:
        act = await world.act(db, at(TOO_LATE), AuthorKind.PORTAL)
        with pytest.raises(OverrideError):
            await book(db, world.town, Place(child, "cantine", MONDAY), act=act, overriding=True)
    assert await world.reservations(child, State.CONFIRMED) == []
