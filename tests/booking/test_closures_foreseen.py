"""What a closure would do is what it then does; and nobody closes the same twice."""

from dataclasses import replace
from datetime import date

import pytest

from booking.closures import Closing
from booking.closures_foreseen import foresee_closure, same_closure
from booking.domain import Place
from booking.errors import UnknownClass
from booking.outcomes import Booked
from tests.booking.places import World
from tests.conftest import At

MONDAY, TUESDAY = date(2026, 11, 30), date(2026, 12, 1)
STRIKE = Closing(MONDAY, TUESDAY, "grève", services=frozenset({"cantine"}))


@pytest.fixture(autouse=True)
async def booked(world: World, at: At) -> None:
    """A child of CP on both days, one of CE1 on the first."""
    await world.open(MONDAY, date(2026, 12, 4))
    for name, class_name, days in (("Léo", "CP", (MONDAY, TUESDAY)), ("Emma", "CE1", (MONDAY,))):
        child = await world.child(name, class_name=class_name)
        for day in days:
            assert isinstance(await world.book(Place(child, "cantine", day), at("2026-11-23 09:00")), Booked)


@pytest.mark.parametrize(
    ("closing", "cancelled", "children"),
    [(STRIKE, 3, 2), (replace(STRIKE, classes=frozenset({"CP"})), 2, 1), (replace(STRIKE, last=MONDAY), 2, 2)],
    ids=["all classes", "one class", "one day"],
)
async def test_it_does_what_was_foreseen(world: World, at: At, closing: Closing, cancelled: int, children: int) -> None:
    async with world.database.reading() as db:
        foreseen = await foresee_closure(db, world.town, closing)
    assert (foreseen.cancelled, foreseen.children) == (cancelled, children)
    made = await world.close(closing, at("2026-11-24 09:00"))
    assert (made.sessions, made.cancelled) == (foreseen.sessions, foreseen.cancelled)


async def test_the_very_same_is_known_and_anything_else_is_not(world: World, at: At) -> None:
    made = await world.close(STRIKE, at("2026-11-24 09:00"))
    async with world.database.writing() as db:
        same = await same_closure(db, replace(STRIKE, why="panne"))
        assert same is not None
        assert same.id == made.id
        assert await same_closure(db, replace(STRIKE, last=MONDAY)) is None
        assert await same_closure(db, replace(STRIKE, services=frozenset())) is None


async def test_a_class_that_is_not_there_is_refused_before_anything_is_counted(world: World) -> None:
    async with world.database.reading() as db:
        with pytest.raises(UnknownClass):
            await foresee_closure(db, world.town, replace(STRIKE, classes=frozenset({"6e"})))
