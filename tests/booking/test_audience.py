"""Whom a notice concerns: every guardian with a say of the families chosen, once."""

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from booking.audience import Audience, Who, guardians_in, require_possible
from booking.domain import Place
from booking.errors import BookingError, DateOutsideYear, DayMissing, UnknownClass, UnknownService, UnknownSite
from booking.rules.absence import AbsenceReason
from booking.tables import Enrolment, Guardian
from booking.town import Town
from tests.booking.places import World
from tests.conftest import At

TODAY, MONDAY = date(2026, 11, 23), date(2026, 11, 30)
EVERYBODY = {"Claire", "Karim", "Nadia", "Paul", "Rose", "Sami"}
BOOKED, WAITING = Who.BOOKED, Who.WAITING


@pytest.fixture
async def families(world: World, at: At) -> World:
    """Claire and Karim have two at the canteen on Monday; Paul's child waits, Nadia's is ill, Rose's enrolment is over.

    Sami's child goes to the holiday centre alone, and Luc has no say any more.
    """
    now = at("2026-11-23 09:00")
    await world.open(MONDAY, MONDAY)
    leo = await world.child("Léo", guardians=("Claire", "Karim", "Luc"))
    emma = await world.sibling(leo, "Emma")
    ines = await world.child("Inès", guardians=("Nadia",), class_name="CM2")
    hugo = await world.child("Hugo", guardians=("Paul",))
    zoe = await world.child("Zoé", guardians=("Rose",), class_name="CM2")
    await world.child("Adam", guardians=("Sami",), services=("centre",))
    for child in (leo, emma, ines):
        await world.book(Place(child, "cantine", MONDAY), now)
    await world.set_places("cantine", MONDAY, 3)
    await world.wait(Place(hugo, "cantine", MONDAY), now)
    await world.absent(ines, [MONDAY], AbsenceReason.SICKNESS, at("2026-11-30 11:00"))
    async with world.database.writing() as db:
        (await db.scalars(select(Guardian).where(Guardian.name == "Luc"))).one().withdrawn_at = now
        (await db.scalars(select(Enrolment).where(Enrolment.child_id == zoe))).one().last = date(2026, 10, 1)
    return world


@pytest.mark.parametrize(
    ("audience", "names"),
    [
        pytest.param(Audience(), EVERYBODY, id="all-but-who-has-no-say-any-more"),
        pytest.param(Audience(site="jean-moulin"), EVERYBODY, id="a-school-has-all-its-pupils"),
        pytest.param(Audience(site="marie-curie"), set(), id="another-school-has-none-of-them"),
        pytest.param(Audience(site="les-cigales"), {"Sami"}, id="a-centre-has-who-is-enrolled-there"),
        pytest.param(
            Audience(service="cantine"), EVERYBODY - {"Rose", "Sami"}, id="a-service-has-whose-enrolment-is-not-over"
        ),
        pytest.param(Audience(service="cantine", site="marie-curie"), set(), id="a-service-elsewhere-has-nobody"),
        pytest.param(Audience(class_name="CM2"), {"Nadia", "Rose"}, id="a-class"),
        pytest.param(Audience(class_name="CM2", service="cantine"), {"Nadia"}, id="a-class-at-the-canteen"),
        pytest.param(Audience(BOOKED, day=MONDAY), {"Claire", "Karim"}, id="who-comes-that-day-and-is-not-absent"),
        pytest.param(
            Audience(BOOKED, class_name="CE1", day=MONDAY),
            {"Claire", "Karim"},
            id="who-comes-of-the-other-childs-class",
        ),
        pytest.param(Audience(BOOKED, site="marie-curie", day=MONDAY), set(), id="who-comes-elsewhere"),
        pytest.param(Audience(BOOKED, day=date(2026, 12, 1)), set(), id="who-comes-the-day-after"),
        pytest.param(Audience(WAITING, service="cantine", day=MONDAY), {"Paul"}, id="a-waiting-list"),
        pytest.param(Audience(WAITING, service="centre", day=MONDAY), set(), id="the-waiting-list-of-another-service"),
    ],
)
async def test_an_audience_is_all_guardians_of_the_families_chosen(
    families: World, audience: Audience, names: set[str]
) -> None:
    require_possible(families.town, audience)
    async with families.database.reading() as db:
        found = [await _name(db, concerned.id) for concerned in await guardians_in(db, audience, today=TODAY)]
    assert sorted(found) == sorted(names)  # each once, of two children too


async def _name(db: AsyncSession, guardian_id: int) -> str:
    return (await db.get_one(Guardian, guardian_id)).name


@pytest.mark.parametrize(
    ("audience", "error"),
    [
        pytest.param(Audience(site="nulle-part"), UnknownSite, id="a-site-that-is-none"),
        pytest.param(Audience(service="piscine"), UnknownService, id="a-service-that-is-none"),
        pytest.param(Audience(site="les-oliviers", class_name="CM2"), UnknownClass, id="a-class-that-is-not-there"),
        pytest.param(Audience(BOOKED), DayMissing, id="who-comes-without-a-day"),
        pytest.param(Audience(BOOKED, day=date(2028, 1, 3)), DateOutsideYear, id="a-day-outside-the-year"),
    ],
)
def test_what_cannot_be_chosen_is_said(town: Town, audience: Audience, error: type[BookingError]) -> None:
    with pytest.raises(error):
        require_possible(town, audience)
