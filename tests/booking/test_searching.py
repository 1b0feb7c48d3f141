"""Finding a file by whatever somebody at the counter has."""

from datetime import date

import pytest

from booking.domain import Place
from booking.outcomes import Booked
from booking.searching import find_families
from booking.tables import Child, Family, Guardian
from tests.booking.places import World
from tests.conftest import At

MONDAY = date(2026, 11, 30)


@pytest.fixture(autouse=True)
async def families(world: World) -> None:
    async with world.database.writing() as db:
        for number, guardian, phone, first, last in (
            ("A-1", "Éloïse N'Diaye", "+33612345678", "Jean-Éric", "N'Diaye"),
            ("A-2", "Claire MARTIN", "+33698765432", "Zoé", "Martin-Dupont"),
            ("A-3", "Karim Ziani", None, "Inès", "Ziani"),
        ):
            family = Family(number=number)
            family.guardians = [Guardian(name=guardian, phone=phone)]
            family.children = [Child(first_name=first, last_name=last)]
            db.add(family)


async def found(world: World, words: str) -> list[str]:
    async with world.database.reading() as db:
        return [family.number for family in (await find_families(db, words)).families]


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        pytest.param("eloise", ["A-1"], id="accents do not matter"),
        pytest.param("ÉLOÏSE", ["A-1"], id="nor do capitals, with accents or without"),
        pytest.param("jean eric", ["A-1"], id="nor do hyphens"),
        pytest.param("martin claire", ["A-2"], id="nor the order of the words"),
        pytest.param("zoé martin", ["A-2"], id="a child's name and a guardian's"),
        pytest.param("dupont", ["A-2"], id="the second half of a double name"),
        pytest.param("upont", [], id="but no word from its middle"),
        pytest.param("a-3", ["A-3"], id="a file number, in whatever case"),
        pytest.param("06 12 34 56 78", ["A-1"], id="a telephone as it is said"),
        pytest.param("+33612345678", ["A-1"], id="or as it is kept"),
        pytest.param("5678", ["A-1"], id="or its end"),
        pytest.param("claire karim", [], id="words of two different files fit none"),
        pytest.param("", [], id="nothing finds nothing"),
        pytest.param("%", [], id="a wildcard is a letter like another"),
        pytest.param("'; DROP TABLE families", [], id="and so is what was meant to harm"),
        pytest.param("99999999999999999999999", [], id="a number without end is nobody's"),
    ],
)
async def test_a_file_is_found_by(world: World, words: str, numbers: list[str]) -> None:
    assert await found(world, words) == numbers


async def test_a_file_is_found_by_a_reference(world: World, at: At) -> None:
    await world.open(MONDAY, MONDAY)
    child = await world.child("Léo")
    outcome = await world.book(Place(child, "cantine", MONDAY), at("2026-11-23 09:00"))
    assert isinstance(outcome, Booked)
    assert await found(world, outcome.reference.lower()) == [f"T{3}"]
