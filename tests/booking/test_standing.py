"""Standing bookings: every Monday, made once, picked up as sessions open; and two parents with their own weeks."""

from datetime import date

import pytest

from booking.domain import Consent, Entry, Place, State
from booking.errors import DateOutsideYear, UnknownChild, UnknownStanding
from booking.outcomes import AlreadyBooked, Booked, Cancelled, Full, TooLate
from booking.patterns import Pattern, Weeks
from booking.rules.calendar import Weekday
from booking.standing import Standing, Wish, except_days
from tests.booking.places import Parent, World
from tests.conftest import At

MONDAYS = frozenset({Weekday.MONDAY})
FIRST, SECOND, THIRD = date(2026, 11, 30), date(2026, 12, 7), date(2026, 12, 14)
NOW = "2026-11-20 09:00"


@pytest.fixture(autouse=True)
async def two_weeks_are_open(world: World) -> None:
    await world.open(FIRST, date(2026, 12, 11))


def mondays(child: int, *, first: date = FIRST, until: date = THIRD) -> Wish:
    return Wish(child, "cantine", Pattern(MONDAYS, first, until))


async def days_of(world: World, child: int, *states: State) -> list[date]:
    """The days of a child's reservations, in these states."""
    days = {(await world.session("cantine", day)).id: day for day in (FIRST, SECOND, THIRD) if await world.is_open(day)}
    return sorted(days[row.session_id] for row in await world.reservations(child, *states))


async def test_what_is_open_is_booked_at_once_each_day_with_its_outcome(world: World, at: At) -> None:
    leo = await world.child()
    await world.set_places("cantine", SECOND, 0)
    made = await world.standing(mondays(leo), at(NOW))
    assert [type(outcome) for outcome in made.outcomes] == [Booked, Full]
    assert [line.entry for line in await world.journal()] == [Entry.STANDING, Entry.BOOKED, Entry.REFUSED]


async def test_sessions_that_open_later_pick_it_up(world: World, at: At) -> None:
    leo = await world.child()
    await world.standing(mondays(leo), at(NOW))
    await world.open(FIRST, date(2026, 12, 18), now=at("2026-11-25 03:00"))
    assert await days_of(world, leo, State.CONFIRMED) == [FIRST, SECOND, THIRD]
    line = (await world.journal())[-1]
    assert (line.entry, line.date) == (Entry.BOOKED, THIRD)


async def test_a_day_cancelled_by_hand_stays_cancelled(world: World, at: At) -> None:
    leo = await world.child()
    await world.standing(mondays(leo), at(NOW))
    assert isinstance(await world.cancel(Place(leo, "cantine", SECOND), at("2026-11-21 09:00")), Cancelled)
    await world.open(FIRST, date(2026, 12, 18), now=at("2026-11-25 03:00"))
    assert await days_of(world, leo, State.CONFIRMED) == [FIRST, THIRD]


async def test_who_agreed_to_wait_waits_on_full_days_now_and_later(world: World, at: At) -> None:
    leo = await world.child()
    await world.set_places("cantine", FIRST, 0)
    await world.standing(mondays(leo), at(NOW), consent=Consent(wait=True))
    assert await days_of(world, leo, State.WAITING) == [FIRST]


async def test_days_past_their_deadline_are_refused_one_by_one(world: World, at: At) -> None:
    made = await world.standing(mondays(await world.child()), at("2026-11-30 10:00"))
    assert [type(outcome) for outcome in made.outcomes] == [TooLate, Booked]


async def test_its_end_gives_back_what_comes_after_and_keeps_what_comes_before(world: World, at: At) -> None:
    leo = await world.child()
    made = await world.standing(mondays(leo), at(NOW))
    outcomes = await world.end_standing(made.id, SECOND, at("2026-11-22 09:00"))
    assert [type(outcome) for outcome in outcomes] == [Cancelled]
    await world.open(FIRST, date(2026, 12, 18), now=at("2026-11-25 03:00"))
    assert await days_of(world, leo, State.CONFIRMED) == [FIRST]


async def test_a_day_may_be_excepted_before_it_opens(world: World, at: At) -> None:
    leo = await world.child()
    made = await world.standing(mondays(leo), at(NOW))
    async with world.database.writing() as db:
        act = await world.act(db, at("2026-11-22 09:00"))
        outcomes = await except_days(db, world.town, made.id, [SECOND, THIRD], act=act)
    assert [type(outcome) for outcome in outcomes] == [Cancelled]
    await world.open(FIRST, date(2026, 12, 18), now=at("2026-11-25 03:00"))
    assert await days_of(world, leo, State.CONFIRMED) == [FIRST]


async def test_a_year_that_the_town_does_not_know_is_an_error(world: World, at: At) -> None:
    with pytest.raises(DateOutsideYear):
        await world.standing(mondays(await world.child(), until=date(2028, 1, 3)), at(NOW))


async def test_a_standing_booking_is_its_familys(world: World, at: At) -> None:
    leo, emma = await world.child("Léo"), await world.child("Emma")
    stranger = (await world.parents(emma))[0]
    with pytest.raises(UnknownChild):
        await world.standing(mondays(leo), at(NOW), by=stranger)
    made = await world.standing(mondays(leo), at(NOW))
    with pytest.raises(UnknownStanding):
        async with world.database.writing() as db:
            await except_days(db, world.town, made.id, [FIRST], act=await world.act(db, at(NOW), stranger))


# --- which days a pattern means ------------------------------------------------------------------------------------

NEW_YEAR = [date(2026, 12, 21), date(2026, 12, 28), date(2027, 1, 4), date(2027, 1, 11)]  # weeks 52, 53, 1, 2


@pytest.mark.parametrize(
    ("weeks", "anchor", "days"),
    [
        pytest.param(Weeks.ALL, None, NEW_YEAR, id="all weeks"),
        pytest.param(Weeks.ODD, None, NEW_YEAR[1:3], id="53 and 1 are both odd"),
        pytest.param(Weeks.EVEN, None, [NEW_YEAR[0], NEW_YEAR[3]], id="52 and 2 are even"),
        pytest.param(Weeks.ALTERNATE, date(2026, 12, 23), NEW_YEAR[::2], id="every other week, over the new year too"),
        pytest.param(Weeks.ALTERNATE, date(2027, 1, 1), NEW_YEAR[1::2], id="and an anchor may come later"),
    ],
)
def test_weeks_over_the_new_year(weeks: Weeks, anchor: date | None, days: list[date]) -> None:
    pattern = Pattern(MONDAYS, date(2026, 12, 1), date(2027, 1, 31), weeks, anchor)
    assert list(pattern.among(NEW_YEAR)) == days


# --- two parents ---------------------------------------------------------------------------------------------------


async def two_parents(world: World) -> tuple[int, Parent, Parent]:
    leo = await world.child(guardians=("Claire Martin", "Karim Benali"))
    claire, karim = await world.parents(leo)
    return leo, claire, karim


async def in_weeks(world: World, at: At, child: int, parent: Parent, anchor: date) -> Standing:
    pattern = Pattern(MONDAYS, FIRST, date(2026, 12, 11), Weeks.ALTERNATE, anchor)
    return await world.standing(Wish(child, "cantine", pattern), at(NOW), by=parent)


async def test_each_holds_their_own_weeks(world: World, at: At) -> None:
    leo, claire, karim = await two_parents(world)
    await in_weeks(world, at, leo, claire, FIRST)
    await in_weeks(world, at, leo, karim, SECOND)
    holders = [row.guardian_id for row in await world.reservations(leo, State.CONFIRMED)]
    assert holders == [claire.guardian_id, karim.guardian_id]
    assert Entry.CLASH not in [line.entry for line in await world.journal()]


async def test_where_both_want_a_day_the_journal_names_both(world: World, at: At) -> None:
    leo, claire, karim = await two_parents(world)
    await in_weeks(world, at, leo, claire, FIRST)
    made = await in_weeks(world, at, leo, karim, FIRST)
    assert [type(outcome) for outcome in made.outcomes] == [AlreadyBooked]
    clash = (await world.journal())[-1]
    assert clash.entry is Entry.CLASH
    assert clash.details == {"wanted_by": str(karim.guardian_id), "held_by": str(claire.guardian_id)}


async def test_where_one_gives_back_the_others_day_the_journal_names_both(world: World, at: At) -> None:
    leo, claire, karim = await two_parents(world)
    await in_weeks(world, at, leo, claire, FIRST)
    assert isinstance(await world.cancel(Place(leo, "cantine", FIRST), at("2026-11-21 09:00"), by=karim), Cancelled)
    assert (await world.journal())[-1].details == {"held_by": str(claire.guardian_id)}
