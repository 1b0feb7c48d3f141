"""After the deadline: what is still possible, on which terms, and never without a yes."""

from dataclasses import replace
from datetime import date, time
from decimal import Decimal

import pytest

from booking.domain import Consent, Entry, Place, State, Terms, TermsKind
from booking.outcomes import Booked, Cancelled, Denied, Full, LatePossible, NothingToDecide, Requested, TooLate, Waiting
from booking.rules.acts import (
    Channel,
    FixedSurcharge,
    Group,
    LateQuota,
    OtherPrice,
    PercentSurcharge,
    PriceLine,
    Span,
    Tier,
)
from booking.rules.calendar import Counting
from booking.rules.deadlines import DaysBefore, Deadline, Hour
from booking.town import Part, Service
from tests.booking.places import STAFF, World
from tests.conftest import At

MONDAY, TUESDAY = date(2026, 11, 30), date(2026, 12, 1)
WEDNESDAY = date(2026, 12, 2)
LATE = "2026-11-30 08:00"  # after Friday 9:00, before Monday 9:00
UNTIL_NINE = Deadline(DaysBefore(0, Counting.CALENDAR, Hour(time(9), included=False)))
YES = Consent(late=True)


@pytest.fixture(autouse=True)
async def open_week(world: World) -> None:
    await world.open(MONDAY, date(2026, 12, 4))


def with_tier(world: World, tier: Tier, service: str = "cantine") -> None:
    """This tier after the deadline, and no other."""

    def change(of: Service) -> Service:
        return replace(of, booking=replace(of.booking, late=(tier,)))

    world.change(service, change)


async def test_what_it_costs_is_said_first_and_nothing_is_done(world: World, at: At) -> None:
    leo = await world.child()
    outcome = await world.book(Place(leo, "cantine", MONDAY), at(LATE))
    assert outcome == LatePossible(outcome.slot, Terms(TermsKind.PERCENT, "50"), at("2026-11-30 09:00"))
    assert await world.reservations(leo) == []
    assert await world.journal() == []


async def test_with_a_yes_it_is_booked_and_the_terms_are_kept(world: World, at: At) -> None:
    leo = await world.child()
    outcome = await world.book(Place(leo, "cantine", MONDAY), at(LATE), consent=YES)
    assert isinstance(outcome, Booked)
    assert outcome.terms == Terms(TermsKind.PERCENT, "50")
    assert (await world.reservations(leo))[0].terms == {"kind": "percent", "amount": "50"}


async def test_a_yes_given_beforehand_costs_nothing_in_time(world: World, at: At) -> None:
    outcome = await world.book(Place(await world.child(), "cantine", MONDAY), at("2026-11-23 09:00"), consent=YES)
    assert isinstance(outcome, Booked)
    assert outcome.terms is None


@pytest.mark.parametrize(
    ("tier", "terms"),
    [
        pytest.param(
            Tier(UNTIL_NINE, price=FixedSurcharge(Decimal("1.50"))), Terms(TermsKind.SURCHARGE, "1.5"), id="euros more"
        ),
        pytest.param(
            Tier(UNTIL_NINE, price=PercentSurcharge(Decimal(50))), Terms(TermsKind.PERCENT, "50"), id="percent more"
        ),
        pytest.param(Tier(UNTIL_NINE, price=OtherPrice(Decimal(5))), Terms(TermsKind.PRICE, "5"), id="another price"),
        pytest.param(
            Tier(UNTIL_NINE, price=OtherPrice(Decimal(5), Decimal(8))),
            Terms(TermsKind.PRICE, "8"),
            id="another price for those from elsewhere",
        ),
        pytest.param(
            Tier(UNTIL_NINE, price=PriceLine("hors délai")),
            Terms(TermsKind.PRICE_LINE, "hors délai"),
            id="a line of the price list",
        ),
        pytest.param(Tier(UNTIL_NINE, warning=True), Terms(TermsKind.WARNING), id="a warning"),
    ],
)
async def test_every_kind_of_terms_asks_for_a_yes(world: World, at: At, tier: Tier, terms: Terms) -> None:
    with_tier(world, tier)
    outcome = await world.book(Place(await world.child(resident=False), "cantine", MONDAY), at(LATE))
    assert outcome == LatePossible(outcome.slot, terms, at("2026-11-30 09:00"))


async def test_late_without_any_price_is_simply_booked_and_counted(world: World, at: At) -> None:
    with_tier(world, Tier(UNTIL_NINE))
    outcome = await world.book(Place(await world.child(), "cantine", MONDAY), at(LATE))
    assert isinstance(outcome, Booked)
    assert outcome.terms == Terms(TermsKind.FREE)


async def test_only_the_first_acts_cost_nothing_where_the_rule_forgives_them(world: World, at: At) -> None:
    with_tier(world, Tier(UNTIL_NINE, price=FixedSurcharge(Decimal(2)), price_from_act=2))
    leo = await world.child()
    first = await world.book(Place(leo, "cantine", MONDAY), at(LATE))
    second = await world.book(Place(leo, "cantine", TUESDAY), at("2026-12-01 08:00"))
    assert isinstance(first, Booked)
    assert isinstance(second, LatePossible)
    assert second.terms == Terms(TermsKind.SURCHARGE, "2")


async def test_a_quota_of_late_acts_is_the_familys_not_the_childs(world: World, at: At) -> None:
    with_tier(world, Tier(UNTIL_NINE, quota=LateQuota(2, Span.MONTH)))
    leo = await world.child()
    zoe = await world.sibling(leo, "Zoé")
    thursday, friday = date(2026, 12, 3), date(2026, 12, 4)
    for child, day in ((leo, TUESDAY), (zoe, thursday)):
        assert isinstance(await world.book(Place(child, "cantine", day), at(f"{day} 08:00")), Booked)
    assert isinstance(await world.book(Place(leo, "cantine", friday), at("2026-12-04 08:00")), TooLate)
    other_month = await world.book(Place(leo, "cantine", MONDAY), at(LATE))
    assert isinstance(other_month, Booked)


async def test_a_tier_for_some_groups_is_closed_to_the_others(world: World, at: At) -> None:
    with_tier(world, Tier(UNTIL_NINE, who=frozenset({Group.BOTH_PARENTS_WORK})))
    working, other = await world.child(both_parents_work=True), await world.child()
    assert isinstance(await world.book(Place(working, "cantine", MONDAY), at(LATE)), Booked)
    assert isinstance(await world.book(Place(other, "cantine", MONDAY), at(LATE)), TooLate)


async def test_by_another_channel_only_names_the_channel_and_until_when(world: World, at: At) -> None:
    with_tier(world, Tier(UNTIL_NINE, channel=Channel.PHONE))
    place = Place(await world.child(), "cantine", MONDAY)
    outcome = await world.book(place, at(LATE))
    assert outcome == TooLate(outcome.slot, at("2026-11-27 09:00"), Channel.PHONE, at("2026-11-30 09:00"))
    assert isinstance(await world.book(place, at(LATE), by=STAFF), Booked)  # the call was taken, and entered


async def test_a_waiting_place_only_is_taken_by_who_agrees_and_served_by_a_person(world: World, at: At) -> None:
    with_tier(world, Tier(UNTIL_NINE, waiting_list=True))
    leo = await world.child()
    place = Place(leo, "cantine", MONDAY)
    asked = await world.book(place, at(LATE))
    assert isinstance(asked, LatePossible)
    assert asked.waits
    assert isinstance(await world.wait(place, at(LATE)), Waiting)
    await world.capacity("cantine", MONDAY, 40, at(LATE))
    assert await world.states([leo]) == [State.WAITING]
    granted = await world.decide((await world.reservations(leo))[0].id, at("2026-11-30 08:30"), granted=True)
    assert isinstance(granted, Booked)
    assert await world.states([leo]) == [State.CONFIRMED]


async def test_late_and_full_is_full_without_a_rank(world: World, at: At) -> None:
    await world.set_places("cantine", MONDAY, 0)
    outcome = await world.book(Place(await world.child(), "cantine", MONDAY), at(LATE), consent=Consent(wait=True))
    assert outcome == Full(outcome.slot, rank=None)


# --- what a person decides ---------------------------------------------------------------------------------------


async def requested(world: World, at: At) -> int:
    """A late request for a Wednesday, which the head of the centre decides; its number."""
    leo = await world.child(services=("centre",))
    outcome = await world.book(Place(leo, "centre", WEDNESDAY, Part.DAY), at("2026-11-30 10:00"))
    assert isinstance(outcome, Requested)
    assert outcome.by == "la direction du centre"
    return (await world.reservations(leo))[0].id


async def test_a_request_holds_no_place(world: World, at: At) -> None:
    await requested(world, at)
    assert (await world.session("centre", WEDNESDAY, Part.MORNING)).booked == 0


async def test_a_yes_takes_the_places_of_the_whole_day(world: World, at: At) -> None:
    assert isinstance(await world.decide(await requested(world, at), at("2026-11-30 14:00"), granted=True), Booked)
    for part in (Part.MORNING, Part.AFTERNOON):
        assert (await world.session("centre", WEDNESDAY, part)).booked == 1
    assert [line.entry for line in await world.journal()] == [Entry.REQUESTED] * 2 + [Entry.GRANTED] * 2


async def test_a_no_ends_it_and_a_second_decision_is_refused(world: World, at: At) -> None:
    number = await requested(world, at)
    assert isinstance(await world.decide(number, at("2026-11-30 14:00"), granted=False), Denied)
    assert isinstance(await world.decide(number, at("2026-11-30 14:01"), granted=True), NothingToDecide)


async def test_a_yes_without_a_place_left_is_full_and_the_request_stays(world: World, at: At) -> None:
    number = await requested(world, at)
    await world.set_places("centre", WEDNESDAY, 0)
    assert isinstance(await world.decide(number, at("2026-11-30 14:00"), granted=True), Full)
    await world.set_places("centre", WEDNESDAY, 1)
    assert isinstance(await world.decide(number, at("2026-11-30 15:00"), granted=True), Booked)


async def test_where_nobody_books_without_a_yes_asking_in_time_is_a_request(world: World, at: At) -> None:
    world.change("cantine", lambda s: replace(s, booking=replace(s.booking, approval_by="la mairie")))
    outcome = await world.book(Place(await world.child(), "cantine", MONDAY), at("2026-11-23 09:00"))
    assert isinstance(outcome, Requested)
    assert outcome.by == "la mairie"


async def test_withdrawing_a_request_is_never_too_late(world: World, at: At) -> None:
    await requested(world, at)
    leo = 1
    place = Place(leo, "centre", WEDNESDAY, Part.DAY)
    assert isinstance(await world.cancel(place, at("2026-12-02 11:00")), Cancelled)


# --- cancelling late ---------------------------------------------------------------------------------------------


async def test_cancelling_late_at_a_price_asks_for_a_yes_and_keeps_the_terms(world: World, at: At) -> None:
    tier = Tier(UNTIL_NINE, price=PriceLine("annulation tardive"))
    world.change("cantine", lambda s: replace(s, cancelling=replace(s.cancelling, late=(tier,))))
    leo = await world.child()
    place = Place(leo, "cantine", MONDAY)
    await world.book(place, at("2026-11-23 09:00"))
    assert isinstance(await world.cancel(place, at(LATE)), LatePossible)
    done = await world.cancel(place, at(LATE), consent=YES)
    assert isinstance(done, Cancelled)
    assert done.terms == Terms(TermsKind.PRICE_LINE, "annulation tardive")
    assert (await world.reservations(leo))[0].cancel_terms == {"kind": "price_line", "amount": "annulation tardive"}
