"""Frozen head-counts: a version that the kitchen can trust, and what changed since."""

from datetime import date, timedelta

import pytest

from booking.domain import Place
from booking.frozen_counts import (
    AT_THE_DEADLINE,
    Version,
    deadline_of,
    differences,
    freeze,
    freeze_due,
    grouped,
    latest_versions,
    versions_of,
)
from booking.head_counts import head_counts
from tests.booking.places import STAFF, World
from tests.conftest import At

MONDAY = date(2026, 11, 30)
NOW = "2026-11-23 09:00"


@pytest.fixture(autouse=True)
async def open_monday(world: World) -> None:
    await world.open(MONDAY, MONDAY)


async def version(world: World) -> Version | None:
    async with world.database.reading() as db:
        return (await latest_versions(db, MONDAY)).get("cantine")


async def changes(world: World) -> list[tuple[str, str, int, int]]:
    async with world.database.reading() as db:
        now = grouped(await head_counts(db, world.town, MONDAY, service="cantine"))
        then = (await latest_versions(db, MONDAY))["cantine"]
    return [(each.class_name, each.diet, each.before, each.after) for each in differences(then, now)]


async def test_the_deadline_freezes_version_one_and_not_a_second_before(world: World, at: At) -> None:
    await world.book(Place(await world.child(), "cantine", MONDAY), at(NOW))
    closes = deadline_of(world.town, world.town.service("cantine"), MONDAY)
    assert closes is not None
    async with world.database.writing() as db:
        await freeze_due(db, world.town, now=closes - timedelta(seconds=1))
    assert await version(world) is None
    async with world.database.writing() as db:
        assert await freeze_due(db, world.town, now=closes) >= 1
    async with world.database.writing() as db:
        assert await freeze_due(db, world.town, now=closes) == 0
    frozen = await version(world)
    assert frozen is not None
    assert (frozen.number, frozen.by, frozen.children) == (1, AT_THE_DEADLINE, 1)


async def test_what_changes_afterwards_is_a_difference_and_not_a_new_count(world: World, at: At) -> None:
    leo, emma = await world.child("Léo", class_name="CP"), await world.child("Emma", class_name="CE1", diet="sans porc")
    await world.book(Place(leo, "cantine", MONDAY), at(NOW))
    async with world.database.writing() as db:
        await freeze(db, world.town, "cantine", MONDAY, after=0, by="Claire", now=at(NOW))
    assert await changes(world) == []
    await world.cancel(Place(leo, "cantine", MONDAY), at(NOW), by=STAFF)
    await world.book(Place(emma, "cantine", MONDAY), at(NOW))
    assert await changes(world) == [("CE1", "sans porc", 0, 1), ("CP", "", 1, 0)]
    frozen = await version(world)
    assert frozen is not None
    assert frozen.children == 1


async def test_of_two_who_freeze_at_once_the_second_freezes_nothing(world: World, at: At) -> None:
    for by, expected in (("Claire", True), ("Karim", False)):
        async with world.database.writing() as db:
            made = await freeze(db, world.town, "cantine", MONDAY, after=0, by=by, now=at(NOW))
        assert (made is not None) is expected
    async with world.database.writing() as db:
        await freeze(db, world.town, "cantine", MONDAY, after=1, by="Karim", now=at(NOW))
    async with world.database.reading() as db:
        assert [each.by for each in await versions_of(db, "cantine", MONDAY)] == ["Claire", "Karim"]
