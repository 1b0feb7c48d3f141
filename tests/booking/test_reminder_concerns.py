"""Whom an end concerns: who usually comes, has decided nothing, and could still book; why the others are not told."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, time

import pytest
from sqlalchemy import select

from booking.closures import Closing
from booking.domain import Place
from booking.reminders.concern import Concern
from booking.reminders.concerned import concerned
from booking.reminders.moments import Moments
from booking.reminders.tables import Kept, Kind
from booking.rules.acts import Group
from booking.rules.calendar import Counting
from booking.rules.deadlines import DaysBefore, Deadline, Hour
from booking.rules.eligibility import Conditions
from booking.rules.reminding import DaysAhead, ReminderChoice, ReminderRules
from booking.tables import Enrolment
from booking.town import Part, Quota, Service
from tests.booking.places import World
from tests.conftest import At

RULES = ReminderRules(ReminderChoice.USUAL, DaysAhead(1, time(18)), share=50, weeks=4)
PAST = [date(2026, 11, day) for day in (2, 9, 16, 23)]
MONDAY, WEDNESDAYS = date(2026, 11, 30), [date(2026, 11, day) for day in (4, 11, 18, 25)]


@pytest.fixture
async def mondays(world: World) -> World:
    """Four Mondays behind, one ahead; the canteen reminds of half of them or more."""
    world.change("cantine", lambda service: replace(service, reminders=RULES))
    for day in (*PAST, MONDAY):
        await world.open(day, day)
    return world


async def came(world: World, at: At, child: int, days: Sequence[date]) -> None:
    """The child was booked on these days, in September already."""
    for day in days:
        await world.book(Place(child, "cantine", day), at("2026-09-10 09:00"))


async def about(world: World, day: date = MONDAY, service: str = "cantine") -> list[Concern]:
    """What the end of that day means, as it is looked at on Thursday."""
    rules = world.town.service(service)
    moments = Moments(world.town, lambda instant: instant).for_day(Kind.DEADLINE, rules, day)
    async with world.database.reading() as db:
        return [each async for each in concerned(db, world.town, moments, today=date(2026, 11, 26))]


@pytest.mark.parametrize(("times", "told"), [(4, True), (2, True), (1, False), (0, False)])
async def test_usual_is_a_share_of_the_recent_weeks(mondays: World, at: At, times: int, told: bool) -> None:
    await came(mondays, at, await mondays.child(), PAST[:times])
    assert [concern.kept for concern in await about(mondays)] == [None] * told


async def test_weeks_that_were_closed_do_not_count(mondays: World, at: At) -> None:
    child = await mondays.child()
    await came(mondays, at, child, PAST[2:3])
    assert await about(mondays) == []
    await mondays.close(Closing(PAST[0], PAST[0], "grève"), at("2026-11-01 09:00"))
    await mondays.close(Closing(PAST[1], PAST[1], "sortie", classes=frozenset({"CP"})), at("2026-11-01 09:00"))
    assert len(await about(mondays)) == 1  # one of two


async def test_weeks_before_the_enrolment_do_not_count(mondays: World, at: At) -> None:
    child = await mondays.child()
    await came(mondays, at, child, PAST[3:])
    async with mondays.database.writing() as db:
        (enrolment,) = await db.scalars(select(Enrolment))
        enrolment.first = PAST[2]
    assert len(await about(mondays)) == 1  # one of two


async def test_who_has_decided_is_not_concerned(mondays: World, at: At) -> None:
    booked, left, waits = [await mondays.child(name) for name in ("Léo", "Emma", "Inès")]
    for child in (booked, left, waits):
        await came(mondays, at, child, PAST)
    await mondays.book(Place(booked, "cantine", MONDAY), at("2026-11-20 09:00"))
    await mondays.book(Place(left, "cantine", MONDAY), at("2026-11-20 09:00"))
    await mondays.cancel(Place(left, "cantine", MONDAY), at("2026-11-21 09:00"))
    await mondays.set_places("cantine", MONDAY, 1)
    await mondays.wait(Place(waits, "cantine", MONDAY), at("2026-11-22 09:00"))
    assert await about(mondays) == []


async def test_a_day_that_was_closed_and_is_open_again_is_no_decision_of_the_family(mondays: World, at: At) -> None:
    child = await mondays.child()
    await came(mondays, at, child, PAST)
    closing = await mondays.close(Closing(MONDAY, MONDAY, "grève"), at("2026-11-20 09:00"))
    assert [concern.kept for concern in await about(mondays)] == [Kept.CLOSED]
    await mondays.lift(closing.id, at("2026-11-21 09:00"))
    assert [concern.kept for concern in await about(mondays)] == [None]


async def test_what_could_not_be_booked_is_kept_with_its_reason(mondays: World, at: At) -> None:
    child = await mondays.child()
    await came(mondays, at, child, PAST)
    await mondays.set_papers(child, "assurance scolaire")
    assert [concern.kept for concern in await about(mondays)] == [Kept.FILE]
    mondays.change("cantine", lambda each: replace(each, conditions=Conditions(classes=frozenset({"CM2"}))))
    await mondays.set_papers(child)
    assert [concern.kept for concern in await about(mondays)] == [Kept.NOT_FOR_CHILD]


async def test_where_no_place_is_left_nobody_is_told_to_book(mondays: World, at: At) -> None:
    await came(mondays, at, await mondays.child(), PAST)
    await mondays.set_places("cantine", MONDAY, 0)
    assert [concern.kept for concern in await about(mondays)] == [Kept.FULL]


async def test_a_group_whose_share_is_used_up_is_not_told_to_book_beside_free_places(mondays: World, at: At) -> None:
    share = Quota("hors commune", "jean-moulin", 1, who=frozenset({Group.NON_RESIDENTS}))
    mondays.change("cantine", lambda service: replace(service, quotas=(share,)))
    await mondays.set_places("cantine", MONDAY, 5)
    here, elsewhere = await mondays.child("Léo"), await mondays.child("Emma", resident=False)
    await came(mondays, at, here, PAST)
    await came(mondays, at, elsewhere, PAST)
    assert [(concern.child, concern.kept) for concern in await about(mondays)] == [("Léo", None), ("Emma", None)]
    other = await mondays.child("Noé", resident=False)
    await mondays.book(Place(other, "cantine", MONDAY), at("2026-11-23 09:00"))
    assert [(concern.child, concern.kept) for concern in await about(mondays)] == [("Léo", None), ("Emma", Kept.FULL)]


async def test_who_may_book_longer_is_told_later(mondays: World, at: At) -> None:
    def residents_longer(service: Service) -> Service:
        (window,) = service.booking.windows
        sooner = Deadline(DaysBefore(5, Counting.CALENDAR, Hour(time(9), included=False)))
        windows = (replace(window, who=frozenset({Group.RESIDENTS})), replace(window, closes=sooner))
        return replace(service, booking=replace(service.booking, windows=windows))

    mondays.change("cantine", residents_longer)
    here, elsewhere = await mondays.child("Léo"), await mondays.child("Emma", resident=False)
    for child in (here, elsewhere):
        await came(mondays, at, child, PAST)
    ends = {concern.child: concern.moment.closes_at for concern in await about(mondays)}
    assert ends == {"Léo": at("2026-11-27 09:00"), "Emma": at("2026-11-25 09:00")}


async def test_a_service_without_enrolment_reminds_those_who_come(mondays: World, at: At) -> None:
    mondays.change("cantine", lambda service: replace(service, enrolment=False))
    child, _never = await mondays.child(services=()), await mondays.child("Emma", services=())
    await came(mondays, at, child, PAST)
    assert [concern.child for concern in await about(mondays)] == ["Léo"]


@pytest.mark.parametrize(("parts", "said"), [((Part.MORNING,), Part.MORNING), ((Part.DAY,), Part.DAY)])
async def test_a_day_in_parts_is_named_as_the_child_usually_comes(
    world: World, at: At, parts: tuple[Part, ...], said: Part
) -> None:
    world.change("centre", lambda service: replace(service, reminders=RULES))
    for day in (*WEDNESDAYS, date(2026, 12, 2)):
        await world.open(day, day)
    child = await world.child(services=("centre",))
    for day in WEDNESDAYS:
        for part in parts:
            await world.book(Place(child, "centre", day, part, meal=True), at("2026-09-10 09:00"))
    (concern,) = await about(world, date(2026, 12, 2), "centre")
    assert concern.part is said
